/**
 * Every 17th colour of matplotlib's `magma` (S. van der Walt and N. Smith, 2015, CC0), from nothing to the most. Its lightness
 * rises evenly, so that it reads the same with every kind of colour vision and in grey.
 */
const MAGMA: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [11, 9, 36],
  [32, 17, 75],
  [59, 15, 112],
  [87, 21, 126],
  [114, 31, 129],
  [140, 41, 129],
  [168, 50, 125],
  [196, 60, 117],
  [222, 73, 104],
  [241, 96, 93],
  [250, 127, 94],
  [254, 159, 109],
  [254, 191, 132],
  [253, 222, 160],
  [252, 253, 191],
];

/** How many colours the table below has. */
export const HEAT_COLOURS = 256;

const makeTable = (): Uint8Array => {
  const table = new Uint8Array(HEAT_COLOURS * 3);
  const [darkest = [0, 0, 0]] = MAGMA;
  for (let colour = 0; colour < HEAT_COLOURS; colour += 1) {
    const position = (colour / (HEAT_COLOURS - 1)) * (MAGMA.length - 1);
    const below = MAGMA[Math.floor(position)] ?? darkest;
    const above = MAGMA[Math.ceil(position)] ?? darkest;
    const part = position - Math.floor(position);
    table.set(
      below.map((value, channel) => Math.round(value + part * ((above[channel] ?? 0) - value))),
      colour * 3,
    );
  }
  return table;
};

/** RGB bytes of 256 heats, from 0 to 1: within 3 levels of the published table. */
export const heatColours: Uint8Array = makeTable();

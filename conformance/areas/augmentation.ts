import { type AugmentRecipe, INPUT_SIZE, type Random } from '../../src/domain/index.ts';
import { augmentPicture } from '../../src/images/index.ts';
import { type Area, makeTally, readCases, type Tally } from './area.ts';

type Knob = 'rotation' | 'rowShift' | 'columnShift' | 'rowZoom' | 'columnZoom' | 'brightness';
type Drawn = Readonly<Record<Knob, number>> & { readonly isMirrored: boolean };

interface Case {
  readonly recipe: AugmentRecipe;
  readonly ranges: Readonly<Record<Knob, readonly [number, number]>>;
  readonly mirrored: number;
}

/** As many as Keras draws: a tenth of a range then stays empty once in 10^13 times. */
const DRAWS = 300;
const BAR = 0.1;
/** Five standard deviations of the difference of two shares of 300 draws. */
const SHARE_BAR = 0.2;
/** So far from the centre a picture of ramps is looked at: the edges are never in sight there. */
const REACH = 30;
const CENTRE = (INPUT_SIZE - 1) / 2;
const GREY = 100;

/** Red is the column, green the row, blue always the same: what was done to a picture can be read off it. */
const ramps = (): Uint8Array => {
  const pixels = new Uint8Array(INPUT_SIZE * INPUT_SIZE * 3);
  for (let at = 0; at < INPUT_SIZE * INPUT_SIZE; at += 1) {
    pixels[at * 3] = at % INPUT_SIZE;
    pixels[at * 3 + 1] = Math.floor(at / INPUT_SIZE);
    pixels[at * 3 + 2] = GREY;
  }
  return pixels;
};

/** Offset and slopes along rows and columns of a channel around the centre, by least squares. */
const fitPlane = (pixels: Uint8Array, channel: number) => {
  let [sum, byRow, byColumn, squares, count] = [0, 0, 0, 0, 0];
  for (let row = -REACH; row <= REACH; row += 1) {
    for (let column = -REACH; column <= REACH; column += 1) {
      // The pixel's own centre is half a pixel off the middle of the picture.
      const at = (row + Math.floor(CENTRE)) * INPUT_SIZE + column + Math.floor(CENTRE);
      const value = pixels[at * 3 + channel] ?? 0;
      sum += value;
      byRow += value * row;
      byColumn += value * column;
      squares += row * row;
      count += 1;
    }
  }
  const [alongRows, alongColumns] = [byRow / squares, byColumn / squares];
  const half = CENTRE - Math.floor(CENTRE);
  return { offset: sum / count + half * (alongRows + alongColumns) - CENTRE, alongRows, alongColumns };
};

/** What was drawn, from what became of the ramps. Upside-down flips are never asked for. */
const readDrawn = (pixels: Uint8Array): Drawn => {
  const brightness = fitPlane(pixels, 2).offset + CENTRE;
  const factor = brightness / GREY;
  const unscaled = (channel: number) => {
    const { offset, alongRows, alongColumns } = fitPlane(pixels, channel);
    return {
      offset: (offset + CENTRE) / factor - CENTRE,
      alongRows: alongRows / factor,
      alongColumns: alongColumns / factor,
    };
  };
  const [column, row] = [unscaled(0), unscaled(1)];
  const angle = Math.atan2(column.alongRows, row.alongRows);
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const across = cosine * column.alongColumns - sine * row.alongColumns;
  return {
    rotation: (angle * 180) / Math.PI,
    rowShift: (cosine * row.offset + sine * column.offset) / INPUT_SIZE,
    columnShift: (cosine * column.offset - sine * row.offset) / INPUT_SIZE,
    rowZoom: Math.hypot(row.alongRows, column.alongRows),
    columnZoom: Math.abs(across),
    brightness: factor,
    isMirrored: across < 0,
  };
};

const compareCase = (tally: Tally, of: string, { recipe, ranges, mirrored }: Case, random: Random): void => {
  const picture = ramps();
  const drawn = Array.from({ length: DRAWS }, () => readDrawn(augmentPicture(picture, recipe, random)));
  const widths: Readonly<Record<Knob, number>> = {
    rotation: 2 * recipe.rotation,
    rowShift: 2 * recipe.shift,
    columnShift: 2 * recipe.shift,
    rowZoom: 2 * recipe.zoom,
    columnZoom: 2 * recipe.zoom,
    brightness: 2 * recipe.brightness,
  };
  for (const knob of Object.keys(widths) as Knob[]) {
    const values = drawn.map((one) => one[knob]);
    const [least, most] = ranges[knob];
    tally.number(`${of}, least ${knob}`, Math.abs(Math.min(...values) - least) / widths[knob]);
    tally.number(`${of}, largest ${knob}`, Math.abs(Math.max(...values) - most) / widths[knob]);
  }
  const share = drawn.filter(({ isMirrored }) => isMirrored).length / DRAWS;
  tally.same(`${of}, mirrored about as often`, Math.abs(share - mirrored) <= SHARE_BAR, true);
};

/** Random changes of training pictures: the ranges that are drawn from. */
export const augmentation: Area = {
  name: 'augmentation',
  what: 'ranges that ImageDataGenerator and the program draw from (300 draws each): difference of their ends, of their width',
  cases: 3,
  bar: BAR,
  unit: 'relative',
  compare: (folder, random) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    for (const [index, given] of cases.entries()) compareCase(tally, `case ${index}`, given, random);
    return Promise.resolve(tally.result(cases.length));
  },
};

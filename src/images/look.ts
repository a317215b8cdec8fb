import {
  encodeLook,
  LOOK_CELLS,
  LOOK_COLOUR_SIDE,
  LOOK_COLOURS,
  LOOK_SIDE,
  type Look,
} from '../domain/index.ts';

const CELLS_PER_COLOUR = LOOK_SIDE / LOOK_COLOUR_SIDE;

/** The look of a picture squeezed to 16 x 16: RGB bytes `[16, 16, 3]`, upright. Luma and chroma are those of JPEG (BT.601). */
export const lookOf = (rgb: Uint8Array): Look => {
  const grey = new Uint8Array(LOOK_CELLS);
  const blues = new Float64Array(LOOK_COLOURS / 2);
  const reds = new Float64Array(LOOK_COLOURS / 2);
  for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
    const red = rgb[3 * cell] ?? 0;
    const green = rgb[3 * cell + 1] ?? 0;
    const blue = rgb[3 * cell + 2] ?? 0;
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    grey[cell] = Math.round(luma);
    const row = Math.floor(Math.floor(cell / LOOK_SIDE) / CELLS_PER_COLOUR);
    const column = Math.floor((cell % LOOK_SIDE) / CELLS_PER_COLOUR);
    const colour = row * LOOK_COLOUR_SIDE + column;
    blues[colour] = (blues[colour] ?? 0) + 0.564 * (blue - luma);
    reds[colour] = (reds[colour] ?? 0) + 0.713 * (red - luma);
  }
  const colours = Uint8Array.from(
    [...blues, ...reds],
    (sum) => 128 + Math.round(sum / CELLS_PER_COLOUR ** 2),
  );
  return encodeLook({ grey, colours });
};

import {
  encodeLook,
  LOOK_CELLS,
  LOOK_COLOUR_SIDE,
  LOOK_COLOURS,
  LOOK_SIDE,
  type Look,
  type SmallPicture,
} from '../domain/index.ts';
import type { Raster, Resampler } from './resample.ts';

const CELLS_PER_COLOUR = LOOK_SIDE / LOOK_COLOUR_SIDE;
const NO_COLOUR = 128;

/** Length of the sides of the square raster that a look is read from. */
export const LOOK_PICTURE_SIDE = 64;

const smallPictureOf = (rgb: Uint8Array): SmallPicture => {
  const grey = new Uint8Array(LOOK_CELLS);
  const sums = new Float64Array(LOOK_COLOURS);
  for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
    const red = rgb[3 * cell] ?? 0;
    const green = rgb[3 * cell + 1] ?? 0;
    const blue = rgb[3 * cell + 2] ?? 0;
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    grey[cell] = Math.round(luma);
    const row = Math.floor(cell / LOOK_SIDE / CELLS_PER_COLOUR);
    const column = Math.floor((cell % LOOK_SIDE) / CELLS_PER_COLOUR);
    const colour = row * LOOK_COLOUR_SIDE + column;
    sums[colour] = (sums[colour] ?? 0) + 0.564 * (blue - luma);
    const other = LOOK_COLOURS / 2 + colour;
    sums[other] = (sums[other] ?? 0) + 0.713 * (red - luma);
  }
  const colours = Uint8Array.from(sums, (sum) => NO_COLOUR + Math.round(sum / CELLS_PER_COLOUR ** 2));
  return { grey, colours };
};

/**
 * Reads the look of an upright picture, squeezed into a raster of 64 x 64. Each cell of the 16 x 16 is a weighted mean over
 * twice its own width (a triangle), so that a shift by a fraction of a cell changes it little. Luma and chroma are those of
 * JPEG (BT.601).
 */
export const makeLookReader =
  (resample: Resampler): ((raster: Raster) => Look) =>
  (raster) =>
    encodeLook(smallPictureOf(resample(raster, LOOK_SIDE, LOOK_SIDE, 'bilinear').pixels));

import { type AugmentRecipe, INPUT_SIZE, type Random } from '../domain/index.ts';

const CHANNELS = 3;
const CENTRE = (INPUT_SIZE - 1) / 2;
const LAST = INPUT_SIZE - 1;

/** Where an output pixel comes from, both measured from the centre: `row = rr * row + rc * column + r0`, and the column likewise. */
interface Warp {
  readonly rr: number;
  readonly rc: number;
  readonly r0: number;
  readonly cr: number;
  readonly cc: number;
  readonly c0: number;
}

/** A number between -`largest` and `largest`. One is drawn even for 0, so that no knob changes what the others draw. */
const drawEitherSide = (largest: number, random: Random): number => {
  const part = 2 * random.float() - 1;
  return largest === 0 ? 0 : part * largest;
};

const isDrawnFlip = (isAllowed: boolean, random: Random): boolean => random.float() < 0.5 && isAllowed;

/**
 * `rotation * shift * zoom * flip` on (column, row): the order of Keras's `apply_affine_transform`, with the flips after it. Drawn
 * in the order of its `get_random_transform`, where the x axis is first.
 */
const drawWarp = ({ flip, rotation, zoom, shift }: AugmentRecipe, random: Random): Warp => {
  const angle = (drawEitherSide(rotation, random) * Math.PI) / 180;
  const columnShift = drawEitherSide(shift, random) * INPUT_SIZE;
  const rowShift = drawEitherSide(shift, random) * INPUT_SIZE;
  const columnZoom = 1 + drawEitherSide(zoom, random);
  const rowZoom = 1 + drawEitherSide(zoom, random);
  const isMirrored = isDrawnFlip(flip === 'horizontal' || flip === 'both', random);
  const isUpsideDown = isDrawnFlip(flip === 'vertical' || flip === 'both', random);
  const rows = isUpsideDown ? -rowZoom : rowZoom;
  const columns = isMirrored ? -columnZoom : columnZoom;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return {
    rr: cosine * rows,
    rc: sine * columns,
    r0: cosine * rowShift + sine * columnShift,
    cr: -sine * rows,
    cc: cosine * columns,
    c0: cosine * columnShift - sine * rowShift,
  };
};

const isIdentity = ({ rr, rc, r0, cr, cc, c0 }: Warp): boolean =>
  rr === 1 && rc === 0 && r0 === 0 && cr === 0 && cc === 1 && c0 === 0;

const clamp = (position: number): number => Math.max(0, Math.min(position, LAST));

/** Bilinear sampling; what lies outside the picture has the nearest pixel of its edge. `factor` scales every value. */
const sample = (pixels: Uint8Array, { rr, rc, r0, cr, cc, c0 }: Warp, factor: number): Uint8Array => {
  // A clamped array rounds and clips what is stored in it.
  const sampled = new Uint8ClampedArray(pixels.length);
  const rowBytes = INPUT_SIZE * CHANNELS;
  let target = 0;
  for (let row = -CENTRE; row <= CENTRE; row += 1) {
    for (let column = -CENTRE; column <= CENTRE; column += 1) {
      const y = clamp(rr * row + rc * column + r0 + CENTRE);
      const x = clamp(cr * row + cc * column + c0 + CENTRE);
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [down, right] = [(y - top) * factor, x - left];
      const up = factor - down;
      const [a, b, c, d] = [up * (1 - right), up * right, down * (1 - right), down * right];
      const topLeft = top * rowBytes + left * CHANNELS;
      const topRight = left < LAST ? topLeft + CHANNELS : topLeft;
      const under = top < LAST ? rowBytes : 0;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        sampled[target] =
          a * (pixels[topLeft + channel] ?? 0) +
          b * (pixels[topRight + channel] ?? 0) +
          c * (pixels[topLeft + under + channel] ?? 0) +
          d * (pixels[topRight + under + channel] ?? 0);
        target += 1;
      }
    }
  }
  return new Uint8Array(sampled.buffer);
};

/**
 * Changes a picture (RGB bytes `[224, 224, 3]`) at random within the bounds of the recipe; the picture stays as it is and the
 * result is the caller's. The ranges, their order and the edges are those of Keras's `ImageDataGenerator` (`rotation_range`,
 * `height_shift_range` and `width_shift_range` as parts of the side, `zoom_range` for each axis on its own, flips with
 * probability 1/2, `brightness_range` 1 - b to 1 + b, bilinear, `fill_mode="nearest"`), and the result is rounded to bytes once.
 * The same random stream gives the same bytes.
 */
export const augmentPicture = (pixels: Uint8Array, recipe: AugmentRecipe, random: Random): Uint8Array => {
  const warp = drawWarp(recipe, random);
  const factor = 1 + drawEitherSide(recipe.brightness, random);
  return isIdentity(warp) && factor === 1 ? pixels.slice() : sample(pixels, warp, factor);
};

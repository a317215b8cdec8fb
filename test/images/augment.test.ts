import { describe, expect, it } from 'vitest';
import { type AugmentRecipe, makeRandom, PICTURE_BYTES, type Random } from '../../src/domain/index.ts';
import { augmentPicture } from '../../src/images/index.ts';

const SIDE = 224;
const nothing: AugmentRecipe = { flip: 'none', rotation: 0, zoom: 0, shift: 0, brightness: 0 };

const noise = makeRandom(3).fork('picture');
const picture = Uint8Array.from({ length: PICTURE_BYTES }, () => noise.below(256));

/** A picture whose every pixel is made from its row and column. */
const drawn = (colourOf: (row: number, column: number) => number): Uint8Array =>
  Uint8Array.from({ length: PICTURE_BYTES }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return colourOf(Math.floor(pixel / SIDE), pixel % SIDE);
  });

const valueAt = (pixels: Uint8Array, row: number, column: number, channel = 0): number | undefined =>
  pixels[(row * SIDE + column) * 3 + channel];

/** The picture whose pixel at a place is that of `picture` at `placeOf`. */
const moved = (placeOf: (row: number, column: number) => readonly [number, number]): Uint8Array =>
  Uint8Array.from({ length: PICTURE_BYTES }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const [row, column] = placeOf(Math.floor(pixel / SIDE), pixel % SIDE);
    return valueAt(picture, row, column, at % 3) ?? Number.NaN;
  });

/** A stream that always draws the same number: 0 is the low end of every range, 0.5 its middle. */
const always = (value: number): Random => ({ ...makeRandom(1), float: () => value });

/** A stream that draws the given numbers. */
const drawing = (values: readonly number[]): Random => {
  const left = [...values];
  return { ...makeRandom(1), float: () => left.shift() ?? Number.NaN };
};

const LOW = always(0);
const MIDDLE = always(0.5);

describe('the augmentation of a picture', () => {
  it('changes nothing where every knob is 0, and gives bytes of its own', () => {
    const same = augmentPicture(picture, nothing, makeRandom(1));
    expect(Buffer.from(same).equals(picture)).toBe(true);
    expect(same.buffer).not.toBe(picture.buffer);
  });

  it.each([
    ['horizontal', (row: number, column: number) => [row, 223 - column] as const],
    ['vertical', (row: number, column: number) => [223 - row, column] as const],
    ['both', (row: number, column: number) => [223 - row, 223 - column] as const],
  ] as const)('mirrors to the byte: %s', (flip, placeOf) => {
    const flipped = augmentPicture(picture, { ...nothing, flip }, LOW);
    expect(Buffer.from(flipped).equals(moved(placeOf))).toBe(true);
    expect(Buffer.from(augmentPicture(picture, { ...nothing, flip }, MIDDLE)).equals(picture)).toBe(true);
  });

  it('turns about the centre: by 90 degrees to the byte', () => {
    // Keras's apply_affine_transform at theta -90: the top row is the left column, read from below.
    const turned = augmentPicture(picture, { ...nothing, rotation: 90 }, LOW);
    expect(Buffer.from(turned).equals(moved((row, column) => [223 - column, row]))).toBe(true);
  });

  it('moves by a part of the side, and fills with the nearest edge', () => {
    const shifted = augmentPicture(picture, { ...nothing, shift: 0.125 }, LOW);
    const from = (place: number): number => Math.max(place - 28, 0);
    expect(Buffer.from(shifted).equals(moved((row, column) => [from(row), from(column)]))).toBe(true);
  });

  it('samples between pixels in a straight line', () => {
    // A move by one and a half pixels lands between two neighbours.
    const ramp = drawn((_, column) => Math.min(2 * column, 250));
    const shifted = augmentPicture(ramp, { ...nothing, shift: 1.5 / SIDE }, LOW);
    expect([2, 3, 100].map((column) => valueAt(shifted, 50, column))).toEqual([1, 3, 197]);
    expect([0, 1].map((column) => valueAt(shifted, 50, column))).toEqual([0, 0]);
  });

  it('makes larger about the centre by a factor of 1 less the knob', () => {
    const ramp = drawn((row) => row);
    const zoomed = augmentPicture(ramp, { ...nothing, zoom: 0.5 }, LOW);
    expect([0, 111, 112, 223].map((row) => valueAt(zoomed, row, 7))).toEqual([56, 111, 112, 167]);
  });

  it('makes darker and lighter by a factor, rounds, and clips at 255', () => {
    const pixels = drawn((_, column) => column);
    const darker = augmentPicture(pixels, { ...nothing, brightness: 0.4 }, LOW);
    const lighter = augmentPicture(pixels, { ...nothing, brightness: 0.4 }, always(1 - 2 ** -32));
    for (const column of [0, 1, 57, 150, 200, 223]) {
      expect(valueAt(darker, 9, column)).toBe(Math.round(column * 0.6));
      expect(valueAt(lighter, 9, column)).toBe(Math.min(Math.round(column * 1.4), 255));
    }
  });

  it('gives what Keras 3.15.1 gives for the same turn, shifts, zooms, mirror and brightness', () => {
    // Recorded: apply_affine_transform (nearest, order 1), the columns mirrored, times the brightness, rounded, clipped.
    const recorded = [
      [0, 0, 0, 107],
      [0, 223, 1, 108],
      [223, 0, 2, 149],
      [223, 223, 0, 4],
      [112, 112, 0, 169],
      [112, 112, 1, 60],
      [57, 130, 2, 82],
      [130, 57, 0, 46],
      [99, 201, 1, 102],
      [201, 99, 2, 103],
      [31, 64, 0, 71],
      [180, 20, 1, 51],
    ] as const;
    const pattern = Uint8Array.from({ length: PICTURE_BYTES }, (_, at) => {
      const [row, column] = [Math.floor(at / 3 / SIDE), Math.floor(at / 3) % SIDE];
      return (row * row * 7 + column * column * 3 + row * column + (at % 3) * 50) % 197;
    });
    const recipe: AugmentRecipe = { flip: 'both', rotation: 40, zoom: 0.3, shift: 0.2, brightness: 0.4 };
    const changed = augmentPicture(pattern, recipe, drawing([0.75, 0.2, 0.9, 0.1, 0.8, 0.3, 0.6, 0.65]));
    expect(
      recorded.map(([row, column, channel]) => [
        row,
        column,
        channel,
        valueAt(changed, row, column, channel),
      ]),
    ).toEqual(recorded);
  });

  it('gives the same bytes for the same stream, and others for another', () => {
    const recipe: AugmentRecipe = { flip: 'both', rotation: 20, zoom: 0.2, shift: 0.1, brightness: 0.3 };
    const draw = (label: string) => Buffer.from(augmentPicture(picture, recipe, makeRandom(7).fork(label)));
    expect(draw('augment/0/0').equals(draw('augment/0/0'))).toBe(true);
    expect(draw('augment/0/0').equals(draw('augment/0/1'))).toBe(false);
  });

  it('draws from the whole range of a knob and never beyond it, whatever the other knobs are', () => {
    const grey = drawn(() => 100);
    const values = Array.from({ length: 300 }, (_, draw) => {
      const random = makeRandom(11).fork(String(draw));
      const recipe = { ...nothing, brightness: 0.2, rotation: draw % 2 === 0 ? 30 : 0 };
      return valueAt(augmentPicture(grey, recipe, random), 3, 3) ?? Number.NaN;
    });
    expect(Math.min(...values)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...values)).toBeLessThanOrEqual(120);
    expect(new Set(values).size).toBeGreaterThan(38);

    const ramp = drawn((row) => row);
    const shifts = Array.from({ length: 200 }, (_, draw) => {
      const random = makeRandom(12).fork(String(draw));
      return (valueAt(augmentPicture(ramp, { ...nothing, shift: 0.1 }, random), 100, 0) ?? Number.NaN) - 100;
    });
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(23);
    expect(Math.min(...shifts)).toBeLessThan(-20);
    expect(Math.max(...shifts)).toBeGreaterThan(20);
  });

  it('mirrors about every second picture', () => {
    const ramp = drawn((_, column) => column);
    const mirrored = Array.from({ length: 200 }, (_, draw) =>
      valueAt(
        augmentPicture(ramp, { ...nothing, flip: 'horizontal' }, makeRandom(13).fork(String(draw))),
        0,
        0,
      ),
    ).filter((value) => value === 223).length;
    expect(mirrored).toBeGreaterThan(70);
    expect(mirrored).toBeLessThan(130);
  });
});

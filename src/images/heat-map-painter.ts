import sharp from 'sharp';
import type { HeatMap } from '../domain/index.ts';
import type { HeatMapPictures } from '../ports/index.ts';
import { HEAT_COLOURS, heatColours } from './heat-map-colours.ts';
import type { Raster, Resampler } from './resample.ts';

/** Longest side of what is painted, in pixels. */
const LONGEST_SIDE = 512;

/** Part of the map's colour in each pixel of the blended picture. The same everywhere: cold places darken, and hot ones stand out of any picture. */
const COVER = 0.5;

/** The two values between which each pixel of one axis lies, and how far it is from the first to the second. */
interface Axis {
  readonly first: Uint16Array;
  readonly second: Uint16Array;
  readonly part: Float32Array;
}

/** Half-pixel centres; what lies outside the outermost centres has their value. */
const makeAxis = (values: number, pixels: number): Axis => {
  const first = new Uint16Array(pixels);
  const second = new Uint16Array(pixels);
  const part = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const centre = Math.min(Math.max(((pixel + 0.5) * values) / pixels - 0.5, 0), values - 1);
    first[pixel] = Math.floor(centre);
    second[pixel] = Math.ceil(centre);
    part[pixel] = centre - Math.floor(centre);
  }
  return { first, second, part };
};

/** The map in another size, bilinear. */
const stretch = ({ values, width, height }: HeatMap, wide: number, high: number): Float32Array => {
  const columns = makeAxis(width, wide);
  const rows = makeAxis(height, high);
  const stretched = new Float32Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    const [above, below] = [(rows.first[y] ?? 0) * width, (rows.second[y] ?? 0) * width];
    const down = rows.part[y] ?? 0;
    for (let x = 0; x < wide; x += 1) {
      const [left, right] = [columns.first[x] ?? 0, columns.second[x] ?? 0];
      const across = columns.part[x] ?? 0;
      const top = (values[above + left] ?? 0) * (1 - across) + (values[above + right] ?? 0) * across;
      const bottom = (values[below + left] ?? 0) * (1 - across) + (values[below + right] ?? 0) * across;
      stretched[y * wide + x] = top * (1 - down) + bottom * down;
    }
  }
  return stretched;
};

const paintPixels = ({ pixels }: Raster, heats: Float32Array) => {
  const coloured = new Uint8Array(pixels.length);
  // Rounds what is stored in it.
  const blended = new Uint8ClampedArray(pixels.length);
  for (const [pixel, heat] of heats.entries()) {
    const colour = Math.round(heat * (HEAT_COLOURS - 1)) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = pixel * 3 + channel;
      const value = heatColours[colour + channel] ?? 0;
      coloured[at] = value;
      blended[at] = (pixels[at] ?? 0) * (1 - COVER) + value * COVER;
    }
  }
  return { coloured, blended };
};

/** The whole picture within the longest side, never enlarged. */
const shrink = (picture: Raster, resample: Resampler): Raster => {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  return resample(picture, width ?? 1, height ?? 1, 'bilinear');
};

/** Paints a map over a picture, which it covers from edge to edge as the picture covers the backbone's input. */
export const paintHeatMap = async (
  picture: Raster,
  heatMap: HeatMap,
  resample: Resampler,
): Promise<HeatMapPictures> => {
  const fitted = shrink(picture, resample);
  const { width, height } = fitted;
  const { coloured, blended } = paintPixels(fitted, stretch(heatMap, width, height));
  const encode = (pixels: Uint8Array | Uint8ClampedArray): Promise<Uint8Array> =>
    sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
  return { heatMap: await encode(coloured), blended: await encode(blended) };
};

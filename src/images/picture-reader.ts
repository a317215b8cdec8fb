import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { AppError } from '../domain/index.ts';
import type { HeatMapPainter, PictureDecoder } from '../ports/index.ts';
import { paintHeatMap } from './heat-map-painter.ts';
import { LOOK_PICTURE_SIDE, makeLookReader } from './look.ts';
import {
  damaged,
  type OpenedPicture,
  openPicture,
  PICTURE_LIMITS,
  type PictureLimits,
  restrictSharp,
} from './open-picture.ts';
import { makeResampler, type Raster } from './resample.ts';
import { makeThumbnail } from './thumbnail.ts';

/** CMYK to RGB as Pillow's `convert('RGB')` does it (`Convert.c`, `cmyk2rgb`). */
const fromCmyk = (cmyk: Uint8Array, pixelCount: number): Uint8Array => {
  const rgb = new Uint8Array(pixelCount * 3);
  for (let pixel = 0; pixel < pixelCount; pixel += 1) {
    const white = 255 - (cmyk[pixel * 4 + 3] ?? 0);
    for (let channel = 0; channel < 3; channel += 1) {
      const product = (cmyk[pixel * 4 + channel] ?? 0) * white + 128;
      rgb[pixel * 3 + channel] = white - (((product >> 8) + product) >> 8);
    }
  }
  return rgb;
};

const toRgb = (picture: Sharp, isCmyk: boolean): Sharp =>
  isCmyk ? picture.pipelineColourspace('cmyk').toColourspace('cmyk') : picture.toColourspace('srgb');

/**
 * JPEGs are shrunk up to eightfold while they are decoded. What does not fill a whole pixel then is left out, and damage in it
 * is not seen; so others are decoded as they are, which naming the colour space brings about.
 */
const squeeze = (picture: Sharp, { type, header: { width, height } }: OpenedPicture, side: number): Sharp => {
  const squeezed = picture.resize(side, side, { fit: 'fill', kernel: 'linear' });
  const isReadWhole = type !== 'jpeg' || (width % 8 === 0 && height % 8 === 0);
  return isReadWhole ? squeezed : squeezed.pipelineColourspace('srgb');
};

/** Which pixels of a picture are wanted. */
interface Wanted {
  readonly orient: boolean;
  /** Length of the sides of the square that the picture is squeezed into while it is read; null: as large as it is. */
  readonly side: number | null;
}

/** Decodes the first frame to RGB. Embedded colour profiles are not applied, as in Pillow. */
const decodeRaster = async (
  opened: OpenedPicture,
  { orient, side }: Wanted,
  limits: PictureLimits,
): Promise<Raster> => {
  const { type, bytes, header } = opened;
  const isCmyk = header.space === 'cmyk';
  const options: SharpOptions = {
    failOn: 'error',
    limitInputPixels: limits.maxPixels,
    ignoreIcc: true,
    autoOrient: orient,
  };
  const startedAt = performance.now();
  try {
    const picture = sharp(bytes, options)
      .timeout({ seconds: Math.ceil(limits.timeoutMs / 1000) })
      .removeAlpha();
    const squeezed = side === null ? picture : squeeze(picture, opened, side);
    const { data, info } = await toRgb(squeezed, isCmyk)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    if (info.channels !== (isCmyk ? 4 : 3)) throw new Error(`${info.channels} colour channels`);
    return { pixels: isCmyk ? fromCmyk(data, width * height) : data, width, height };
  } catch (error) {
    if (performance.now() - startedAt < limits.timeoutMs) throw damaged(type, error);
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected a picture that decodes within ${limits.timeoutMs} ms, received one that takes longer`,
      { cause: error },
    );
  }
};

/**
 * Reads pictures in this process. For pictures from outside use the pool of decoder processes: a fault in a decoding
 * library ends the process. Configures sharp for the whole process.
 */
export const createPictureReader = (
  limits: PictureLimits = PICTURE_LIMITS,
): PictureDecoder & HeatMapPainter => {
  restrictSharp();
  const resample = makeResampler();
  const lookOf = makeLookReader(resample);
  return {
    inspect: async (source) => {
      const picture = await openPicture(source, limits);
      // Every byte is read and damage found as in `decode`, without the memory and, for most JPEGs, the time.
      const raster = await decodeRaster(picture, { orient: true, side: LOOK_PICTURE_SIDE }, limits);
      const { width, height } = picture.header;
      return { type: picture.type, width, height, look: lookOf(raster) };
    },
    decode: async (source, { width, height, interpolation, orient }) => {
      const picture = await openPicture(source, limits);
      const raster = await decodeRaster(picture, { orient, side: null }, limits);
      return resample(raster, width, height, interpolation).pixels;
    },
    thumbnail: (source, size) => makeThumbnail(source, size, limits),
    paint: async (source, heatMap, { orient }) => {
      const picture = await openPicture(source, limits);
      const raster = await decodeRaster(picture, { orient, side: null }, limits);
      return paintHeatMap(raster, heatMap, resample);
    },
  };
};

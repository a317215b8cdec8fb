import { open } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { AppError } from '../domain/index.ts';
import type { PictureDecoder, PictureFacts, PictureSource, PictureType } from '../ports/index.ts';
import { makeResampler, type Raster } from './resample.ts';
import { sniff } from './sniff.ts';

/** What a picture may cost. */
export interface PictureLimits {
  readonly maxPixels: number;
  readonly maxBytes: number;
  /** For the decoding of one picture; whole seconds count. */
  readonly timeoutMs: number;
}

/** 64 megapixels (192 MB once decoded), 512 MiB, 10 s. */
export const PICTURE_LIMITS: PictureLimits = {
  maxPixels: 64_000_000,
  maxBytes: 512 * 1024 * 1024,
  timeoutMs: 10_000,
};

const TYPE_NAMES: Readonly<Record<PictureType, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
};

const READERS = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadTiff',
];

/** One picture at a time on one thread, nothing kept, and no reader at work but those of the five types (SVG is a program). */
const restrictSharp = (): void => {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: READERS });
};

const causeOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

const readBytes = async (source: PictureSource, maxBytes: number): Promise<Uint8Array> => {
  if ('bytes' in source) {
    checkSize(source.bytes.byteLength, maxBytes);
    return source.bytes;
  }
  try {
    const file = await open(source.path, 'r');
    try {
      checkSize((await file.stat()).size, maxBytes);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The message of a file error holds a path of the server; its code does not.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected a file that can be opened, received ${code} when opening it`,
      { cause: error },
    );
  }
};

const checkSize = (bytes: number, maxBytes: number): void => {
  if (bytes <= maxBytes) return;
  throw new AppError(
    'IMAGE_TOO_LARGE',
    `expected a picture of at most ${maxBytes} bytes, received ${bytes} bytes`,
  );
};

const typeOf = (bytes: Uint8Array): PictureType => {
  const sniffed = sniff(bytes);
  if (sniffed.kind === 'picture') return sniffed.type;
  if (sniffed.kind === 'empty') {
    throw new AppError('IMAGE_UNREADABLE', 'expected a picture, received an empty file');
  }
  throw new AppError(
    'IMAGE_TYPE_UNSUPPORTED',
    `expected a JPEG, PNG, WebP, GIF or TIFF picture, received ${sniffed.name}`,
  );
};

const damaged = (type: PictureType, error: unknown): AppError =>
  new AppError(
    'IMAGE_UNREADABLE',
    `expected a whole ${TYPE_NAMES[type]} picture, received damaged data (${causeOf(error)})`,
    { cause: error },
  );

interface OpenedPicture {
  readonly type: PictureType;
  readonly bytes: Uint8Array;
  readonly header: Metadata;
}

const openPicture = async (source: PictureSource, limits: PictureLimits): Promise<OpenedPicture> => {
  const bytes = await readBytes(source, limits.maxBytes);
  const type = typeOf(bytes);
  const header = await sharp(bytes, { failOn: 'error', limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(type, error);
    });
  const { width, height } = header;
  if (width * height > limits.maxPixels) {
    throw new AppError(
      'IMAGE_TOO_LARGE',
      `expected at most ${limits.maxPixels} pixels, received ${width} x ${height} = ${width * height}`,
    );
  }
  return { type, bytes, header };
};

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

/** Decodes the first frame to RGB. Embedded colour profiles are not applied, as in Pillow. */
const decodeRaster = async (
  { type, bytes, header }: OpenedPicture,
  orient: boolean,
  limits: PictureLimits,
): Promise<Raster> => {
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
    const { data, info } = await toRgb(picture, isCmyk)
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

const factsOf = ({ type, header }: OpenedPicture): PictureFacts => ({
  type,
  width: header.width,
  height: header.height,
  look: null,
});

/**
 * Reads pictures in this process. For pictures from outside use the pool of decoder processes: a fault in a decoding
 * library ends the process. Configures sharp for the whole process.
 */
export const createPictureReader = (limits: PictureLimits = PICTURE_LIMITS): PictureDecoder => {
  restrictSharp();
  const resample = makeResampler();
  return {
    inspect: async (source) => {
      const picture = await openPicture(source, limits);
      await decodeRaster(picture, false, limits);
      return factsOf(picture);
    },
    decode: async (source, { width, height, interpolation, orient }) => {
      const picture = await openPicture(source, limits);
      const raster = await decodeRaster(picture, orient, limits);
      return resample(raster, width, height, interpolation).pixels;
    },
  };
};

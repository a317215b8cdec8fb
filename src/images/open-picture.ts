import { open } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { AppError } from '../domain/index.ts';
import type { PictureSource, PictureType } from '../ports/index.ts';
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
export const restrictSharp = (): void => {
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

/** `IMAGE_UNREADABLE` for what the decoding library refused. */
export const damaged = (type: PictureType, error: unknown): AppError =>
  new AppError(
    'IMAGE_UNREADABLE',
    `expected a whole ${TYPE_NAMES[type]} picture, received damaged data (${causeOf(error)})`,
    { cause: error },
  );

/** A picture whose type and header were read, and whose size is within the limits. */
export interface OpenedPicture {
  readonly type: PictureType;
  readonly bytes: Uint8Array;
  readonly header: Metadata;
}

/** Reads, sniffs and measures a picture; its pixels are not decoded yet. Errors as `PictureDecoder`. */
export const openPicture = async (source: PictureSource, limits: PictureLimits): Promise<OpenedPicture> => {
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

import sharp from 'sharp';
import { AppError, type ThumbnailSize } from '../domain/index.ts';
import type { PictureSource } from '../ports/index.ts';
import { damaged, openPicture, type PictureLimits } from './open-picture.ts';

const QUALITY = 82;

/**
 * A small JPEG for people to look at, so unlike the pixels for the backbone: colour profiles are applied, transparency shows
 * white, and the resampling is sharp's. Errors as `PictureDecoder`.
 */
export const makeThumbnail = async (
  source: PictureSource,
  size: ThumbnailSize,
  limits: PictureLimits,
): Promise<Uint8Array> => {
  const { type, bytes } = await openPicture(source, limits);
  const startedAt = performance.now();
  try {
    return await sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels, autoOrient: true })
      .timeout({ seconds: Math.ceil(limits.timeoutMs / 1000) })
      .flatten({ background: '#ffffff' })
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch (error) {
    if (performance.now() - startedAt < limits.timeoutMs) throw damaged(type, error);
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected a picture that decodes within ${limits.timeoutMs} ms, received one that takes longer`,
      { cause: error },
    );
  }
};

import type { HeatMap, Interpolation, Look, ThumbnailSize } from '../domain/index.ts';

/** A picture from outside: its bytes, or the absolute path of a file. */
export type PictureSource = { readonly bytes: Uint8Array } | { readonly path: string };

/** How a picture is brought to the backbone's input size. */
export interface DecodeOptions {
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
  /** Whether the EXIF orientation is applied. */
  readonly orient: boolean;
}

/** The types of picture that are read. */
export type PictureType = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff';

/** What a picture is, after a full decode. Sizes are in pixels, before orientation. */
export interface PictureFacts {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  /** What the picture looks like, standing upright. */
  readonly look: Look;
}

/** Reads pictures from outside in processes that may crash without harm. Time per picture is bounded. */
export interface PictureDecoder {
  /**
   * Sniffs and decodes the whole picture once.
   * `IMAGE_TYPE_UNSUPPORTED` (not a type that is read, SVG included), `IMAGE_UNREADABLE` (damaged, empty), `IMAGE_TOO_LARGE`.
   */
  inspect(source: PictureSource): Promise<PictureFacts>;
  /** RGB bytes `[height, width, 3]`, 0..255, owned by the caller. Errors as `inspect`. */
  decode(source: PictureSource, options: DecodeOptions): Promise<Uint8Array>;
  /**
   * A JPEG in sRGB of the picture as it is looked at: upright, on white where it is transparent, without metadata, its
   * longest side at most `size` pixels and never enlarged. Errors as `inspect`.
   */
  thumbnail(source: PictureSource, size: ThumbnailSize): Promise<Uint8Array>;
}

/** A heat map as pictures, PNG, equally large. */
export interface HeatMapPictures {
  /** The map alone, in colours. */
  readonly heatMap: Uint8Array;
  /** The picture with the map blended in. */
  readonly blended: Uint8Array;
}

/** Shows heat maps over the pictures that they explain. */
export interface HeatMapPainter {
  /** The picture as `decode` reads it (`orient`), its longest side at most 512 pixels and never enlarged. Errors as `inspect`. */
  paint(
    source: PictureSource,
    heatMap: HeatMap,
    options: { readonly orient: boolean },
  ): Promise<HeatMapPictures>;
}

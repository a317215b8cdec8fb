/** Lengths, in pixels, that the longest side of a picture that is shown can have: few, so that what is kept of them is bounded. */
export const THUMBNAIL_SIZES = [64, 128, 256, 512, 1024] as const;

/** One of `THUMBNAIL_SIZES`. */
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

/** Pictures in a row of a contact sheet. */
export const SHEET_COLUMNS = 8;

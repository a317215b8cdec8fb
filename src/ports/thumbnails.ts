import type { ThumbnailSize } from '../domain/index.ts';

/** A picture made of a dataset's files: one of them, small, or the contact sheet of all its classes (`null`) or of one. */
export type ThumbnailKey =
  | { readonly kind: 'picture'; readonly sha256: string; readonly size: ThumbnailSize }
  | { readonly kind: 'sheet'; readonly classIndex: number | null };

/** JPEGs that were made of the pictures of datasets, so that none is made twice. They go when the dataset goes. */
export interface Thumbnails {
  /** null: none is kept, or it cannot be read; it is made again then. */
  find(fingerprint: string, key: ThumbnailKey): Promise<Uint8Array | null>;
  /** Keeps one as far as the disk takes it: an answer does not depend on it. */
  keep(fingerprint: string, key: ThumbnailKey, jpeg: Uint8Array): Promise<void>;
}

/** One class on a contact sheet. */
export interface SheetClass {
  readonly className: string;
  readonly classIndex: number;
  /** Usable pictures of the class, shown or not. */
  readonly images: number;
  /** JPEGs; null for a picture that could not be read. */
  readonly pictures: readonly (Uint8Array | null)[];
}

/** What is on a contact sheet. */
export interface ContactSheet {
  readonly classes: readonly SheetClass[];
  /** Classes of the dataset that are not on the sheet. */
  readonly classesLeftOut: number;
}

/** Draws contact sheets, in a process that may crash without harm. */
export interface SheetComposer {
  /** A JPEG: a block a class, with its label and its pictures in rows of `SHEET_COLUMNS`. A picture that is null or damaged is a grey cell. */
  compose(sheet: ContactSheet): Promise<Uint8Array>;
}

import type { ContactSheet, SheetClass } from '../ports/index.ts';

/** A contact sheet as it travels to a decoder process: its pictures lie one after the other in the payload. */
export interface SentSheet {
  readonly classes: readonly (Omit<SheetClass, 'pictures'> & {
    /** Length of each picture; null for one that is not there. */
    readonly pictureBytes: readonly (number | null)[];
  })[];
  readonly classesLeftOut: number;
}

/** A sheet in the form in which it travels; the pictures are not copied. */
export const packSheet = ({
  classes,
  classesLeftOut,
}: ContactSheet): { readonly sheet: SentSheet; readonly payload: readonly Uint8Array[] } => ({
  sheet: {
    classes: classes.map(({ pictures, ...label }) => ({
      ...label,
      pictureBytes: pictures.map((picture) => picture?.byteLength ?? null),
    })),
    classesLeftOut,
  },
  payload: classes.flatMap(({ pictures }) => pictures.filter((picture) => picture !== null)),
});

/** A sheet that has travelled; its pictures are views of the payload. */
export const openSheet = ({ classes, classesLeftOut }: SentSheet, payload: Uint8Array): ContactSheet => {
  let end = 0;
  const take = (bytes: number): Uint8Array => {
    end += bytes;
    return payload.subarray(end - bytes, end);
  };
  return {
    classes: classes.map(({ pictureBytes, ...label }) => ({
      ...label,
      pictures: pictureBytes.map((bytes) => (bytes === null ? null : take(bytes))),
    })),
    classesLeftOut,
  };
};

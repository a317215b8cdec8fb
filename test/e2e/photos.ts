import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The example photos, by class, in name order. */
export const PHOTOS = 'examples/photos';

/** Class names of the example photos. */
export const CLASSES = ['fish', 'monument', 'tool'] as const;

/** One example photo. */
export interface Photo {
  readonly className: string;
  /** `class/file`, as an upload names it. */
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Photos `from`..`to` of each class. */
export const photos = (from: number, to: number): Photo[] =>
  CLASSES.flatMap((className) =>
    readdirSync(join(PHOTOS, className))
      .sort()
      .slice(from, to)
      .map((file) => ({
        className,
        name: `${className}/${file}`,
        bytes: Buffer.from(readFileSync(join(PHOTOS, className, file))),
      })),
  );

/** A multipart form with each photo under `field`. */
export const formOf = (field: string, of: readonly Photo[]): FormData => {
  const form = new FormData();
  for (const { name, bytes } of of) form.append(field, new Blob([bytes]), name);
  return form;
};

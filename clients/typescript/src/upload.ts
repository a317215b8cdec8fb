/** A picture that goes into a dataset. */
export interface NamedPicture {
  /** `class/picture.jpg`, or `train/class/picture.jpg` and `validation/class/picture.jpg`. */
  readonly name: string;
  readonly data: Blob;
}

/** Files that go over the wire: pictures with their names, or one zip. */
export type Files = { readonly images: readonly NamedPicture[] } | { readonly archive: Blob };

/** Whether a source brings its files itself. */
export const hasFiles = <Source extends object>(source: Source): source is Source & Files =>
  'images' in source || 'archive' in source;

/** A form with `fields` (objects as JSON) in front of the files. */
export const formOf = (source: Files, fields: object): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  if ('archive' in source) form.append('archive', source.archive, 'archive.zip');
  else for (const { name, data } of source.images) form.append('images', data, name);
  return form;
};

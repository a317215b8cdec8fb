/** Longest name of a dataset, in UTF-16 units. */
export const DATASET_NAME_MAX_LENGTH = 200;

const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSHOWN = /[\u0000-\u001f\u007f]/g;

/** The name of a dataset after the file name of its archive: without folders and `.zip`; null where nothing is left. */
export const nameOfArchive = (filename: string): string | null => {
  const file = filename.split(/[/\\]/).at(-1) ?? '';
  const base = file.replace(UNSHOWN, '').replace(/\.zip$/i, '');
  return base === '' ? null : base.slice(0, DATASET_NAME_MAX_LENGTH).replace(HALF_CHARACTER, '');
};

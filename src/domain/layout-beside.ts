import type { DatasetFile, DatasetLayout } from './dataset.ts';
import { type PlacedFile, recogniseLayout } from './dataset-layout.ts';
import { composed, segmentsOf } from './received-path.ts';

const topFolder = (path: string): string | null => {
  const segments = segmentsOf(path);
  return segments.length > 1 ? composed(segments[0] ?? '') : null;
};

/** Paths among which new ones mean the same as among the files that are there; null where the new ones say all by themselves. */
const neighboursOf = (
  layout: DatasetLayout,
  files: readonly Pick<DatasetFile, 'path' | 'className'>[],
  tops: ReadonlySet<string | null>,
): readonly string[] | null => {
  const sides = layout.kind === 'splitFolders' ? [...layout.train, ...layout.validation] : [];
  if (sides.some((folder) => tops.has(folder))) return files.map(({ path }) => path);
  const classNames = new Set(files.flatMap(({ className }) => (className === null ? [] : [className])));
  const isClass = [...classNames].some((className) => tops.has(className));
  return isClass ? [...classNames].map((className) => `${className}/0.jpg`) : null;
};

/**
 * Where files belong that come to a dataset which has some already, in the order of `paths`. null: they have a layout of their own.
 * Where one of their top folders is a class or a side of the dataset they are meant to lie beside its files: `train/cat/9.jpg` alone
 * would be a needless folder with a class in it.
 */
export const recogniseBeside = (
  { layout, files }: { readonly layout: DatasetLayout; readonly files: readonly DatasetFile[] },
  paths: readonly string[],
): readonly PlacedFile[] | null => {
  const neighbours = neighboursOf(layout, files, new Set(paths.map(topFolder)));
  if (neighbours === null) return null;
  return recogniseLayout([...neighbours, ...paths]).files.slice(neighbours.length);
};

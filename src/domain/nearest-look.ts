import type { DatasetFile, Look } from './dataset.ts';
import { lookDistance } from './look-alikes.ts';

/** Pictures of a group that are compared with one; a comparison takes a millisecond, and a group can be a whole film. */
const MOST_COMPARED = 16;

/** Comparisons of one search for nearest pictures in all its calls. */
const MOST_COMPARISONS = 1000;

/** Finds the file of a group whose picture is nearest to another; null where the group is empty. */
export type FindNearest = (file: DatasetFile) => DatasetFile | null;

/** The first file of each look, and the first of these files. */
interface KnownLooks {
  readonly firsts: ReadonlyMap<Look | null, DatasetFile>;
  readonly compared: readonly DatasetFile[];
}

const looksOf = (files: readonly DatasetFile[]): KnownLooks => {
  const firsts = new Map<Look | null, DatasetFile>();
  for (const file of files) if (!firsts.has(file.look)) firsts.set(file.look, file);
  return { firsts, compared: [...firsts.values()].slice(0, MOST_COMPARED) };
};

/**
 * Makes searches for the nearest picture of a group. Exact up to 16 different looks; in larger groups the same look, or else
 * the nearest of the first 16. After 1000 comparisons in all groups the first one is taken.
 */
export const makeNearestLook = (): ((among: readonly DatasetFile[]) => FindNearest) => {
  let comparisons = 0;
  const compare = ({ look }: DatasetFile, other: DatasetFile): number => {
    comparisons += 1;
    return look === null || other.look === null ? 1 : lookDistance(look, other.look);
  };
  return (among) => {
    let known: KnownLooks | null = null;
    return (file) => {
      known ??= looksOf(among);
      const same = known.firsts.get(file.look);
      if (same !== undefined) return same;
      const [first = null, ...others] = known.compared;
      if (first === null || others.length === 0 || comparisons >= MOST_COMPARISONS) return first;
      let nearest = { file: first, distance: compare(file, first) };
      for (const other of others) {
        const distance = compare(file, other);
        if (distance < nearest.distance) nearest = { file: other, distance };
      }
      return nearest.file;
    };
  };
};

import type { DatasetFile } from './dataset.ts';
import { lookDistance } from './look-alikes.ts';

/** Pictures of a group that are compared with one; a comparison takes a millisecond, and a group can be a whole film. */
const MOST_COMPARED = 16;

/** Comparisons of one search for nearest pictures in all its calls. */
const MOST_COMPARISONS = 1000;

/** Finds the file whose picture is nearest to another; the first one where several are, or where none can be compared. */
export type NearestLook = (file: DatasetFile, among: readonly DatasetFile[]) => DatasetFile | null;

const distinctLooks = (files: readonly DatasetFile[]): readonly DatasetFile[] => {
  const seen = new Set<string | null>();
  const distinct: DatasetFile[] = [];
  for (const file of files) {
    if (seen.has(file.look)) continue;
    seen.add(file.look);
    distinct.push(file);
    if (distinct.length === MOST_COMPARED) break;
  }
  return distinct;
};

/**
 * Makes a search for the nearest pictures. Exact up to 16 different looks; of larger groups the same look, or else the
 * nearest of the first 16. After 1000 comparisons the first one is taken.
 */
export const makeNearestLook = (): NearestLook => {
  let comparisons = 0;
  return (file, among) => {
    const same = among.find(({ look }) => look === file.look);
    if (same !== undefined) return same;
    const [first = null, ...others] = distinctLooks(among);
    if (others.length === 0 || comparisons >= MOST_COMPARISONS) return first;
    let nearest = first;
    let least = Number.POSITIVE_INFINITY;
    for (const other of [first, ...others]) {
      if (file.look === null || other === null || other.look === null) continue;
      const distance = lookDistance(file.look, other.look);
      comparisons += 1;
      if (distance >= least) continue;
      least = distance;
      nearest = other;
    }
    return nearest;
  };
};

import { LOOK_SIDE } from './look-format.ts';

/** What is cut off before and behind along one side of a picture, as parts of its length. */
export interface Crop {
  readonly before: number;
  readonly behind: number;
}

/** The overlap of a cell with what a crop leaves, as positions along the side; empty where `to <= from`. */
export const overlapOf = (cell: number, { before, behind }: Crop): { from: number; to: number } => ({
  from: Math.max(cell / LOOK_SIDE, before),
  to: Math.min((cell + 1) / LOOK_SIDE, 1 - behind),
});

/** All crops in steps of `step` that cut off at most `steps` of them together; the first cuts nothing off. */
export const cropsOf = (step: number, steps: number): readonly Crop[] => {
  const crops: Crop[] = [];
  for (let both = 0; both <= steps; both += 1) {
    for (let before = 0; before <= both; before += 1) {
      crops.push({ before: before * step, behind: (both - before) * step });
    }
  }
  return crops;
};

import type { GroupShape } from './dataset.ts';
import { shapeKey } from './group-shapes.ts';
import { nearestSum, type SizeCount } from './nearest-sum.ts';

/** What is set aside for validation: pictures by class, and of each shape (by `shapeKey`, pictures alone included) how many. */
export interface SplitCounts {
  readonly pictures: readonly number[];
  readonly ofShape: ReadonlyMap<string, number>;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Largest remainders: as many as `split` of all, spread over classes as evenly as whole numbers allow. */
const stratifiedTargets = (split: number, imagesOfClass: readonly number[]): readonly number[] => {
  const images = sum(imagesOfClass);
  const shares = imagesOfClass.map((count, index) => {
    const most = Math.max(0, count - 1);
    return { index, most, taken: Math.min(most, Math.floor(split * count)), rest: (split * count) % 1 };
  });
  let missing = Math.max(1, Math.round(split * images)) - sum(shares.map(({ taken }) => taken));
  for (const share of [...shares].sort((a, b) => b.rest - a.rest || b.most - a.most || a.index - b.index)) {
    if (missing <= 0 || share.taken >= share.most) continue;
    share.taken += 1;
    missing -= 1;
  }
  return shares.map(({ taken }) => taken);
};

/** One class on its way to its share. */
interface ClassState {
  readonly classIndex: number;
  readonly images: number;
  readonly target: number;
  /** Groups that lie wholly in the class, the largest first; pictures alone are the last, of size 1. */
  readonly sizes: readonly SizeCount[];
  /** Of each size, how many are set aside, and how many pictures these are. */
  own: readonly number[];
  ownPictures: number;
  /** Pictures that are set aside with groups of several classes. */
  shared: number;
}

const statesOf = (
  imagesOfClass: readonly number[],
  targets: readonly number[],
  shapes: readonly GroupShape[],
): readonly ClassState[] => {
  const alone = [...imagesOfClass];
  const sizes: SizeCount[][] = imagesOfClass.map(() => []);
  for (const { pictures, groups } of shapes) {
    for (const [classIndex, size] of pictures) {
      alone[classIndex] = (alone[classIndex] ?? 0) - size * groups;
      if (pictures.length === 1) sizes[classIndex]?.push({ size, count: groups });
    }
  }
  return imagesOfClass.map((images, classIndex) => {
    const grouped = (sizes[classIndex] ?? []).sort((left, right) => right.size - left.size);
    return {
      classIndex,
      images,
      target: targets[classIndex] ?? 0,
      sizes: [...grouped, { size: 1, count: alone[classIndex] ?? 0 }],
      own: [],
      ownPictures: 0,
      shared: 0,
    };
  });
};

/** The same part of the groups of every size, filled up to the target; null where whole groups do not reach it this way. */
const evenly = (sizes: readonly SizeCount[], split: number, target: number): readonly number[] | null => {
  let missing = target;
  const take = (most: number, size: number): number => {
    const taken = Math.min(most, Math.floor(missing / size));
    missing -= taken * size;
    return taken;
  };
  const parts = sizes.map(({ size, count }) => take(Math.floor(split * count), size));
  const filled = sizes.map(({ size, count }, position) => {
    const part = parts[position] ?? 0;
    return part + take(size === 1 ? count - part : Math.min(1, count - part), size);
  });
  return missing === 0 ? filled : null;
};

/** Sets groups of the class itself aside, beside those it shares with other classes. One picture is left to train on. */
const fillClass = (state: ClassState, split: number): void => {
  const { sizes, images, shared } = state;
  const target = Math.max(0, state.target - shared);
  const most = Math.max(0, images - 1 - shared);
  state.own = (target <= most ? evenly(sizes, split, target) : null) ?? nearestSum(sizes, target, most);
  state.ownPictures = sum(sizes.map(({ size }, position) => size * (state.own[position] ?? 0)));
};

const asideOf = ({ ownPictures, shared }: ClassState): number => ownPictures + shared;

/** By how much one more group moves its classes away from their targets (below 0: towards them); null where a class would be left without a picture to train on. */
const costOf = (states: readonly ClassState[], pictures: GroupShape['pictures']): number | null => {
  let cost = 0;
  for (const [classIndex, count] of pictures) {
    const state = states[classIndex];
    if (state === undefined) continue;
    const aside = asideOf(state);
    if (aside + count >= state.images) return null;
    cost += Math.abs(aside + count - state.target) - Math.abs(aside - state.target);
  }
  return cost;
};

/** Groups of several classes are set aside only where a class does not come to its share without them. */
const takeShared = (states: readonly ClassState[], shapes: readonly GroupShape[]): Map<string, number> => {
  const taken = new Map<string, number>();
  for (const shape of shapes) {
    if (shape.pictures.length < 2) continue;
    let groups = 0;
    while (groups < shape.groups && (costOf(states, shape.pictures) ?? 0) < 0) {
      for (const [classIndex, count] of shape.pictures) {
        const state = states[classIndex];
        if (state !== undefined) state.shared += count;
      }
      groups += 1;
    }
    if (groups > 0) taken.set(shapeKey(shape), groups);
  }
  return taken;
};

const shapesOf = ({ classIndex, sizes }: ClassState): readonly GroupShape[] =>
  sizes
    .filter(({ count }) => count > 0)
    .map(({ size, count }) => ({ pictures: [[classIndex, size]], groups: count }));

/** Where every group is too large for its share, the one that is least too large is set aside, or nothing could be measured. */
const takeOne = (states: readonly ClassState[], shapes: readonly GroupShape[]): SplitCounts | null => {
  let best: { readonly shape: GroupShape; readonly cost: number } | null = null;
  for (const shape of [...states.flatMap(shapesOf), ...shapes]) {
    const cost = costOf(states, shape.pictures);
    if (cost !== null && (best === null || cost < best.cost)) best = { shape, cost };
  }
  if (best === null) return null;
  const pictures = new Map(best.shape.pictures);
  return {
    pictures: states.map(({ classIndex }) => pictures.get(classIndex) ?? 0),
    ofShape: new Map([[shapeKey(best.shape), 1]]),
  };
};

/**
 * How many pictures of each class, and how many groups of each shape, the rule `stratified` sets aside. Of each class as near
 * to `split` of it as whole groups allow, and never all of it; at least one picture, where that leaves every class one to
 * train on. Depends on the shapes alone, so that the sides can be counted before the pictures are read.
 */
export const stratifiedCounts = (
  split: number,
  imagesOfClass: readonly number[],
  shapes: readonly GroupShape[],
): SplitCounts => {
  const states = statesOf(imagesOfClass, stratifiedTargets(split, imagesOfClass), shapes);
  for (const state of states) fillClass(state, split);
  const ofShape = takeShared(states, shapes);
  for (const state of states) {
    if (state.shared > 0) fillClass(state, split);
    for (const [position, { size }] of state.sizes.entries()) {
      const count = state.own[position] ?? 0;
      if (count > 0) ofShape.set(shapeKey({ pictures: [[state.classIndex, size]] }), count);
    }
  }
  const pictures = states.map(asideOf);
  return sum(pictures) > 0 ? { pictures, ofShape } : (takeOne(states, shapes) ?? { pictures, ofShape });
};

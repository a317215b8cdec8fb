import type { Example } from './dataset.ts';
import { DEFAULT_VALIDATION } from './presets.ts';
import { makeRandom } from './random.ts';
import type { PresetName, ValidationRule } from './recipe.ts';

/** The two sides of a split, each in the order of the dataset. */
export interface SplitExamples {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
}

/** The rule that holds for a job: what the client gave, completed from the preset. */
export const resolveValidation = (
  preset: PresetName,
  given: { readonly split: number; readonly rule: ValidationRule['rule'] | null } | null,
): ValidationRule => {
  const usual = DEFAULT_VALIDATION[preset];
  return given === null ? usual : { split: given.split, rule: given.rule ?? usual.rule };
};

const kerasCount = (split: number, images: number): number => Math.trunc(split * images);

/** Largest remainders: as many as `split` of all, spread over classes as evenly as whole numbers allow. */
const stratifiedCounts = (split: number, imagesOfClass: readonly number[]): readonly number[] => {
  const images = imagesOfClass.reduce((sum, count) => sum + count, 0);
  const shares = imagesOfClass.map((count, index) => {
    const most = Math.max(0, count - 1);
    return { index, most, taken: Math.min(most, Math.floor(split * count)), rest: (split * count) % 1 };
  });
  let missing = Math.max(1, Math.round(split * images)) - shares.reduce((sum, { taken }) => sum + taken, 0);
  for (const share of [...shares].sort((a, b) => b.rest - a.rest || b.most - a.most || a.index - b.index)) {
    if (missing <= 0 || share.taken >= share.most) continue;
    share.taken += 1;
    missing -= 1;
  }
  return shares.map(({ taken }) => taken);
};

/** How many pictures of each class are set aside for validation. `stratified` leaves every class one picture to train on. */
export const validationCounts = (
  rule: ValidationRule,
  imagesOfClass: readonly number[],
): readonly number[] =>
  rule.rule === 'keras'
    ? imagesOfClass.map((images) => kerasCount(rule.split, images))
    : stratifiedCounts(rule.split, imagesOfClass);

/**
 * Sets pictures aside for validation. `examples` in the order of the dataset (Keras's).
 * `keras`: the first `int(split * n)` of each class. `stratified`: drawn by `seed`, class by class.
 */
export const splitExamples = (
  examples: readonly Example[],
  rule: ValidationRule,
  seed: number,
): SplitExamples => {
  const byClass = new Map<number, Example[]>();
  for (const example of examples) {
    const members = byClass.get(example.classIndex);
    if (members === undefined) byClass.set(example.classIndex, [example]);
    else members.push(example);
  }
  const classIndexes = [...byClass.keys()].sort((a, b) => a - b);
  const counts = validationCounts(
    rule,
    classIndexes.map((classIndex) => byClass.get(classIndex)?.length ?? 0),
  );
  const random = makeRandom(seed).fork('validation');
  const chosen = new Set<Example>();
  for (const [position, classIndex] of classIndexes.entries()) {
    const members = [...(byClass.get(classIndex) ?? [])];
    if (rule.rule === 'stratified') random.fork(String(classIndex)).shuffle(members);
    for (const example of members.slice(0, counts[position])) chosen.add(example);
  }
  return {
    train: examples.filter((example) => !chosen.has(example)),
    validation: examples.filter((example) => chosen.has(example)),
  };
};

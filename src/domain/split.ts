import type { Example, GroupShape } from './dataset.ts';
import { groupShapes, shapeKey, type Unit, unitsOf } from './group-shapes.ts';
import { DEFAULT_VALIDATION } from './presets.ts';
import { makeRandom } from './random.ts';
import type { PresetName, ValidationRule } from './recipe.ts';
import { stratifiedCounts } from './split-counts.ts';

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

/**
 * How many pictures of each class are set aside for validation: what `splitExamples` will do, from the number of pictures of
 * each class and the shapes of the groups of look-alikes among them. All 0 where no split is possible.
 */
export const validationCounts = (
  rule: ValidationRule,
  imagesOfClass: readonly number[],
  shapes: readonly GroupShape[],
): readonly number[] =>
  rule.rule === 'keras'
    ? imagesOfClass.map((images) => kerasCount(rule.split, images))
    : stratifiedCounts(rule.split, imagesOfClass, shapes).pictures;

const imagesOf = (examples: readonly Example[]): readonly number[] => {
  const images: number[] = [];
  for (const { classIndex } of examples) {
    while (images.length <= classIndex) images.push(0);
    images[classIndex] = (images[classIndex] ?? 0) + 1;
  }
  return images;
};

const chooseFirst = (examples: readonly Example[], split: number): ReadonlySet<Example> => {
  const left = imagesOf(examples).map((images) => kerasCount(split, images));
  const chosen = new Set<Example>();
  for (const example of examples) {
    const missing = left[example.classIndex] ?? 0;
    if (missing === 0) continue;
    left[example.classIndex] = missing - 1;
    chosen.add(example);
  }
  return chosen;
};

/** Units by the class that they lie in; those of several classes are apart. */
const byClass = (
  units: readonly Unit<Example>[],
): { readonly own: readonly Unit<Example>[][]; readonly shared: Unit<Example>[] } => {
  const own: Unit<Example>[][] = [];
  const shared: Unit<Example>[] = [];
  for (const unit of units) {
    const [first, second] = unit.pictures;
    if (first === undefined) continue;
    while (own.length <= first[0]) own.push([]);
    if (second === undefined) own[first[0]]?.push(unit);
    else shared.push(unit);
  }
  return { own, shared };
};

const chooseStratified = (
  examples: readonly Example[],
  split: number,
  seed: number,
): ReadonlySet<Example> => {
  const units = unitsOf(examples);
  const missing = new Map(stratifiedCounts(split, imagesOf(examples), groupShapes(units)).ofShape);
  const random = makeRandom(seed).fork('validation');
  const { own, shared } = byClass(units);
  const chosen = new Set<Example>();
  const choose = (from: Unit<Example>[], stream: string): void => {
    for (const unit of random.fork(stream).shuffle(from)) {
      const key = shapeKey(unit);
      const count = missing.get(key) ?? 0;
      if (count === 0) continue;
      missing.set(key, count - 1);
      for (const example of unit.members) chosen.add(example);
    }
  };
  for (const [classIndex, of] of own.entries()) choose(of, String(classIndex));
  choose(shared, 'shared');
  return chosen;
};

/**
 * Sets pictures aside for validation. `examples` in the order of the dataset (Keras's).
 * `keras`: the first `int(split * n)` of each class, look-alikes or not. `stratified`: drawn by `seed`, class by class;
 * look-alikes stay on one side, and pictures that look like those of another class are set aside only where a class does not
 * come to its share without them.
 */
export const splitExamples = (
  examples: readonly Example[],
  { split, rule }: ValidationRule,
  seed: number,
): SplitExamples => {
  const chosen = rule === 'keras' ? chooseFirst(examples, split) : chooseStratified(examples, split, seed);
  return {
    train: examples.filter((example) => !chosen.has(example)),
    validation: examples.filter((example) => chosen.has(example)),
  };
};

/** Groups of look-alikes that are on both sides of a split, and how many pictures of them are validated on. */
export const straddlingGroups = ({
  train,
  validation,
}: SplitExamples): { readonly groups: number; readonly validation: number } => {
  const trained = new Set(train.map(({ lookAlikes }) => lookAlikes));
  const leaked = validation.filter(({ lookAlikes }) => lookAlikes !== null && trained.has(lookAlikes));
  return {
    groups: new Set(leaked.map(({ lookAlikes }) => lookAlikes)).size,
    validation: leaked.length,
  };
};

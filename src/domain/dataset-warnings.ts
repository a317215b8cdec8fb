import { type DatasetClass, type DatasetFile, FILE_VERDICTS } from './dataset.ts';
import { classesOf, countSplits, countVerdicts } from './dataset-content.ts';
import { makeNearestLook } from './nearest-look.ts';

/** Below this many usable pictures, a class gets a warning. */
const FEW_PICTURES = 10;

/** Above this ratio of the largest to the smallest class, the dataset gets a warning. */
const IMBALANCE_RATIO = 100;

/** Pairs that a warning names. */
const NAMED_PAIRS = 3;

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Classes that have a sentence of their own; a dataset may have very many. */
const NAMED_CLASSES = 20;

/** One sentence for each of the first classes, and one for the rest. */
const perClass = (
  classes: readonly DatasetClass[],
  sentence: (one: DatasetClass) => string,
  rest: (count: number) => string,
): string[] => {
  const more = classes.length - NAMED_CLASSES;
  const named = classes.slice(0, NAMED_CLASSES).map(sentence);
  return more > 0 ? [...named, rest(more)] : named;
};

const sizeWarnings = (classes: readonly DatasetClass[]): string[] => {
  const warnings = perClass(
    classes.filter(({ images }) => images < FEW_PICTURES),
    ({ className, images }) =>
      `Class "${className}" has ${plural(images, 'usable picture')}; at least ${FEW_PICTURES} are advised.`,
    (more) => `${more} more of the classes have fewer than ${FEW_PICTURES} usable pictures.`,
  );
  const [smallest, largest] = classes.reduce(
    ([least, most], { images }) => [Math.min(least, images), Math.max(most, images)],
    [Number.POSITIVE_INFINITY, 0],
  );
  if (largest > IMBALANCE_RATIO * smallest) {
    warnings.push(
      `The largest class has ${largest} pictures and the smallest ${smallest}: more than ${IMBALANCE_RATIO} to 1.`,
    );
  }
  return warnings;
};

const unusedWarnings = (files: readonly DatasetFile[]): string[] => {
  const counts = countVerdicts(files);
  const unused = FILE_VERDICTS.filter(
    (verdict) => verdict !== 'ok' && verdict !== 'ignored' && counts[verdict] > 0,
  );
  if (unused.length === 0) return [];
  return [
    `Some pictures are not used: ${unused.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ')}.`,
  ];
};

const sideWarnings = (files: readonly DatasetFile[], classes: readonly DatasetClass[]): string[] => {
  const sides = countSplits(files);
  if (sides.train + sides.validation === 0) return [];
  return (['train', 'validation'] as const).flatMap((split) => {
    const present = new Set(
      files.flatMap((file) => (file.verdict === 'ok' && file.split === split ? [file.className] : [])),
    );
    const verb = split === 'train' ? 'train on' : 'validate on';
    return perClass(
      classes.filter(({ className }) => !present.has(className)),
      ({ className }) => `Class "${className}" has no picture to ${verb}.`,
      (more) => `${more} more of the classes have no picture to ${verb}.`,
    );
  });
};

const groupsOf = (files: readonly DatasetFile[]): readonly (readonly DatasetFile[])[] => {
  const groups = new Map<string, DatasetFile[]>();
  for (const file of files) {
    if (file.lookAlikes === null) continue;
    const group = groups.get(file.lookAlikes);
    if (group === undefined) groups.set(file.lookAlikes, [file]);
    else group.push(file);
  }
  return [...groups.values()];
};

const groupWarnings = (
  files: readonly DatasetFile[],
  groups: readonly (readonly DatasetFile[])[],
): string[] => {
  const used = groups
    .map((group) => group.filter(({ verdict }) => verdict === 'ok'))
    .filter(({ length }) => length > 1);
  const [first, second] = used[0] ?? [];
  if (first === undefined || second === undefined) return [];
  const images = used.reduce((sum, { length }) => sum + length, 0);
  const { train, validation } = countSplits(files);
  const consequence =
    train + validation > 0
      ? 'no group is on both sides of the split'
      : 'the rule "stratified" keeps each group on one side of the split';
  return [
    `${images} pictures in ${plural(used.length, 'group')} look alike, for example ${first.path} and ${second.path}; ${consequence}.`,
  ];
};

/** Pictures that are set aside as leaks count too: their label may be wrong all the same. */
const labelWarnings = (groups: readonly (readonly DatasetFile[])[]): string[] => {
  const mixed = groups.filter((group) => group.some(({ className }) => className !== group[0]?.className));
  if (mixed.length === 0) return [];
  const findAmong = makeNearestLook();
  const pairs = mixed.slice(0, NAMED_PAIRS).map((group) => {
    const other = group.find(({ className }) => className !== group[0]?.className);
    const among = group.filter(({ className }) => className !== other?.className);
    const one = other === undefined ? null : findAmong(among)(other);
    return `${one?.path ?? ''} and ${other?.path ?? ''}`;
  });
  return [
    `Pictures of different classes look alike in ${plural(mixed.length, 'group')}; a label may be wrong: ${pairs.join('; ')}.`,
  ];
};

/** What a user should know of a dataset before training on it, in sentences. */
export const datasetWarnings = (files: readonly DatasetFile[]): readonly string[] => {
  const classes = classesOf(files);
  const groups = groupsOf(files);
  return [
    ...sizeWarnings(classes),
    ...unusedWarnings(files),
    ...labelWarnings(groups),
    ...groupWarnings(files, groups),
    ...sideWarnings(files, classes),
  ];
};

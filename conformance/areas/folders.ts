import { compareDatasetFiles, type Example, recogniseLayout, splitExamples } from '../../src/domain/index.ts';
import { type Area, makeTally, readCases } from './area.ts';

interface Case {
  /** The files of the tree, in no order. */
  readonly files: readonly string[];
  readonly filenames: readonly string[];
  readonly classes: readonly number[];
  readonly class_indices: Readonly<Record<string, number>>;
  readonly validation_split: number;
  readonly training: readonly string[];
  readonly validation: readonly string[];
}

const pathsOf = (examples: readonly Example[]): string[] => examples.map(({ path }) => path);

/** Order, class numbers and validation split of flow_from_directory. */
export const folders: Area = {
  name: 'folders',
  what: 'order, class numbers and validation_split of flow_from_directory',
  cases: 100,
  bar: 0,
  unit: 'equal',
  compare: (folder) => {
    const tally = makeTally(0);
    const cases = readCases(folder) as readonly Case[];
    for (const [index, given] of cases.entries()) {
      const sorted = recogniseLayout(given.files)
        .files.map((placed) => ({
          path: placed.path,
          className: placed.kind === 'labelled' ? placed.className : null,
        }))
        .sort(compareDatasetFiles);
      const classNames = [...new Set(sorted.map(({ className }) => className))];
      const examples = sorted.map(({ path, className }) => ({
        fileId: path,
        path,
        sha256: path,
        classIndex: classNames.indexOf(className),
        lookAlikes: null,
        reference: null,
      }));
      const { train, validation } = splitExamples(
        examples,
        { split: given.validation_split, rule: 'keras' },
        index,
      );
      const of = `tree ${index}`;
      tally.same(`${of}, order`, pathsOf(examples), given.filenames);
      tally.same(
        `${of}, classes`,
        examples.map(({ classIndex }) => classIndex),
        given.classes,
      );
      tally.same(`${of}, class names`, classNames, Object.keys(given.class_indices));
      tally.same(`${of}, training side`, pathsOf(train), given.training);
      tally.same(`${of}, validation side`, pathsOf(validation), given.validation);
    }
    return Promise.resolve(tally.result(cases.length));
  },
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDatasetFiles, type Example, recogniseLayout, splitExamples } from '../../src/domain/index.ts';

interface Numbers {
  readonly flow_from_directory: {
    readonly filenames: readonly string[];
    readonly class_indices: Readonly<Record<string, number>>;
  };
  readonly 'validation_split_0.25': {
    readonly training: readonly string[];
    readonly validation: readonly string[];
  };
}

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const numbers = JSON.parse(readFileSync(join(recordings, 'numbers/numbers.json'), 'utf8')) as Numbers;
const { filenames, class_indices: classIndices } = numbers.flow_from_directory;

/** The recorded files in an order that Keras would not choose, as an upload may bring them. */
const files = recogniseLayout([...filenames].reverse()).files.map((placed) => ({
  path: placed.path,
  className: placed.kind === 'labelled' ? placed.className : null,
}));
const sorted = [...files].sort(compareDatasetFiles);

describe('files are ordered and split as flow_from_directory does', () => {
  it('in the recorded order', () => {
    expect(sorted.map(({ path }) => path)).toEqual(filenames);
  });

  it('with the recorded class numbers', () => {
    const classNames = [...new Set(sorted.map(({ className }) => className ?? ''))];
    expect(Object.fromEntries(classNames.map((className, index) => [className, index]))).toEqual(
      classIndices,
    );
  });

  it('with the first files of each class set aside, as recorded for a validation split of 0.25', () => {
    const examples: Example[] = sorted.map(({ path, className }) => ({
      fileId: path,
      path,
      sha256: path,
      classIndex: classIndices[className ?? ''] ?? -1,
      lookAlikes: null,
      reference: null,
    }));
    const { train, validation } = splitExamples(examples, { split: 0.25, rule: 'keras' }, 7);
    expect(train.map(({ path }) => path)).toEqual(numbers['validation_split_0.25'].training);
    expect(validation.map(({ path }) => path)).toEqual(numbers['validation_split_0.25'].validation);
  });
});

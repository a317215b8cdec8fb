import { describe, expect, it } from 'vitest';
import {
  AppError,
  type DatasetFile,
  encodeLook,
  fileIdAt,
  judgeFiles,
  type LeakPolicy,
  LOOK_CELLS,
  LOOK_COLOURS,
  type Look,
  makeRandom,
  type Split,
} from '../../src/domain/index.ts';
import { aFile } from './fakes.ts';

/** The look of a scene of its own; `change` above 0: of a copy of it that is not the same to the byte. */
const lookOf = (scene: number, change = 0): Look => {
  const random = makeRandom(1000 + scene);
  const waves = Array.from({ length: 8 }, () => [random.below(5), random.below(5), 6.3 * random.float()]);
  const noise = makeRandom(change);
  const grey = Uint8Array.from({ length: LOOK_CELLS }, (_, cell) => {
    const [x, y] = [cell % 16, Math.floor(cell / 16)];
    const value = waves.reduce(
      (sum, [a = 0, b = 0, phase = 0]) => sum + Math.sin(0.4 * (a * x + b * y) + phase),
      0,
    );
    return Math.round(128 + 14 * value + change * (noise.float() - 0.5));
  });
  const colours = Uint8Array.from({ length: LOOK_COLOURS }, () => 100 + random.below(56));
  return encodeLook({ grey, colours });
};

type Given = readonly [path: string, look: Look | null, changes?: Partial<DatasetFile>];

const SIDES: Readonly<Record<string, Split>> = { train: 'train', val: 'validation' };

const filesOf = (...given: readonly Given[]): DatasetFile[] =>
  given.map(([path, look, changes], position) =>
    aFile(path, {
      fileId: fileIdAt(position),
      look,
      split: SIDES[path.split('/')[0] ?? ''] ?? null,
      ...changes,
    }),
  );

const judge = (policy: LeakPolicy, ...given: readonly Given[]) => {
  const { files, warnings } = judgeFiles(filesOf(...given), policy);
  const of = (path: string): DatasetFile => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`no file ${path}`);
    return file;
  };
  return { files, warnings, of };
};

/** The refusal of `fail`. */
const refusalOf = (...given: readonly Given[]): AppError => {
  try {
    judge('fail', ...given);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
};

const leaky = [
  ['train/cat/1.jpg', lookOf(1)],
  ['train/cat/2.jpg', lookOf(2)],
  ['train/dog/3.jpg', lookOf(3)],
  ['val/cat/1-again.jpg', lookOf(1, 4)],
  ['val/cat/5.jpg', lookOf(5)],
  ['val/dog/3-exact.jpg', lookOf(3), { sha256: 'sha-train/dog/3.jpg' }],
  ['val/dog/6.jpg', lookOf(6)],
] as const satisfies readonly Given[];

describe('look-alikes', () => {
  it('are grouped under the first file of the group, whatever class they are of', () => {
    const { files, warnings } = judge(
      'report',
      ['cat/a.jpg', lookOf(2)],
      ['cat/b.jpg', lookOf(1)],
      ['cat/c.jpg', lookOf(1, 4)],
      ['cat/d.jpg', null],
      ['dog/e.jpg', lookOf(1, 6)],
      ['dog/f.jpg', lookOf(3)],
    );
    const group = fileIdAt(1);
    expect(files.map(({ lookAlikes }) => lookAlikes)).toEqual([null, group, group, null, group, null]);
    expect(files.every(({ verdict, counterpart }) => verdict === 'ok' && counterpart === null)).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('are usable pictures: neither a copy nor a conflicting label nor a small picture is one', () => {
    const { files } = judge(
      'report',
      ['cat/a.jpg', lookOf(1)],
      ['cat/copy.jpg', lookOf(1), { sha256: 'sha-cat/a.jpg' }],
      ['cat/small.jpg', lookOf(1), { verdict: 'tooSmall' }],
      ['cat/both.jpg', lookOf(2), { sha256: 'both' }],
      ['dog/both.jpg', lookOf(2), { sha256: 'both' }],
      ['dog/like-both.jpg', lookOf(2, 4)],
    );
    expect(files.map(({ lookAlikes }) => lookAlikes)).toEqual([null, null, null, null, null, null]);
    expect(files.map(({ verdict }) => verdict)).toEqual([
      'ok',
      'duplicate',
      'tooSmall',
      'conflictingLabel',
      'conflictingLabel',
      'ok',
    ]);
  });
});

describe('look-alikes across a given split', () => {
  it('are set aside by the policy report, with the path and the id of the other file', () => {
    const { of, warnings } = judge('report', ...leaky);
    expect(of('val/cat/1-again.jpg')).toMatchObject({
      verdict: 'nearDuplicateAcrossSplits',
      reason: 'looks like a picture that is trained on: train/cat/1.jpg',
      counterpart: fileIdAt(0),
      lookAlikes: fileIdAt(0),
      split: 'validation',
    });
    expect(of('val/dog/3-exact.jpg')).toMatchObject({
      verdict: 'nearDuplicateAcrossSplits',
      reason: 'the same picture is trained on: train/dog/3.jpg',
      counterpart: fileIdAt(2),
    });
    expect(of('train/cat/1.jpg')).toMatchObject({
      verdict: 'ok',
      counterpart: null,
      lookAlikes: fileIdAt(0),
    });
    expect(of('val/cat/5.jpg')).toMatchObject({ verdict: 'ok', lookAlikes: null });
    expect(warnings).toEqual([]);
  });

  it('move to training by the policy move; a copy of a picture there is a duplicate', () => {
    const { of, warnings } = judge('move', ...leaky);
    expect(of('val/cat/1-again.jpg')).toMatchObject({
      verdict: 'ok',
      reason: null,
      counterpart: null,
      split: 'train',
      lookAlikes: fileIdAt(0),
    });
    expect(of('val/dog/3-exact.jpg')).toMatchObject({
      verdict: 'duplicate',
      reason: 'the same picture as train/dog/3.jpg',
      counterpart: fileIdAt(2),
      split: 'validation',
    });
    expect(of('val/dog/6.jpg').split).toBe('validation');
    expect(warnings).toEqual([
      '1 picture moved from validation to training, where a look-alike is: val/cat/1-again.jpg (like train/cat/1.jpg).',
    ]);
  });

  it('refuse the dataset by the policy fail, each with both files, copies too', () => {
    const error = refusalOf(...leaky);
    expect(error.code).toBe('DATASET_LEAKS');
    expect(error.errors).toEqual([
      {
        pointer: '/val~1dog~13-exact.jpg',
        detail: 'val/dog/3-exact.jpg is the same picture as train/dog/3.jpg, which is trained on',
      },
      {
        pointer: '/val~1cat~11-again.jpg',
        detail: 'val/cat/1-again.jpg looks like train/cat/1.jpg, which is trained on',
      },
    ]);
    expect(error.message).toContain('received 2, for example: val/dog/3-exact.jpg is the same picture');
  });

  it('do not refuse a dataset without leaks, nor one whose folders give no split', () => {
    expect(judge('fail', ...leaky.filter(([path]) => !/again|exact/.test(path))).warnings).toEqual([]);
    expect(judge('fail', ['cat/1.jpg', lookOf(1)], ['cat/2.jpg', lookOf(1, 4)]).warnings).toEqual([]);
  });

  it('are listed up to 20, and all are counted', () => {
    const many = Array.from(
      { length: 30 },
      (_, index): Given => [`val/cat/${index}.jpg`, lookOf(1, 3 + index / 10)],
    );
    const error = refusalOf(
      ['train/cat/1.jpg', lookOf(1)],
      ['train/dog/2.jpg', lookOf(2)],
      ['val/dog/9.jpg', lookOf(9)],
      ...many,
    );
    expect(error.errors).toHaveLength(20);
    expect(error.message).toContain('received 30,');
    const { warnings } = judge(
      'move',
      ['train/cat/1.jpg', lookOf(1)],
      ['train/dog/2.jpg', lookOf(2)],
      ['val/dog/9.jpg', lookOf(9)],
      ...many,
    );
    expect(warnings).toEqual([
      '30 pictures moved from validation to training, where a look-alike is: val/cat/0.jpg (like train/cat/1.jpg), val/cat/1.jpg (like train/cat/1.jpg), val/cat/2.jpg (like train/cat/1.jpg).',
    ]);
  });

  it('name the nearest of the pictures to train on that they look like', () => {
    const { of } = judge(
      'report',
      ['train/cat/far.jpg', lookOf(1, 16)],
      ['train/cat/near.jpg', lookOf(1, 2)],
      ['train/cat/same.jpg', lookOf(1)],
      ['train/dog/x.jpg', lookOf(7)],
      ['val/cat/a.jpg', lookOf(1, 3)],
      ['val/cat/b.jpg', lookOf(1)],
      ['val/dog/y.jpg', lookOf(8)],
    );
    expect(of('val/cat/a.jpg').counterpart).not.toBe(fileIdAt(0));
    expect(of('val/cat/b.jpg').counterpart).toBe(fileIdAt(2));
  });

  it('are leaks also where their label is another one', () => {
    const { of } = judge(
      'report',
      ['train/cat/1.jpg', lookOf(1)],
      ['train/dog/2.jpg', lookOf(2)],
      ['val/dog/1.jpg', lookOf(1, 4)],
      ['val/cat/3.jpg', lookOf(3)],
    );
    expect(of('val/dog/1.jpg')).toMatchObject({
      verdict: 'nearDuplicateAcrossSplits',
      counterpart: fileIdAt(0),
    });
  });

  it.each<[LeakPolicy, string]>([
    ['report', 'nearDuplicateAcrossSplits'],
    ['move', 'ok'],
  ])('may leave nothing to validate on (%s): the split is left to the job then', (policy, verdict) => {
    const { files, warnings } = judge(
      policy,
      ['train/cat/1.jpg', lookOf(1)],
      ['train/dog/2.jpg', lookOf(2)],
      ['val/cat/1.jpg', lookOf(1, 4)],
    );
    expect(files.map(({ split }) => split)).toEqual([null, null, null]);
    expect(files[2]?.verdict).toBe(verdict);
    expect(warnings.at(-1)).toBe(
      'The given split has no usable picture to validate on; the split is left to each job.',
    );
  });
});

describe('pictures without a side', () => {
  it('are trained on where others are for validation, and can be leaked then', () => {
    const { of, warnings } = judge(
      'report',
      ['cat/1.jpg', lookOf(1)],
      ['cat/bad.jpg', null, { verdict: 'corrupt' }],
      ['dog/2.jpg', lookOf(2)],
      ['val/cat/1.jpg', lookOf(1, 4)],
      ['val/dog/3.jpg', lookOf(3)],
      ['notes.txt', null, { verdict: 'ignored', className: null }],
    );
    expect(['cat/1.jpg', 'cat/bad.jpg', 'notes.txt'].map((path) => of(path).split)).toEqual([
      'train',
      'train',
      null,
    ]);
    expect(of('val/cat/1.jpg')).toMatchObject({
      verdict: 'nearDuplicateAcrossSplits',
      counterpart: fileIdAt(0),
    });
    expect(warnings).toEqual(['2 pictures are on no side of the given split: trained on.']);
  });

  it('leave the split to the job where none is for validation', () => {
    const { files, warnings } = judge('report', ['train/cat/1.jpg', lookOf(1)], ['dog/2.jpg', lookOf(2)]);
    expect(files.map(({ split }) => split)).toEqual([null, null]);
    expect(warnings).toEqual([
      'The given split has no usable picture to validate on; the split is left to each job.',
    ]);
  });
});

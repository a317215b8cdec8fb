import { describe, expect, it } from 'vitest';
import {
  classesOf,
  compareCodePoints,
  compareKerasPaths,
  countSplits,
  countVerdicts,
  type DatasetFile,
  datasetWarnings,
  fingerprintText,
  judgeContents,
  type Split,
} from '../../src/domain/index.ts';

const content = (path: string, sha256: string, split: Split | null = null) => ({
  path,
  className: path.split('/').at(-2) ?? '',
  split,
  sha256,
});

const verdictsOf = (...files: ReturnType<typeof content>[]): string[] => {
  const judged = judgeContents(files);
  return files.map((file) => judged.get(file)?.verdict ?? 'none');
};

const file = (path: string, changes: Partial<DatasetFile> = {}): DatasetFile => ({
  fileId: path,
  path,
  className: path.split('/').at(-2) ?? null,
  split: null,
  bytes: 1,
  width: 10,
  height: 10,
  sha256: `sha-${path}`,
  verdict: 'ok',
  reason: null,
  ...changes,
});

const many = (className: string, count: number, changes: Partial<DatasetFile> = {}): DatasetFile[] =>
  Array.from({ length: count }, (_, index) => file(`${className}/${index}.jpg`, changes));

describe('pictures of the same content', () => {
  it('are used once in a class', () => {
    expect(verdictsOf(content('cat/a', '1'), content('cat/b', '1'), content('cat/c', '2'))).toEqual([
      'ok',
      'duplicate',
      'ok',
    ]);
  });

  it('are not used at all when they have two labels', () => {
    expect(verdictsOf(content('cat/a', '1'), content('cat/b', '1'), content('dog/c', '1'))).toEqual([
      'conflictingLabel',
      'conflictingLabel',
      'conflictingLabel',
    ]);
  });

  it('are trained on and not validated on when both sides have them', () => {
    expect(
      verdictsOf(
        content('val/cat/a', '1', 'validation'),
        content('train/cat/b', '1', 'train'),
        content('train/cat/c', '1', 'train'),
      ),
    ).toEqual(['nearDuplicateAcrossSplits', 'ok', 'duplicate']);
  });

  it('say which other file they are the same as', () => {
    const files = [content('cat/a', '1'), content('cat/b', '1')];
    expect([...judgeContents(files).values()].map(({ reason }) => reason)).toEqual([
      null,
      'the same picture as cat/a',
    ]);
  });
});

describe('counting a dataset', () => {
  const files = [
    ...many('b', 3),
    ...many('a', 2, { split: 'train' }),
    file('a/bad.jpg', { verdict: 'corrupt' }),
    file('c/only-bad.jpg', { verdict: 'corrupt' }),
    file('x.txt', { verdict: 'ignored', className: null }),
  ];

  it('numbers the classes that have usable pictures, by code point', () => {
    expect(classesOf(files)).toEqual([
      { className: 'a', classIndex: 0, images: 2 },
      { className: 'b', classIndex: 1, images: 3 },
    ]);
    expect(
      classesOf([...many('é', 1), ...many('Z', 1), ...many('a', 1)]).map(({ className }) => className),
    ).toEqual(['Z', 'a', 'é']);
  });

  it('counts every verdict and only usable pictures of a side', () => {
    expect(countVerdicts(files)).toMatchObject({ ok: 5, corrupt: 2, ignored: 1, duplicate: 0 });
    expect(countSplits(files)).toEqual({ train: 2, validation: 0 });
  });

  it('has a fingerprint text of sorted lines of the usable files', () => {
    const text = fingerprintText([
      file('b/2.jpg', { sha256: 'ff', split: 'validation' }),
      file('a/1.jpg', { sha256: 'ee', split: 'train' }),
      file('a/0.jpg', { verdict: 'corrupt' }),
    ]);
    expect(text).toBe('train\ta\ta/1.jpg\tee\nvalidation\tb\tb/2.jpg\tff\n');
    expect(fingerprintText([file('a/1.jpg', { sha256: 'ee' })])).toBe('\ta\ta/1.jpg\tee\n');
  });

  it('has a fingerprint text that does not depend on the order of files', () => {
    expect(fingerprintText([...files].reverse())).toBe(fingerprintText(files));
  });
});

describe('warnings about a dataset', () => {
  it('are none for two classes of ten', () => {
    expect(datasetWarnings([...many('a', 10), ...many('b', 10)])).toEqual([]);
  });

  it('name classes with fewer than ten pictures', () => {
    expect(datasetWarnings([...many('a', 9), ...many('b', 10), ...many('c', 1)])).toEqual([
      'Class "a" has 9 usable pictures; at least 10 are advised.',
      'Class "c" has 1 usable picture; at least 10 are advised.',
    ]);
  });

  it('tell of classes of more than 100 to 1', () => {
    expect(datasetWarnings([...many('a', 1000), ...many('b', 10)])).toEqual([]);
    expect(datasetWarnings([...many('a', 1001), ...many('b', 10)])).toEqual([
      'The largest class has 1001 pictures and the smallest 10: more than 100 to 1.',
    ]);
  });

  it('tell of pictures that are not used, but not of files that are none', () => {
    const files = [...many('a', 10), ...many('b', 10), file('a/x.jpg', { verdict: 'corrupt' })];
    expect(datasetWarnings([...files, file('r.txt', { verdict: 'ignored', className: null })])).toEqual([
      'Some pictures are not used: 1 corrupt.',
    ]);
  });

  it('tell of classes that one side of a given split lacks', () => {
    const files = [
      ...many('a', 10, { split: 'train' }),
      ...many('b', 10, { split: 'train' }),
      ...many('c', 10, { split: 'validation' }),
    ];
    expect(datasetWarnings(files)).toEqual([
      'Class "c" has no picture to train on.',
      'Class "a" has no picture to validate on.',
      'Class "b" has no picture to validate on.',
    ]);
  });
});

describe('the order of files', () => {
  it('is by directory first and by file name then', () => {
    const paths = ['c/z.jpg', 'c/a/b.jpg', 'c/10.jpg', 'c-b/a.jpg', 'c/9.jpg'];
    expect([...paths].sort(compareKerasPaths)).toEqual([
      'c/10.jpg',
      'c/9.jpg',
      'c/z.jpg',
      'c-b/a.jpg',
      'c/a/b.jpg',
    ]);
  });

  it('is by code point, where JavaScript would sort by UTF-16 unit', () => {
    const names = ['\u{1F600}', '\uFF5E', 'z', '\u{1F601}', 'zz', ''];
    expect([...names].sort(compareCodePoints)).toEqual(['', 'z', 'zz', '\uFF5E', '\u{1F600}', '\u{1F601}']);
    expect([...names].sort()).not.toEqual([...names].sort(compareCodePoints));
  });
});

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
  LEAK_POLICIES,
  type LeakPolicy,
  type Split,
} from '../../src/domain/index.ts';
import { aFile } from './fakes.ts';

const file = (path: string, changes: Partial<DatasetFile> = {}): DatasetFile =>
  aFile(path, { fileId: path, sha256: `sha-${path}`, ...changes });

const content = (path: string, sha256: string, split: Split | null = null): DatasetFile =>
  file(path, { sha256, split });

const verdictsOf = (policy: LeakPolicy, ...files: DatasetFile[]): string[] =>
  judgeContents(files, policy).map(({ verdict }) => verdict);

const many = (className: string, count: number, changes: Partial<DatasetFile> = {}): DatasetFile[] =>
  Array.from({ length: count }, (_, index) => file(`${className}/${index}.jpg`, changes));

describe('pictures of the same content', () => {
  it('are used once in a class', () => {
    const files = [content('cat/a', '1'), content('cat/b', '1'), content('cat/c', '2')];
    expect(verdictsOf('report', ...files)).toEqual(['ok', 'duplicate', 'ok']);
  });

  it.each(LEAK_POLICIES)('are not used at all when they have two labels, with the policy %s', (policy) => {
    const files = [
      content('train/cat/a', '1', 'train'),
      content('val/cat/b', '1', 'validation'),
      content('train/dog/c', '1', 'train'),
    ];
    const judged = judgeContents(files, policy);
    expect(judged.map(({ verdict, counterpart }) => [verdict, counterpart])).toEqual([
      ['conflictingLabel', 'train/dog/c'],
      ['conflictingLabel', 'train/dog/c'],
      ['conflictingLabel', 'train/cat/a'],
    ]);
    expect(judged[0]?.reason).toBe('the same picture lies in the classes "cat" and "dog"');
  });

  it.each([
    ['report', 'nearDuplicateAcrossSplits', 'the same picture is trained on: train/cat/b'],
    ['fail', 'nearDuplicateAcrossSplits', 'the same picture is trained on: train/cat/b'],
    ['move', 'duplicate', 'the same picture as train/cat/b'],
  ] as const)(
    'are trained on and not validated on when both sides have them: %s',
    (policy, verdict, reason) => {
      const judged = judgeContents(
        [
          content('val/cat/a', '1', 'validation'),
          content('train/cat/b', '1', 'train'),
          content('train/cat/c', '1', 'train'),
        ],
        policy,
      );
      expect(judged.map((one) => [one.verdict, one.reason, one.counterpart])).toEqual([
        [verdict, reason, 'train/cat/b'],
        ['ok', null, null],
        ['duplicate', 'the same picture as train/cat/b', 'train/cat/b'],
      ]);
    },
  );

  it('do not matter where one of them is not usable anyway', () => {
    const files = [content('cat/a', '1'), file('dog/b', { sha256: '1', verdict: 'tooSmall' })];
    expect(verdictsOf('report', ...files)).toEqual(['ok', 'tooSmall']);
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

  it('tell of look-alikes, what becomes of them, and an example', () => {
    const alike = (split: Split | null): DatasetFile[] => [
      ...many('a', 10, { split }),
      ...many('b', 10, { split: split === null ? null : 'validation' }),
      ...many('a/more', 3, { className: 'a', split, lookAlikes: 'g1' }),
      ...many('b/more', 2, { className: 'b', split, lookAlikes: 'g2' }),
      file('a/alone.jpg', { split, lookAlikes: 'g3' }),
      file('a/aside.jpg', { split, lookAlikes: 'g3', verdict: 'nearDuplicateAcrossSplits' }),
    ];
    expect(datasetWarnings(alike(null))).toContain(
      '5 pictures in 2 groups look alike, for example a/more/0.jpg and a/more/1.jpg; the rule "stratified" keeps each group on one side of the split.',
    );
    expect(datasetWarnings(alike('train'))).toContain(
      '5 pictures in 2 groups look alike, for example a/more/0.jpg and a/more/1.jpg; no group is on both sides of the split.',
    );
    expect(datasetWarnings(alike(null).filter(({ lookAlikes }) => lookAlikes !== 'g2'))).toContainEqual(
      expect.stringMatching(/^3 pictures in 1 group look alike/),
    );
  });

  it('tell of look-alikes with two labels, up to three pairs', () => {
    const files = [
      ...many('a', 10),
      ...many('b', 10),
      ...[1, 2, 3, 4].flatMap((group) => [
        file(`a/x${group}.jpg`, { lookAlikes: `g${group}` }),
        file(`b/y${group}.jpg`, {
          lookAlikes: `g${group}`,
          verdict: group === 1 ? 'nearDuplicateAcrossSplits' : 'ok',
        }),
      ]),
    ];
    expect(datasetWarnings(files)).toContain(
      'Pictures of different classes look alike in 4 groups; a label may be wrong: a/x1.jpg and b/y1.jpg; a/x2.jpg and b/y2.jpg; a/x3.jpg and b/y3.jpg.',
    );
  });

  it('name the first of very many classes and count the rest', () => {
    const files = Array.from({ length: 200_000 }, (_, index) =>
      file(`class${index}/a.jpg`, { split: index === 0 ? 'validation' : 'train' }),
    );
    const warnings = datasetWarnings(files);
    expect(warnings).toHaveLength(20 + 1 + 1 + 20 + 1);
    expect(warnings).toContain('199980 more of the classes have fewer than 10 usable pictures.');
    expect(warnings).toContain('Class "class0" has no picture to train on.');
    expect(warnings).toContain('199979 more of the classes have no picture to validate on.');
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

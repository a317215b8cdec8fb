import { describe, expect, it } from 'vitest';
import { type PlacedFile, recogniseLayout } from '../../src/domain/index.ts';

const show = (file: PlacedFile): string =>
  file.kind === 'labelled'
    ? `${file.path} = ${file.split ?? 'any'}/${file.className}`
    : `${file.path} - ${file.reason}`;

const layoutOf = (...paths: string[]): string[] => recogniseLayout(paths).files.map(show);

describe('the layout of a dataset', () => {
  it('has the first folder as class', () => {
    expect(layoutOf('cat/a.jpg', 'dog/b.jpg')).toEqual(['cat/a.jpg = any/cat', 'dog/b.jpg = any/dog']);
  });

  it('has folders below a class as part of it', () => {
    expect(layoutOf('cat/old/1.jpg', 'dog/x/y/2.jpg')).toEqual([
      'cat/old/1.jpg = any/cat',
      'dog/x/y/2.jpg = any/dog',
    ]);
  });

  it.each(['train', 'training', 'Train'])('takes %s with a validation folder as the split', (train) => {
    for (const validation of ['val', 'valid', 'validation', 'test', 'Valid']) {
      expect(layoutOf(`${train}/cat/a.jpg`, `${validation}/cat/b.jpg`)).toEqual([
        `${train}/cat/a.jpg = train/cat`,
        `${validation}/cat/b.jpg = validation/cat`,
      ]);
    }
  });

  it('does not validate on test pictures where a validation folder is there too, and says which folder is left aside', () => {
    const paths = ['train/cat/a.jpg', 'valid/cat/b.jpg', 'test/cat/c.jpg', 'extra/cat/d.jpg'];
    expect(layoutOf(...paths)).toEqual([
      'train/cat/a.jpg = train/cat',
      'valid/cat/b.jpg = validation/cat',
      'test/cat/c.jpg - is kept for testing: there is "valid" to validate on',
      'extra/cat/d.jpg - lies outside of the folders "train", "valid", which give the split',
    ]);
    expect(recogniseLayout(paths).layout).toEqual({
      kind: 'splitFolders',
      outerFolder: '',
      train: ['train'],
      validation: ['valid'],
      leftAside: ['test'],
    });
  });

  it('takes several folders of one side together', () => {
    expect(layoutOf('train/cat/a.jpg', 'Training/cat/b.jpg', 'val/cat/c.jpg', 'VALID/dog/d.jpg')).toEqual([
      'train/cat/a.jpg = train/cat',
      'Training/cat/b.jpg = train/cat',
      'val/cat/c.jpg = validation/cat',
      'VALID/dog/d.jpg = validation/dog',
    ]);
  });

  it('leaves pictures without a class aside that lie in a test folder beside training, and says so', () => {
    const paths = ['train/cat/a.jpg', 'train/dog/b.jpg', 'test/1.jpg', 'test/2.jpg'];
    expect(layoutOf(...paths)).toEqual([
      'train/cat/a.jpg = any/cat',
      'train/dog/b.jpg = any/dog',
      'test/1.jpg - lies in no class folder',
      'test/2.jpg - lies in no class folder',
    ]);
    const { layout, warnings } = recogniseLayout(paths);
    expect(layout).toMatchObject({ train: ['train'], validation: [], leftAside: ['test'] });
    expect(warnings).toEqual(['The folders "test" hold no class folders; their pictures are not used.']);
  });

  it('has a class called train where the other folders are no sides of a split', () => {
    expect(layoutOf('train/steam/1.jpg', 'car/2.jpg', 'bus/3.jpg')).toEqual([
      'train/steam/1.jpg = any/train',
      'car/2.jpg = any/car',
      'bus/3.jpg = any/bus',
    ]);
  });

  it('peels off outer folders, above classes and above a split', () => {
    expect(layoutOf('photos/cat/a.jpg', 'photos/dog/b.jpg')).toEqual([
      'cat/a.jpg = any/cat',
      'dog/b.jpg = any/dog',
    ]);
    expect(layoutOf('a/b/train/cat/1.jpg', 'a/b/val/cat/2.jpg')).toEqual([
      'train/cat/1.jpg = train/cat',
      'val/cat/2.jpg = validation/cat',
    ]);
  });

  it('peels off a lone training folder, as it is no split', () => {
    expect(layoutOf('train/cat/a.jpg', 'train/dog/b.jpg')).toEqual([
      'cat/a.jpg = any/cat',
      'dog/b.jpg = any/dog',
    ]);
  });

  it('takes train and test as classes where they hold pictures and no folders, and doubts it', () => {
    expect(layoutOf('train/a.jpg', 'test/b.jpg')).toEqual([
      'train/a.jpg = any/train',
      'test/b.jpg = any/test',
    ]);
    expect(recogniseLayout(['train/a.jpg', 'test/b.jpg']).warnings).toEqual([
      'The classes are "train", "test", which are names of the sides of a split; a split is read from folders such as "train/cat/1.jpg".',
    ]);
  });

  it('doubts classes that all hold the same folders', () => {
    expect(
      recogniseLayout(['a/cat/1.jpg', 'a/dog/2.jpg', 'b/dog/3.jpg', 'b/cat/4.jpg', 'b/cat/5.jpg']).warnings,
    ).toEqual([
      'Each of the folders "a", "b" holds the folders "cat", "dog"; the outer ones were taken as the classes.',
    ]);
    expect(recogniseLayout(['a/cat/1.jpg', 'a/dog/2.jpg', 'b/cat/4.jpg']).warnings).toEqual([]);
  });

  it('peels a folder with a text and a single folder beside each other, here to a lone training folder', () => {
    const paths = ['data/README.md', 'data/LICENSE', 'data/train/cat/1.jpg', 'data/train/dog/2.jpg'];
    expect(layoutOf(...paths)).toEqual([
      'README.md - lies in no class folder',
      'LICENSE - lies in no class folder',
      'cat/1.jpg = any/cat',
      'dog/2.jpg = any/dog',
    ]);
    expect(recogniseLayout(paths).layout).toEqual({ kind: 'classFolders', outerFolder: 'data/train' });
  });

  it('peels in spite of a second top folder that holds no pictures', () => {
    expect(layoutOf('data/train/cat/1.jpg', 'data/val/cat/2.jpg', 'scripts/train.py')).toEqual([
      'train/cat/1.jpg = train/cat',
      'val/cat/2.jpg = validation/cat',
      'scripts/train.py - lies outside of the folder "data", which holds the pictures',
    ]);
  });

  it('has files that are no pictures in their class, where their content decides', () => {
    expect(layoutOf('cat/1.jpg', 'dog/2.jpg', 'dog/notes.txt', 'fish/labels.csv')).toEqual([
      'cat/1.jpg = any/cat',
      'dog/2.jpg = any/dog',
      'dog/notes.txt = any/dog',
      'fish/labels.csv = any/fish',
    ]);
  });

  it('takes names without an ending as pictures', () => {
    expect(layoutOf('set/cat/1', 'set/dog/2')).toEqual(['cat/1 = any/cat', 'dog/2 = any/dog']);
  });

  it('peels in spite of files beside the outer folder, and of noise', () => {
    expect(layoutOf('readme.txt', '__MACOSX/photos/._a.jpg', 'photos/cat/a.jpg', 'photos/dog/b.jpg')).toEqual(
      [
        'readme.txt - lies in no class folder',
        '__MACOSX/photos/._a.jpg - belongs to a __MACOSX folder',
        'cat/a.jpg = any/cat',
        'dog/b.jpg = any/dog',
      ],
    );
  });

  it('does not peel a single class that holds pictures', () => {
    expect(layoutOf('cat/a.jpg', 'cat/more/b.jpg')).toEqual([
      'cat/a.jpg = any/cat',
      'cat/more/b.jpg = any/cat',
    ]);
  });

  it.each([
    ['top.jpg', 'lies in no class folder'],
    ['cat/.DS_Store', 'a name on its path starts with a dot'],
    ['.git/cat/a.jpg', 'a name on its path starts with a dot'],
    ['cat/../../etc/a.jpg', 'a name on its path starts with a dot'],
    ['cat/Thumbs.db', 'is a file of the operating system'],
    ['cat/desktop.ini', 'is a file of the operating system'],
    ['cat/@eaDir/a.jpg/thumb.jpg', 'is a file of the operating system'],
    ['cat/a\tb.jpg', 'its path holds a control character'],
    ['cat/a\ud800b.jpg', 'its path holds a control character'],
    [`${'x/'.repeat(32)}a.jpg`, 'lies below more than 31 folders'],
    ['cat\\a.jpg', 'lies in no class folder: expected folders that are parted by "/", received "\\"'],
  ])('ignores %s and says why', (path, reason) => {
    expect(layoutOf(path, 'cat/1.jpg', 'dog/2.jpg')[0]).toBe(`${path} - ${reason}`);
  });

  it('ignores a picture that lies directly in a split folder', () => {
    expect(layoutOf('train/a.jpg', 'train/cat/b.jpg', 'val/cat/c.jpg')[0]).toBe(
      'train/a.jpg - lies in no class folder',
    );
  });

  it('takes class names of any script, and those that mean something to JavaScript', () => {
    expect(layoutOf('猫/a.jpg', '__proto__/b.jpg', 'constructor/c.jpg', 'Ёж 🦔/d.jpg')).toEqual([
      '猫/a.jpg = any/猫',
      '__proto__/b.jpg = any/__proto__',
      'constructor/c.jpg = any/constructor',
      'Ёж 🦔/d.jpg = any/Ёж 🦔',
    ]);
  });

  it('tidies paths with doubled slashes and dots', () => {
    expect(layoutOf('./cat//a.jpg', '/dog/./b.jpg')).toEqual(['cat/a.jpg = any/cat', 'dog/b.jpg = any/dog']);
  });

  it('has one class for both Unicode forms of a name, and leaves the paths as they came', () => {
    const [composed, apart] = ['caf\u00e9', 'cafe\u0301'];
    expect(layoutOf(`${composed}/1.jpg`, `${apart}/2.jpg`, 'tea/3.jpg')).toEqual([
      `${composed}/1.jpg = any/${composed}`,
      `${apart}/2.jpg = any/${composed}`,
      'tea/3.jpg = any/tea',
    ]);
    expect(layoutOf(`${composed}/cat/1.jpg`, `${apart}/dog/2.jpg`)).toEqual([
      'cat/1.jpg = any/cat',
      'dog/2.jpg = any/dog',
    ]);
    expect(layoutOf(`train/${composed}/1.jpg`, `val/${apart}/2.jpg`)).toEqual([
      `train/${composed}/1.jpg = train/${composed}`,
      `val/${apart}/2.jpg = validation/${composed}`,
    ]);
  });

  it('keeps spaces in names', () => {
    expect(layoutOf('big cat /a b.jpg', ' dog/c.jpg')).toEqual([
      'big cat /a b.jpg = any/big cat ',
      ' dog/c.jpg = any/ dog',
    ]);
  });

  it('remembers the path that came in', () => {
    expect(recogniseLayout(['x/cat/a.jpg', 'x/dog/b.jpg']).files.map(({ given }) => given)).toEqual([
      'x/cat/a.jpg',
      'x/dog/b.jpg',
    ]);
  });

  it('says nothing of nothing', () => {
    expect(recogniseLayout([])).toEqual({
      files: [],
      layout: { kind: 'classFolders', outerFolder: '' },
      warnings: [],
    });
  });

  // Anything quadratic would take many minutes.
  it.each([
    ['of a class each', (index: number) => `${index}/a.jpg`],
    [
      'in two sides of many classes',
      (index: number) => `${index % 2 === 0 ? 'train' : 'val'}/${index}/a.jpg`,
    ],
    ['deep below outer folders', (index: number) => `${'a/'.repeat(25)}${index % 10}/${index}.jpg`],
  ])(
    'places 100,000 files %s',
    (_what, pathAt) => {
      const { files } = recogniseLayout(Array.from({ length: 100_000 }, (_, index) => pathAt(index)));
      expect(files.filter(({ kind }) => kind === 'labelled')).toHaveLength(100_000);
    },
    60_000,
  );
});

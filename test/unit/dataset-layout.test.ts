import { describe, expect, it } from 'vitest';
import { type PlacedFile, placeFiles } from '../../src/domain/index.ts';

const show = (file: PlacedFile): string =>
  file.kind === 'ignored'
    ? `${file.path} - ${file.reason}`
    : `${file.path} = ${file.split ?? 'any'}/${file.className}`;

const layoutOf = (...paths: string[]): string[] => placeFiles(paths).map(show);

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

  it('does not validate on test pictures where a validation folder is there too', () => {
    const reason = 'lies outside of the folders train and valid, which give the split';
    expect(layoutOf('train/cat/a.jpg', 'valid/cat/b.jpg', 'test/cat/c.jpg')).toEqual([
      'train/cat/a.jpg = train/cat',
      'valid/cat/b.jpg = validation/cat',
      `test/cat/c.jpg - ${reason}`,
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

  it('takes train and test as classes where they hold pictures and no folders', () => {
    expect(layoutOf('train/a.jpg', 'test/b.jpg')).toEqual([
      'train/a.jpg = any/train',
      'test/b.jpg = any/test',
    ]);
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
    ['cat/a\tb.jpg', 'its path holds a control character'],
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

  it('remembers the path that came in', () => {
    expect(placeFiles(['x/cat/a.jpg', 'x/dog/b.jpg']).map(({ given }) => given)).toEqual([
      'x/cat/a.jpg',
      'x/dog/b.jpg',
    ]);
  });

  it('says nothing of nothing', () => {
    expect(placeFiles([])).toEqual([]);
  });
});

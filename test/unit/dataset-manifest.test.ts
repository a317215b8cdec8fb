import { describe, expect, it } from 'vitest';
import {
  AppError,
  type ManifestRow,
  manifestPathsIn,
  type PlacedFile,
  placeByManifest,
  type RecognisedLayout,
} from '../../src/domain/index.ts';

/** Rows as they are written: `file,label,split`, from line 2 on; empty is nothing. */
const rowsOf = (lines: readonly string[]): ManifestRow[] =>
  lines.map((text, index) => {
    const [file = '', label = '', split = ''] = text.split(',');
    const orNull = (field: string): string | null => (field === '' ? null : field);
    return { line: index + 2, file: orNull(file), label: orNull(label), split: orNull(split), fault: null };
  });

const place = (paths: readonly string[], lines: readonly string[], path = 'labels.csv'): RecognisedLayout =>
  placeByManifest([path, ...paths], { path, rows: rowsOf(lines), unread: [] });

const show = (file: PlacedFile): string =>
  file.kind === 'labelled'
    ? `${file.path} = ${file.split ?? 'any'}/${file.className}`
    : `${file.path} ${file.kind}: ${file.reason}`;

/** What became of the files besides the manifest. */
const placed = (paths: readonly string[], lines: readonly string[], path?: string): string[] =>
  place(paths, lines, path).files.slice(1).map(show);

const refusal = (paths: readonly string[], lines: readonly string[]): AppError => {
  try {
    place(paths, lines);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('expected the manifest to be refused');
};

describe('finding a manifest', () => {
  it.each(['manifest.csv', 'labels.csv', 'annotations.jsonl', 'metadata.jsonl', 'Labels.CSV'])(
    'takes %s at the top, and in an outer folder',
    (name) => {
      expect(manifestPathsIn(['images/1.jpg', name])).toEqual([name]);
      expect(
        manifestPathsIn([`a/b/${name}`, 'a/b/x/1.jpg', 'a/b/2.jpg', 'README.md', 'a/notes.txt']),
      ).toEqual([`a/b/${name}`]);
    },
  );

  it.each([
    ['in one of several class folders', ['cat/1.jpg', 'dog/2.jpg', 'dog/labels.csv']],
    ['in a folder without the pictures', ['docs/labels.csv', 'cat/1.jpg']],
    ['of another name', ['list.csv', 'labels.txt', 'cat/1.jpg']],
    ['of another system', ['__MACOSX/labels.csv', '.cache/labels.csv', 'cat/1.jpg']],
  ])('does not take one %s', (_where, paths) => {
    expect(manifestPathsIn(paths)).toEqual([]);
  });

  it('takes outer ones first, then by name', () => {
    const paths = ['a/manifest.csv', 'metadata.csv', 'labels.jsonl', 'labels.csv', 'a/1.jpg'];
    expect(manifestPathsIn(paths)).toEqual(['labels.csv', 'labels.jsonl', 'metadata.csv', 'a/manifest.csv']);
  });
});

describe('a manifest', () => {
  it('labels the files that it names, whatever their folders, and says why others are not used', () => {
    const { files, layout, warnings } = place(
      ['cat/1.jpg', 'dog/2.jpg', 'dog/3.jpg', '.DS_Store'],
      ['cat/1.jpg,dog', './dog/2.jpg,cat'],
    );
    expect(files.map(show)).toEqual([
      'labels.csv ignored: is the manifest',
      'cat/1.jpg = any/dog',
      'dog/2.jpg = any/cat',
      'dog/3.jpg ignored: not named in the manifest labels.csv',
      '.DS_Store ignored: a name on its path starts with a dot',
    ]);
    expect(layout).toEqual({ kind: 'manifest', outerFolder: '', file: 'labels.csv', rows: 2, missing: 0 });
    expect(warnings).toEqual([]);
  });

  it('has paths that start at its folder', () => {
    const paths = ['set/x/1.jpg', 'set/2.jpg', 'README.md'];
    expect(placed(paths, ['x/1.jpg,cat', '2.jpg,dog'], 'set/labels.csv')).toEqual([
      'x/1.jpg = any/cat',
      '2.jpg = any/dog',
      'README.md ignored: not named in the manifest labels.csv',
    ]);
    expect(place(paths, ['2.jpg,dog'], 'set/labels.csv').layout).toMatchObject({ outerFolder: 'set' });
  });

  it('finds files by paths of Windows, and by either Unicode form', () => {
    expect(placed(['x/y/1.jpg', 'cafe\u0301.jpg'], ['x\\y\\1.jpg,cat', 'caf\u00e9.jpg,dog'])).toEqual([
      'x/y/1.jpg = any/cat',
      'cafe\u0301.jpg = any/dog',
    ]);
  });

  it('takes labels of any script, one class for both Unicode forms', () => {
    expect(
      placed(
        ['1.jpg', '2.jpg', '3.jpg', '4.jpg'],
        ['1.jpg,__proto__', '2.jpg,caf\u00e9', '3.jpg,cafe\u0301', '4.jpg,猫 🐈'],
      ),
    ).toEqual([
      '1.jpg = any/__proto__',
      '2.jpg = any/caf\u00e9',
      '3.jpg = any/caf\u00e9',
      '4.jpg = any/猫 🐈',
    ]);
  });

  it('uses a file that it names though its name starts with a dot', () => {
    expect(placed(['.a/1.jpg', '2.jpg'], ['.a/1.jpg,cat', '2.jpg,dog'])[0]).toBe('.a/1.jpg = any/cat');
  });

  it('counts rows whose file did not come, and names three of them', () => {
    const rows = ['1.jpg,cat', 'a.jpg,cat', 'a.jpg,cat', 'b.jpg,dog', 'c.jpg,dog', 'd.jpg,dog'];
    const { layout, warnings } = place(['1.jpg'], rows);
    expect(layout).toMatchObject({ rows: 6, missing: 5 });
    expect(warnings).toEqual([
      '4 files of the manifest labels.csv did not come, for example "a.jpg", "b.jpg", "c.jpg".',
    ]);
  });

  it('may name a file twice with one label, but not with two', () => {
    const rows = ['1.jpg,cat', '1.jpg,cat', './1.jpg,cat', '2.jpg,cat', '2.jpg,dog'];
    expect(placed(['1.jpg', '2.jpg'], rows)).toEqual([
      '1.jpg = any/cat',
      '2.jpg conflicting: the manifest labels.csv gives it the labels "cat", "dog"',
    ]);
  });

  it.each(['train', 'training', 'Train'])('takes %s and words for validation as the split', (train) => {
    for (const validation of ['val', 'valid', 'validation', 'test', 'VAL']) {
      const rows = [`1.jpg,cat,${train}`, `2.jpg,cat,${validation}`];
      expect(placed(['1.jpg', '2.jpg'], rows)).toEqual(['1.jpg = train/cat', '2.jpg = validation/cat']);
    }
  });

  it('does not validate on test pictures where others are named to validate on', () => {
    const rows = ['1.jpg,cat,train', '2.jpg,cat,val', '3.jpg,cat,test'];
    expect(placed(['1.jpg', '2.jpg', '3.jpg'], rows)[2]).toBe(
      '3.jpg ignored: is kept for testing: the manifest labels.csv names others to validate on',
    );
  });

  it('trains on files without a split where others have one, and says so', () => {
    const rows = ['1.jpg,cat,train', '2.jpg,cat,val', '3.jpg,cat'];
    const { files, warnings } = place(['1.jpg', '2.jpg', '3.jpg'], rows);
    expect(files.slice(3).map(show)).toEqual(['3.jpg = train/cat']);
    expect(warnings).toEqual([
      'One file has no split in the manifest labels.csv, unlike others; they are trained on.',
    ]);
  });

  it('never has a file on both sides, and says so', () => {
    const { files, warnings } = place(
      ['1.jpg', '2.jpg'],
      ['1.jpg,cat,val', '2.jpg,cat,val', '1.jpg,cat,train'],
    );
    expect(files.slice(1).map(show)).toEqual(['1.jpg = train/cat', '2.jpg = validation/cat']);
    expect(warnings).toEqual([
      'One file has more than one split in the manifest labels.csv, for example "1.jpg"; train counts before val, and val before test.',
    ]);
  });

  it('has fields that are not read, and says so', () => {
    const rows = rowsOf(['1.jpg,cat']);
    const { warnings } = placeByManifest(['labels.csv', '1.jpg'], {
      path: 'labels.csv',
      rows,
      unread: ['licence'],
    });
    expect(warnings).toEqual(['The manifest labels.csv has fields that are not read: "licence".']);
  });

  it.each([
    ['no file', ',cat', 'expected the path of a file, received none'],
    ['no label', '1.jpg', 'expected a label, received none'],
    ['another split', '1.jpg,cat,later', 'expected the split train, val or test, received "later"'],
    ['a control character in the label', '1.jpg,c\tat', /expected the name of a class: .*control character/],
    ['half a character as label', '1.jpg,c\ud800', /expected the name of a class: .*control character/],
    ['a label without end', `1.jpg,${'x'.repeat(256)}`, /expected the name of a class: 1 to 255 characters/],
    ['a step upwards', '../1.jpg,cat', /received a step upwards in "\.\.\/1\.jpg"/],
    ['a step upwards as of Windows', 'x\\..\\1.jpg,cat', /received a step upwards/],
    ['an absolute path', '/data/1.jpg,cat', /received the absolute path "\/data\/1\.jpg"/],
    ['an absolute path of Windows', 'C:\\data\\1.jpg,cat', /received the absolute path/],
  ])('with %s in a row is refused with a pointer to the row', (_what, row, detail) => {
    const { code, errors, message } = refusal(['1.jpg'], ['1.jpg,cat', row]);
    expect(code).toBe('MANIFEST_INVALID');
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/labels.csv/3']);
    expect(errors[0]?.detail).toMatch(detail);
    expect(message).toContain('received one row that is wrong; the first: expected');
  });

  it('with many wrong rows names the first twenty and counts all', () => {
    const { errors, message } = refusal(
      ['1.jpg'],
      Array.from({ length: 1000 }, () => '1.jpg'),
    );
    expect(errors.map(({ pointer }) => pointer)).toEqual(
      Array.from({ length: 20 }, (_, index) => `/labels.csv/${index + 2}`),
    );
    expect(message).toContain('received 1000 rows that are wrong');
  });

  it('without rows is refused, and so is one that names nothing that came', () => {
    expect(refusal(['1.jpg'], [])).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: 'expected at least one row in labels.csv, received none',
    });
    expect(refusal(['train/1.jpg'], ['1,cat'])).toMatchObject({
      code: 'MANIFEST_INVALID',
      message:
        'expected paths of files that came in labels.csv, which start at its folder, received none; for example "1" while "train/1.jpg" came',
    });
  });

  it('of 100,000 rows for 100,000 files is read in one go', () => {
    const paths = Array.from({ length: 100_000 }, (_, index) => `images/${index}.jpg`);
    const { files } = place(
      paths,
      paths.map((path, index) => `${path},${index % 1000}`),
    );
    expect(files.filter(({ kind }) => kind === 'labelled')).toHaveLength(100_000);
  }, 60_000);
});

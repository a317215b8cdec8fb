import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type ManifestRow } from '../../src/domain/index.ts';
import type { ManifestContent } from '../../src/ports/index.ts';
import { INTAKE_LIMITS, makeDatasetSources } from '../../src/storage/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'whetstone-manifest-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const sources = makeDatasetSources(null, INTAKE_LIMITS);

const read = async (name: string, content: string | Uint8Array): Promise<ManifestContent> => {
  // Contents lie on disk under names of ours; the name that was given tells the form.
  const location = path.join(folder, 'content');
  await writeFile(location, content);
  return sources.manifestRows(location, `photos/${name}`);
};

const show = ({ line, file, label, split, fault }: ManifestRow): string =>
  fault === null
    ? `${line}: ${[file, label, split].map((text) => text ?? '-').join(' | ')}`
    : `${line}: ${fault}`;

const rowsOf = async (name: string, content: string | Uint8Array): Promise<string[]> => {
  const found = await read(name, content);
  if (found.kind === 'other') throw new Error(found.detail);
  return found.rows.map(show);
};

const refusal = async (name: string, content: string): Promise<AppError> => {
  try {
    await read(name, content);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('expected the manifest to be refused');
};

describe('a manifest in CSV', () => {
  it('is read with its lines, whatever the order and case of its columns', async () => {
    expect(await rowsOf('labels.csv', 'Split, LABEL ,File\ntrain,cat,a.jpg\n,dog , x/b.jpg\n')).toEqual([
      '2: a.jpg | cat | train',
      '3: x/b.jpg | dog | -',
    ]);
  });

  it.each(['file', 'file_name', 'filename', 'image', 'path'])(
    'has its files in a column %s',
    async (name) => {
      expect(await rowsOf('labels.csv', `${name},label\na.jpg,cat`)).toEqual(['2: a.jpg | cat | -']);
    },
  );

  it.each(['label', 'class', 'class_name'])('has its labels in a column %s', async (name) => {
    expect(await rowsOf('LABELS.CSV', `file,${name}\na.jpg,cat`)).toEqual(['2: a.jpg | cat | -']);
  });

  it('reads one column of two with the same meaning, and says which columns are not read', async () => {
    expect(await read('labels.csv', 'class,label,width,file,label\nx,cat,10,a.jpg,y\n')).toEqual({
      kind: 'manifest',
      rows: [{ line: 2, file: 'a.jpg', label: 'cat', split: null, fault: null }],
      unread: ['class', 'width', 'label'],
    });
  });

  it('may have a byte order mark, line ends of Windows, quotes, empty lines and rows of commas alone', async () => {
    const text = '\ufefffile,label\r\n"b, c.jpg","dog ""x"""\r\n\r\n,,\r\n"two\nlines.jpg",x\r\nd.jpg,"a,b"';
    expect(await rowsOf('labels.csv', text)).toEqual([
      '2: b, c.jpg | dog "x" | -',
      '6: two\nlines.jpg | x | -',
      '7: d.jpg | a,b | -',
    ]);
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('may have %s between its fields', async (_what, sign) => {
    expect(await rowsOf('labels.csv', `file${sign}label\na,b.jpg${sign}cat\n`)).toEqual([
      '2: a,b.jpg | cat | -',
    ]);
  });

  it('may be in UTF-16, as spreadsheets write it', async () => {
    const bytes = Buffer.from('\ufefffile,label\na.jpg,猫\n', 'utf16le');
    expect(await rowsOf('labels.csv', bytes)).toEqual(['2: a.jpg | 猫 | -']);
    expect(await rowsOf('labels.csv', bytes.swap16())).toEqual(['2: a.jpg | 猫 | -']);
  });

  it('has a fault in each row that cannot be read, and in no other', async () => {
    const text = 'file,label\na.jpg\nb.jpg,dog,x\nc.jpg,caf\xe9\nd.jpg,cat\n';
    expect(await rowsOf('labels.csv', Buffer.from(text, 'latin1'))).toEqual([
      '2: a.jpg | - | -',
      '3: expected 2 fields, received 3; one that holds a comma needs quotes',
      '4: expected UTF-8 as label, received "caf\ufffd"',
      '5: d.jpg | cat | -',
    ]);
  });

  it.each([
    ['that is never closed', 'file,label\na.jpg,cat\n"b.jpg,dog\nc.jpg,x\n', 'a quote that is never closed'],
    [
      'that is never closed in a long file',
      `file,label\na.jpg,cat\n"b${'b,c\n'.repeat(50_000)}`,
      'a quote that is never closed',
    ],
    ['in the middle of a field', 'file,label\na.jpg,cat\n5" nail.jpg,dog\n', 'a quote at another place'],
    ['before the end of a field', 'file,label\na.jpg,cat\n"b"x.jpg,dog\n', 'a quote at another place'],
  ])('with a quote %s is refused with a pointer to the line', async (_what, text, received) => {
    const { code, errors } = await refusal('labels.csv', text);
    expect(code).toBe('MANIFEST_INVALID');
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/labels.csv/3']);
    expect(errors[0]?.detail).toContain(`received ${received}`);
  });

  it.each([
    ['other columns', 'id,breed\n1,pug\n', 'received "id", "breed"'],
    ['no header', 'a.jpg,cat\nb.jpg,dog\n', 'received "a.jpg", "cat"'],
    ['no label', 'file,caption\na.jpg,a cat\n', 'received "file", "caption"'],
    ['nothing in it', '', 'received nothing'],
    ['a broken header', '"file,label', 'received nothing'],
    ['bytes that are no text', '\0\0\0\0PNG', 'received'],
  ])('with %s is none', async (_what, text, received) => {
    const found = await read('labels.csv', text);
    expect(found).toMatchObject({ kind: 'other' });
    expect(found.kind === 'other' && found.detail).toContain(
      'expected a header with the columns file and label, received',
    );
    expect(found.kind === 'other' && found.detail).toContain(received);
  });

  it('with a header alone has no rows', async () => {
    expect(await rowsOf('labels.csv', 'file,label\n')).toEqual([]);
  });
});

describe('a manifest in JSON lines', () => {
  it('is read line by line, with the names and cases that CSV may have', async () => {
    const text = [
      '\ufeff{"file": "a.jpg", "label": "cat", "split": "train"}\r',
      '',
      '{"label": "dog", "file_name": "b.jpg", "caption": "a dog"}',
      '{"Image": "c.jpg", "CLASS": 3, "split": null, "box": [1, 2]}',
    ];
    const found = await read('metadata.jsonl', text.join('\n'));
    expect(found.kind === 'manifest' && found.rows.map(show)).toEqual([
      '1: a.jpg | cat | train',
      '3: b.jpg | dog | -',
      '4: c.jpg | 3 | -',
    ]);
    expect(found).toMatchObject({ unread: ['caption', 'box'] });
  });

  it('keeps line signs that JSON allows within a text', async () => {
    expect(await rowsOf('labels.jsonl', '{"file":"a\u2028b.jpg","label":"cat"}\n')).toEqual([
      '1: a\u2028b.jpg | cat | -',
    ]);
  });

  it('takes names that mean something to JavaScript for what they are', async () => {
    expect(
      await rowsOf('labels.jsonl', '{"file":"a.jpg","label":"__proto__","__proto__":{"split":"val"}}'),
    ).toEqual(['1: a.jpg | __proto__ | -']);
  });

  it('has a fault in each line that cannot be read, and in no other', async () => {
    const lines = [
      '{"file":"a.jpg","label":"cat"}',
      '{"file":"b.jpg","label":["cat","dog"]}',
      '{"file":"c.jpg","label":0.5}',
      '{"file":{"bytes":""},"label":"cat"}',
      '{"file":"d.jpg","label":"cat"',
      '["e.jpg","cat"]',
      '{"file":"f.jpg"}',
    ];
    expect(await rowsOf('labels.jsonl', lines.join('\n'))).toEqual([
      '1: a.jpg | cat | -',
      '2: expected a text as label, received a list',
      '3: expected a text as label, received 0.5',
      '4: expected a text as file, received an object',
      '5: expected one JSON object in the line, received another text',
      '6: expected one JSON object in the line, received another text',
      '7: f.jpg | - | -',
    ]);
  });

  it.each([
    ['captions', '{"file_name":"a.jpg","text":"a cat"}\n', 'received "file_name", "text"'],
    ['one JSON text over many lines', '[\n{"x": 1},\n{"x": 2}]', 'received nothing'],
    ['nothing', '', 'received nothing'],
  ])('with %s is none', async (_what, text, received) => {
    const found = await read('metadata.jsonl', text);
    expect(found.kind === 'other' && found.detail).toContain(received);
  });
});

describe('a manifest that is too large', () => {
  it.each([
    ['labels.csv', 'file,label\n', 'a.jpg,cat\n'],
    ['labels.jsonl', '', '{"file":"a.jpg","label":"cat"}\n'],
  ])('is refused past 200,000 rows: %s', async (name, header, row) => {
    const content = header + row.repeat(200_000);
    expect(await rowsOf(name, content)).toHaveLength(200_000);
    expect(await refusal(name, content + row + row)).toMatchObject({
      code: 'MANIFEST_INVALID',
      errors: [{ detail: 'expected at most 200000 rows, received more' }],
    });
  });

  it('is not read past 64 MiB', async () => {
    const location = path.join(folder, 'large');
    await writeFile(location, 'file,label\n');
    await truncate(location, 64 * 1024 ** 2 + 1);
    expect(await sources.manifestRows(location, 'labels.csv')).toEqual({
      kind: 'other',
      detail: 'expected a manifest of at most 67108864 bytes, received 67108865',
    });
  });
});

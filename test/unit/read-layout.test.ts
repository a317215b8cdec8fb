import { describe, expect, it } from 'vitest';
import { AppError, type ManifestRow } from '../../src/domain/index.ts';
import type { DatasetSources, ManifestContent, ReceivedFile } from '../../src/ports/index.ts';
import { type ReadLayout, readLayout } from '../../src/usecases/read-layout.ts';
import { fake } from './fakes.ts';

const OTHER: ManifestContent = { kind: 'other', detail: 'expected a manifest, received captions' };

const manifest = (...rows: (readonly [string, string])[]): ManifestContent => ({
  kind: 'manifest',
  rows: rows.map(
    ([file, label], index): ManifestRow => ({ line: index + 2, file, label, split: null, fault: null }),
  ),
  unread: [],
});

const received = (path: string): ReceivedFile => ({
  path,
  bytes: 1,
  sha256: path,
  location: `/draft/${path}`,
  reference: null,
});

/** Reads the layout of these files, of which some are what the second argument says; which of them were opened. */
const read = async (
  paths: readonly string[],
  contents: Readonly<Record<string, ManifestContent>> = {},
): Promise<ReadLayout & { readonly opened: readonly string[] }> => {
  const opened: string[] = [];
  const sources = fake<DatasetSources>('sources', {
    manifestRows: (location, name) => {
      opened.push(name);
      expect(location).toBe(`/draft/${name}`);
      return Promise.resolve(contents[name] ?? OTHER);
    },
  });
  return { ...(await readLayout(sources, paths.map(received))), opened };
};

const reasons = ({ files }: ReadLayout): string[] =>
  files.map(
    ({ placed, received: { path } }) =>
      `${path}: ${placed.kind === 'labelled' ? placed.className : placed.reason}`,
  );

describe('reading the layout of received files', () => {
  it('reads folders where no file has the name of a manifest', async () => {
    const layout = await read(['cat/1.jpg', 'list.csv', 'dog/2.jpg']);
    expect(layout.opened).toEqual([]);
    expect(reasons(layout)).toEqual([
      'cat/1.jpg: cat',
      'list.csv: lies in no class folder',
      'dog/2.jpg: dog',
    ]);
  });

  it('goes by the manifest where there are class folders too', async () => {
    const layout = await read(['cat/1.jpg', 'dog/2.jpg', 'labels.csv'], {
      'labels.csv': manifest(['cat/1.jpg', 'a'], ['dog/2.jpg', 'b']),
    });
    expect(reasons(layout)).toEqual(['cat/1.jpg: a', 'dog/2.jpg: b', 'labels.csv: is the manifest']);
    expect(layout.layout).toMatchObject({ kind: 'manifest', file: 'labels.csv' });
  });

  it('goes by the first file that is one, and says of those before that they are none', async () => {
    const layout = await read(['1.jpg', 'labels.csv', 'metadata.csv', 'manifest.csv'], {
      'labels.csv': manifest(['1.jpg', 'a']),
      'metadata.csv': manifest(['1.jpg', 'b']),
    });
    expect(layout.opened).toEqual(['manifest.csv', 'labels.csv']);
    expect(reasons(layout)).toEqual([
      '1.jpg: a',
      'labels.csv: is the manifest',
      'metadata.csv: not named in the manifest labels.csv',
      'manifest.csv: has the name of a manifest and is none: expected a manifest, received captions',
    ]);
    expect(layout.warnings).toEqual([
      'The file "manifest.csv" was not read as a manifest: expected a manifest, received captions.',
    ]);
  });

  it('goes by folders where the file is none, and says so', async () => {
    const layout = await read(['cat/1.jpg', 'dog/2.jpg', 'metadata.jsonl']);
    expect(reasons(layout)).toEqual([
      'cat/1.jpg: cat',
      'dog/2.jpg: dog',
      'metadata.jsonl: has the name of a manifest and is none: expected a manifest, received captions',
    ]);
    expect(layout.warnings).toEqual([
      'The file "metadata.jsonl" was not read as a manifest: expected a manifest, received captions.',
    ]);
  });

  it.each([
    ['pictures in no folder', ['1.jpg', 'labels.csv']],
    ['pictures in one folder', ['set/images/1.jpg', 'set/labels.csv']],
    ['pictures in one folder and texts in another', ['images/1.jpg', 'docs/x.md', 'labels.csv']],
    ['folders that are the sides of a split', ['train/1.jpg', 'test/2.jpg', 'labels.csv']],
  ])('refuses a file that is none where there are only %s', async (_what, paths) => {
    const error: unknown = await read(paths).catch((caught: unknown) => caught);
    if (!(error instanceof AppError)) throw new Error('expected a refusal');
    expect(error.code).toBe('MANIFEST_INVALID');
    expect(error.errors).toEqual([
      { pointer: '/labels.csv/1', detail: 'expected a manifest, received captions' },
    ]);
  });
});

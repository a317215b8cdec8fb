import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AppError, DatasetFile } from '../../src/domain/index.ts';
import type { DatasetDraft, DatasetSources, PictureDecoder } from '../../src/ports/index.ts';
import { makeCreateDataset } from '../../src/usecases/index.ts';
import { lookOf, makeWorld } from './create-dataset-world.ts';
import { aDataset, fake, incoming, makeClock, makeIds } from './fakes.ts';

const verdicts = (files: readonly DatasetFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, verdict }) => [path, verdict]));

describe('creating a dataset', () => {
  it('stores every file with its verdict, in the order of Keras, whatever order they came in', async () => {
    const world = makeWorld();
    const { dataset, isNew } = await world.create(
      ['p/dog/2.jpg', 'd2'],
      ['p/cat/z.jpg', 'c1'],
      ['p/cat/a/y.jpg', 'c2'],
      ['p/readme.txt', 'hello'],
      ['p/dog/1.jpg', 'd1'],
    );
    expect(isNew).toBe(true);
    expect(world.committed[0]?.files.map(({ path }) => path)).toEqual([
      'cat/z.jpg',
      'cat/a/y.jpg',
      'dog/1.jpg',
      'dog/2.jpg',
      'readme.txt',
    ]);
    expect(dataset).toMatchObject({
      id: expect.stringMatching(/^ds_/) as string,
      name: 'mine',
      images: 4,
      splits: { train: 0, validation: 0 },
      classes: [
        { className: 'cat', classIndex: 0, images: 2 },
        { className: 'dog', classIndex: 1, images: 2 },
      ],
    });
    expect(dataset.verdicts).toMatchObject({ ok: 4, ignored: 1 });
    expect(world.discarded()).toBe(0);
  });

  it('has a verdict and a reason for every file that is not used', async () => {
    const world = makeWorld();
    await world.create(
      ['cat/ok.jpg', 'c1'],
      ['cat/again.jpg', 'c1'],
      ['cat/text.jpg', 'bad:IMAGE_TYPE_UNSUPPORTED'],
      ['cat/cut.jpg', 'bad:IMAGE_UNREADABLE'],
      ['cat/giant.jpg', 'bad:IMAGE_TOO_LARGE'],
      ['cat/dot.png', '7x300'],
      ['cat/both.jpg', 'both'],
      ['dog/both.jpg', 'both'],
      ['dog/1.jpg', 'd1'],
    );
    const files = world.committed[0]?.files ?? [];
    expect(verdicts(files)).toEqual({
      'cat/again.jpg': 'ok',
      'cat/ok.jpg': 'duplicate',
      'cat/text.jpg': 'unsupported',
      'cat/cut.jpg': 'corrupt',
      'cat/giant.jpg': 'tooLarge',
      'cat/dot.png': 'tooSmall',
      'cat/both.jpg': 'conflictingLabel',
      'dog/both.jpg': 'conflictingLabel',
      'dog/1.jpg': 'ok',
    });
    for (const file of files) expect(file.reason === null, file.path).toBe(file.verdict === 'ok');
    expect(new Set(files.map(({ fileId }) => fileId)).size).toBe(files.length);
  });

  it('has the sha256 of the fingerprint text as its fingerprint', async () => {
    const world = makeWorld();
    const { dataset } = await world.create(['dog/1.jpg', 'd1'], ['cat/1.jpg', 'c1']);
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    const text = `\tcat\tcat/1.jpg\t${hash('c1')}\n\tdog\tdog/1.jpg\t${hash('d1')}\n`;
    expect(dataset.fingerprint).toBe(hash(text));
  });

  it('takes the split of the folders', async () => {
    const world = makeWorld();
    const { dataset } = await world.create(
      ['train/cat/1.jpg', 'c1'],
      ['train/dog/1.jpg', 'd1'],
      ['valid/cat/2.jpg', 'c2'],
      ['valid/dog/copy.jpg', 'd1'],
    );
    expect(dataset.splits).toEqual({ train: 2, validation: 1 });
    expect(verdicts(world.committed[0]?.files ?? [])['valid/dog/copy.jpg']).toBe('nearDuplicateAcrossSplits');
  });

  it('leaves the split to the job when one side has nothing usable, and says so', async () => {
    const world = makeWorld();
    const { dataset } = await world.create(
      ['train/cat/1.jpg', 'c1'],
      ['train/dog/1.jpg', 'd1'],
      ['valid/cat/2.jpg', 'bad:IMAGE_UNREADABLE'],
    );
    expect(dataset.splits).toEqual({ train: 0, validation: 0 });
    expect(dataset.warnings).toContain(
      'The given split has no usable picture to validate on; the split is left to each job.',
    );
  });

  it('ignores a second file with the same path', async () => {
    const world = makeWorld();
    await world.create(['cat/1.jpg', 'c1'], ['cat/1.jpg', 'c2'], ['dog/1.jpg', 'd1']);
    const reasons = world.committed[0]?.files.map(({ verdict, reason }) => [verdict, reason]);
    expect(reasons).toContainEqual(['ignored', 'another file came before with the same path']);
  });

  it('takes archives and folders from their sources, and names a folder after itself', async () => {
    const world = makeWorld();
    const { signal } = new AbortController();
    const archive = { kind: 'archive', location: '/tmp/x.zip', digest: null } as const;
    const zipped = await world.createDataset({ source: archive, name: 'zip', leakPolicy: 'report' }, signal);
    const folder = { kind: 'folder', path: 'a/pets/', content: 'copy' } as const;
    const { dataset } = await world.createDataset(
      { source: folder, name: null, leakPolicy: 'report' },
      signal,
    );
    expect(world.asked).toEqual(['archive /tmp/x.zip', 'folder a/pets/ copy']);
    expect(dataset).toMatchObject({ name: 'pets', origin: { kind: 'folder', path: 'a/pets/' } });
    expect(zipped.dataset.origin).toEqual({ kind: 'archive', bytes: 99, sha256: 'z1' });
    expect(zipped.dataset.layout).toEqual({ kind: 'classFolders', outerFolder: 'photos' });
  });

  it('inspects several pictures at a time, but not all', async () => {
    const world = makeWorld();
    const files = Array.from(
      { length: 100 },
      (_, index) => [`${index % 2 ? 'cat' : 'dog'}/${index}.jpg`, `p${index}`] as const,
    );
    await world.create(...files);
    expect(world.mostUnderWay()).toBe(8);
  });

  it.each([
    ['no file at all', [], 'DATASET_EMPTY', 'received no file'],
    ['no usable picture', [['cat/1.jpg', 'bad:IMAGE_UNREADABLE']], 'DATASET_EMPTY', '1 corrupt'],
    [
      'files in no folder',
      [
        ['1.jpg', 'a'],
        ['2.jpg', 'b'],
      ],
      'DATASET_EMPTY',
      '2 ignored',
    ],
    [
      'one class',
      [
        ['cat/1.jpg', 'a'],
        ['cat/2.jpg', 'b'],
      ],
      'DATASET_TOO_FEW_CLASSES',
      'only the class "cat"',
    ],
    [
      'one class with usable pictures',
      [
        ['cat/1.jpg', 'a'],
        ['dog/2.jpg', 'bad:IMAGE_TYPE_UNSUPPORTED'],
      ],
      'DATASET_TOO_FEW_CLASSES',
      'dog/2.jpg: refused',
    ],
  ] as const)('refuses %s and leaves nothing behind', async (_what, files, code, detail) => {
    const world = makeWorld();
    const error: unknown = await world.create(...files).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code });
    expect((error as AppError).message).toContain(detail);
    expect(world.committed).toEqual([]);
    expect(world.discarded()).toBe(1);
  });

  it('leaves nothing behind when the decoder is broken', async () => {
    const world = makeWorld();
    await expect(world.create(['cat/1.jpg', 'bad:INTERNAL'], ['dog/1.jpg', 'd'])).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect(world.discarded()).toBe(1);
  });

  it('leaves nothing behind when the caller goes away', async () => {
    const world = makeWorld();
    const controller = new AbortController();
    controller.abort(new Error('gone'));
    const source = { kind: 'archive', location: '/tmp/x.zip', digest: null } as const;
    await expect(
      world.createDataset({ source, name: null, leakPolicy: 'report' }, controller.signal),
    ).rejects.toThrow('gone');
    expect(world.discarded()).toBe(1);
  });

  it('gives the dataset that is there for the same content', async () => {
    const there = aDataset({ id: 'ds_old' });
    const draft = fake<DatasetDraft>('draft', {
      receive: ({ path }) =>
        Promise.resolve({ path, bytes: 1, sha256: path, location: path, reference: null }),
      commit: () => Promise.resolve({ dataset: there, isNew: false }),
    });
    const files = incoming([
      ['a/1', '1'],
      ['b/2', '2'],
    ]);
    const create = makeCreateDataset({
      datasets: { openDraft: () => Promise.resolve(draft) },
      sources: fake<DatasetSources>('sources', { files: () => files }),
      decoder: fake<PictureDecoder>('decoder', {
        inspect: () => Promise.resolve({ type: 'png', width: 9, height: 9, look: lookOf('x') }),
      }),
      clock: makeClock(),
      ids: makeIds(),
    });
    const { signal } = new AbortController();
    const source = { kind: 'files', location: '/tmp/upload' } as const;
    expect(await create({ source, name: null, leakPolicy: 'report' }, signal)).toEqual({
      dataset: there,
      isNew: false,
    });
  });
});

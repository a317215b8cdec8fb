import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetFile } from '../../src/domain/index.ts';
import type { DatasetChanges } from '../../src/ports/index.ts';
import { type Files, makeWorld } from './derive-world.ts';

const PETS: Files = {
  'cat/1.jpg': 'c1',
  'cat/a/2.jpg': 'c2',
  'dog/1.jpg': 'd1',
  'dog/2.jpg': 'd2',
  'readme.txt': 'hello',
};

const verdictsOf = (files: readonly DatasetFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, verdict }) => [path, verdict]));

describe('a derived dataset', () => {
  const same: readonly [
    string,
    (world: ReturnType<typeof makeWorld>, parent: Dataset) => Promise<{ dataset: Dataset }>,
    Files,
  ][] = [
    [
      'without files',
      (world, parent) =>
        world.change(parent, { remove: [world.idOf(parent, 'cat/1.jpg'), world.idOf(parent, 'readme.txt')] }),
      { 'cat/a/2.jpg': 'c2', 'dog/1.jpg': 'd1', 'dog/2.jpg': 'd2' },
    ],
    [
      'with a file in another class',
      (world, parent) =>
        world.change(parent, { relabel: [{ fileId: world.idOf(parent, 'dog/2.jpg'), className: 'wolf' }] }),
      { 'cat/1.jpg': 'c1', 'cat/a/2.jpg': 'c2', 'dog/1.jpg': 'd1', 'wolf/2.jpg': 'd2' },
    ],
    [
      'with a file of a nested folder in another class',
      (world, parent) =>
        world.change(parent, { relabel: [{ fileId: world.idOf(parent, 'cat/a/2.jpg'), className: 'dog' }] }),
      { 'cat/1.jpg': 'c1', 'dog/a/2.jpg': 'c2', 'dog/1.jpg': 'd1', 'dog/2.jpg': 'd2' },
    ],
    [
      'with more files, in an outer folder',
      (world, parent) => world.change(parent, {}, { 'more/cat/9.jpg': 'c9', 'more/wolf/9.jpg': 'w9' }),
      { ...PETS, 'cat/9.jpg': 'c9', 'wolf/9.jpg': 'w9' },
    ],
    [
      'with more files in nested folders of one class only',
      (world, parent) => world.change(parent, {}, { 'cat/b/9.jpg': 'c9', 'cat/c/9.jpg': 'c10' }),
      { ...PETS, 'cat/b/9.jpg': 'c9', 'cat/c/9.jpg': 'c10' },
    ],
    [
      'with all of it at once',
      (world, parent) =>
        world.change(
          parent,
          {
            remove: [world.idOf(parent, 'cat/1.jpg')],
            relabel: [{ fileId: world.idOf(parent, 'dog/1.jpg'), className: 'cat' }],
          },
          { 'dog/8.jpg': 'd8' },
        ),
      { 'cat/1.jpg': 'd1', 'cat/a/2.jpg': 'c2', 'dog/2.jpg': 'd2', 'dog/8.jpg': 'd8' },
    ],
  ];
  it.each(same)(
    '%s is what an upload of the changed folder is, fingerprint for fingerprint',
    async (_what, change, folder) => {
      const [world, other] = [makeWorld(), makeWorld()];
      const parent = await world.upload(PETS);
      const { dataset } = await change(world, parent);
      expect(dataset.fingerprint).toBe((await other.upload(folder)).fingerprint);
      expect(dataset.fingerprint).not.toBe(parent.fingerprint);
    },
  );

  it('names its parent, says how it came about, keeps the name and leaves the parent as it was', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    const before = structuredClone(world.filesOf(parent.id));
    const changes = {
      remove: [world.idOf(parent, 'cat/1.jpg')],
      relabel: [{ fileId: world.idOf(parent, 'dog/2.jpg'), className: 'cat' }],
    };
    const { dataset, isNew } = await world.change(parent, changes, {
      'cat/9.jpg': 'c9',
      'dog/9.jpg': 'd9',
      'x.txt': 'x',
    });
    expect(isNew).toBe(true);
    expect(dataset).toMatchObject({
      name: 'pets',
      parent: { id: parent.id, fingerprint: parent.fingerprint },
      origin: { kind: 'derived', added: 3, removed: 1, relabelled: 1 },
      layout: parent.layout,
    });
    expect(world.filesOf(parent.id)).toEqual(before);
  });

  it('decodes what is added and nothing else, and shares the contents of the pictures', async () => {
    const world = makeWorld();
    const parent = await world.upload({ ...PETS, 'dog/cut.jpg': 'bad' });
    world.inspected.length = 0;
    await world.change(parent, {}, { 'cat/9.jpg': 'c9' });
    expect(world.inspected).toEqual(['c9']);
    expect([...world.shared].sort()).toEqual(['cat/1.jpg', 'cat/a/2.jpg', 'dog/1.jpg', 'dog/2.jpg']);
  });

  it('is judged anew: a conflict is solved by removing or relabelling one side of it', async () => {
    for (const solve of ['remove', 'relabel'] as const) {
      const world = makeWorld();
      const parent = await world.upload({ ...PETS, 'cat/both.jpg': 'b', 'dog/both.jpg': 'b' });
      expect(parent.verdicts.conflictingLabel).toBe(2);
      const fileId = world.idOf(parent, 'dog/both.jpg');
      const { dataset } = await world.change(
        parent,
        solve === 'remove' ? { remove: [fileId] } : { relabel: [{ fileId, className: 'cat' }] },
      );
      expect(dataset.verdicts).toMatchObject({ conflictingLabel: 0, duplicate: solve === 'remove' ? 0 : 1 });
      expect(dataset.fingerprint).toBe(
        (await makeWorld().upload({ ...PETS, 'cat/both.jpg': 'b' })).fingerprint,
      );
    }
  });

  it('keeps what was found out of a file alone, with its reason', async () => {
    const world = makeWorld();
    const parent = await world.upload({ ...PETS, 'cat/cut.jpg': 'bad' });
    const { dataset } = await world.change(parent, { remove: [world.idOf(parent, 'dog/2.jpg')] });
    const [before, after] = [parent, dataset].map(({ id }) =>
      world.filesOf(id).filter(({ verdict }) => verdict !== 'ok'),
    );
    const known = (files: readonly DatasetFile[] = []) =>
      files.map(({ path, verdict, reason, sha256, bytes }) => ({ path, verdict, reason, sha256, bytes }));
    expect(known(after)).toEqual(known(before));
    expect(known(after).map(({ verdict }) => verdict)).toEqual(['corrupt', 'ignored']);
  });

  it('makes room for a file whose path is taken, so that none is lost', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    const { dataset } = await world.change(
      parent,
      { relabel: [{ fileId: world.idOf(parent, 'dog/1.jpg'), className: 'cat' }] },
      { 'cat/1.jpg': 'another', 'dog/2.jpg': 'd2', 'dog/x': 'dx' },
    );
    expect(verdictsOf(world.filesOf(dataset.id))).toEqual({
      'cat/1.jpg': 'ok',
      'cat/1_2.jpg': 'ok',
      'cat/1_3.jpg': 'ok',
      'cat/a/2.jpg': 'ok',
      'dog/2.jpg': 'ok',
      'dog/2_2.jpg': 'duplicate',
      'dog/x': 'ok',
      'readme.txt': 'ignored',
    });
  });

  it('is the parent itself where the pictures are the same', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    expect(await world.change(parent, {}, { 'cat/1.jpg': 'c1' })).toEqual({ dataset: parent, isNew: false });
    expect(await world.change(parent, { remove: [world.idOf(parent, 'readme.txt')] })).toEqual({
      dataset: parent,
      isNew: false,
    });
  });
});

describe('a dataset derived from one whose folders give the split', () => {
  const SPLIT: Files = {
    'train/cat/1.jpg': 'c1',
    'train/dog/1.jpg': 'd1',
    'val/cat/2.jpg': 'c2',
    'val/dog/2.jpg': 'd2',
  };
  const sideOf = (world: ReturnType<typeof makeWorld>, { id }: Dataset): Record<string, string | null> =>
    Object.fromEntries(world.filesOf(id).map(({ path, split }) => [path, split]));

  it('has added files on the side that their folder says, also where only one side comes', async () => {
    const world = makeWorld();
    const parent = await world.upload(SPLIT);
    const { dataset } = await world.change(parent, {}, { 'val/cat/9.jpg': 'c9' });
    expect(sideOf(world, dataset)).toMatchObject({ 'val/cat/9.jpg': 'validation' });
    const whole = await makeWorld().upload({ ...SPLIT, 'val/cat/9.jpg': 'c9' });
    expect(dataset.fingerprint).toBe(whole.fingerprint);
  });

  it('has added files without a side among those to train on', async () => {
    const world = makeWorld();
    const parent = await world.upload(SPLIT);
    const { dataset } = await world.change(parent, {}, { 'cat/x/9.jpg': 'c9', 'cat/y/9.jpg': 'c10' });
    expect(sideOf(world, dataset)).toMatchObject({ 'cat/x/9.jpg': 'train', 'cat/y/9.jpg': 'train' });
    expect(dataset.splits).toEqual({ train: 4, validation: 2 });
  });

  it('keeps the side of a relabelled file', async () => {
    const world = makeWorld();
    const parent = await world.upload(SPLIT);
    const { dataset } = await world.change(parent, {
      relabel: [{ fileId: world.idOf(parent, 'val/dog/2.jpg'), className: 'cat' }],
    });
    expect(sideOf(world, dataset)).toMatchObject({ 'val/cat/2_2.jpg': 'validation' });
  });

  it('asks for the policy anew: what was moved to training is where its folder says', async () => {
    const world = makeWorld();
    const parent = await world.upload({ ...SPLIT, 'val/dog/leak.jpg': 'd1' });
    expect(parent.verdicts.nearDuplicateAcrossSplits).toBe(1);
    const { dataset } = await world.change(
      parent,
      { remove: [world.idOf(parent, 'train/dog/1.jpg')], add: null },
      { 'train/dog/7.jpg': 'd7' },
    );
    expect(sideOf(world, dataset)).toMatchObject({ 'val/dog/leak.jpg': 'validation' });
    expect(dataset.verdicts.nearDuplicateAcrossSplits).toBe(0);
  });
});

describe('changes that do not fit', () => {
  const faults: readonly [string, Partial<DatasetChanges>, string][] = [
    ['of nothing', {}, ''],
    ['of an unknown file', { remove: ['file_0000099'] }, '/remove/0'],
    ['of an id that is none', { relabel: [{ fileId: '../x', className: 'cat' }] }, '/relabel/0/fileId'],
    ['that remove a file twice', { remove: ['file_0000000', 'file_0000000'] }, '/remove/1'],
    [
      'that remove and relabel a file',
      { remove: ['file_0000000'], relabel: [{ fileId: 'file_0000000', className: 'x' }] },
      '/relabel/0/fileId',
    ],
    [
      'that give a class to a file that was never one of a class',
      { relabel: [{ fileId: 'file_0000004', className: 'x' }] },
      '/relabel/0/fileId',
    ],
    ...['', 'a/b', '.cat', 'a\nb', '\u007f', '__MACOSX', 'x'.repeat(256)].map(
      (className): [string, Partial<DatasetChanges>, string] => [
        `with the class ${JSON.stringify(className.slice(0, 20))}`,
        { relabel: [{ fileId: 'file_0000000', className }] },
        '/relabel/0/class',
      ],
    ),
  ];
  it.each(faults)('%s are refused with a pointer', async (_what, changes, pointer) => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    await expect(world.change(parent, changes)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer, detail: expect.stringMatching(/^expected .*received /s) as string }],
    });
    expect(world.byFingerprint.size).toBe(1);
  });

  it('have a pointer each', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    const changes = { remove: ['x', 'y'], relabel: [{ fileId: 'file_0000000', className: '' }] };
    await expect(world.change(parent, changes)).rejects.toMatchObject({
      errors: [{ pointer: '/remove/0' }, { pointer: '/remove/1' }, { pointer: '/relabel/0/class' }],
    });
  });

  it('with a folder that is refused point to it where it stands in the body', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    const add = { kind: 'folder', path: 'nope', content: 'copy' } as const;
    await expect(world.change(parent, { add })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/add/path' }],
    });
    expect(world.discarded()).toBe(1);
  });

  it('of a dataset that is not there are refused', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    await expect(
      world.change({ ...parent, id: 'ds_none' }, { remove: ['file_0000000'] }),
    ).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
  });

  it('that leave one class are refused and leave nothing behind', async () => {
    const world = makeWorld();
    const parent = await world.upload(PETS);
    const remove = ['dog/1.jpg', 'dog/2.jpg'].map((path) => world.idOf(parent, path));
    await expect(world.change(parent, { remove })).rejects.toMatchObject({ code: 'DATASET_TOO_FEW_CLASSES' });
    expect([world.byFingerprint.size, world.discarded()]).toEqual([1, 1]);
  });
});

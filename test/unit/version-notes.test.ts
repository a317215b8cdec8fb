import { describe, expect, it } from 'vitest';
import { makeChangeNotes, makeListVersions, makeShowVersion } from '../../src/usecases/index.ts';
import { aManifest } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const aWorld = () => {
  const { models } = makeMemoryModels(
    [1, 2, 3].map((version) =>
      aManifest({ version, jobId: `job_${version}`, metadata: { team: 'birds', run: String(version) } }),
    ),
  );
  const deps = { models };
  return { models, change: makeChangeNotes(deps), show: makeShowVersion(deps), list: makeListVersions(deps) };
};

describe('the notes of a version', () => {
  it('are the metadata of its job until they are changed', async () => {
    const { show, change } = aWorld();
    expect(await show('animals', 2)).toMatchObject({
      description: null,
      metadata: { team: 'birds', run: '2' },
    });
    const changed = await change('animals', 2, {
      description: 'the one to beat',
      metadata: { team: null, ticket: '42' },
    });
    expect(changed).toMatchObject({ description: 'the one to beat', metadata: { run: '2', ticket: '42' } });
    expect(await show('animals', 2)).toEqual(changed);
    expect(await show('animals', 1)).toMatchObject({ metadata: { team: 'birds', run: '1' } });
  });

  it('stay where a change says nothing of them, and null takes the description away', async () => {
    const { change } = aWorld();
    await change('animals', 1, { description: 'mine' });
    expect(await change('animals', 1, { metadata: { run: null } })).toMatchObject({
      description: 'mine',
      metadata: { team: 'birds' },
    });
    expect(await change('animals', 1, { description: null })).toMatchObject({
      description: null,
      metadata: { team: 'birds' },
    });
  });

  it('lose nothing when several are changed at once', async () => {
    const { change, show } = aWorld();
    const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
    await Promise.all(keys.map((key) => change('animals', 1, { metadata: { [key]: 'x' } })));
    expect(Object.keys((await show('animals', 1)).metadata).sort()).toEqual([...keys, 'run', 'team']);
  });

  it('hold at most 32 keys in all', async () => {
    const { change } = aWorld();
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
    await expect(change('animals', 1, { metadata: keys(31) })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: 'expected at most 32 keys in all, received 33',
      errors: [{ pointer: '/metadata' }],
    });
    const fitting = await change('animals', 1, { metadata: { ...keys(31), team: null } });
    expect(Object.keys(fitting.metadata)).toHaveLength(32);
  });

  it('are of a version that exists', async () => {
    const { change, show } = aWorld();
    const notFound = { code: 'MODEL_NOT_FOUND' };
    await expect(change('animals', 4, { description: 'x' })).rejects.toMatchObject(notFound);
    await expect(show('birds', 1)).rejects.toMatchObject(notFound);
  });
});

describe('the aliases of a version', () => {
  it('are those that point to it now, and a list reads them once', async () => {
    const { models, show, list } = aWorld();
    const move = (version: number) => ({ version, at: '2026-01-02T03:04:05.000Z', by: 'me' });
    await models.moveAlias('animals', 'prod', move(1), 0);
    await models.moveAlias('animals', 'latest', move(3), 0);
    await models.moveAlias('animals', 'best', move(3), 0);
    expect((await show('animals', 3)).aliases).toEqual(['best', 'latest']);
    expect((await show('animals', 2)).aliases).toEqual([]);
    let reads = 0;
    const counted = makeListVersions({
      models: {
        ...models,
        pointers: (name) => {
          reads += 1;
          return models.pointers(name);
        },
      },
    });
    const { data } = await counted('animals', { limit: 9, after: null });
    expect(data.map(({ version, aliases }) => [version, aliases])).toEqual([
      [3, ['best', 'latest']],
      [2, []],
      [1, ['prod']],
    ]);
    expect(reads).toBe(1);
    expect((await list('animals', { limit: 1, after: '2' })).data[0]?.aliases).toEqual(['prod']);
  });
});

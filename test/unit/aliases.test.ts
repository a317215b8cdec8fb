import { describe, expect, it } from 'vitest';
import { type AliasLine, AppError, currentVersion, foldAliasLog, versionAt } from '../../src/domain/index.ts';
import type { ModelStore } from '../../src/ports/index.ts';
import {
  makeFindAlias,
  makeListAliasMoves,
  makeMoveAlias,
  makeRemoveAlias,
  makeRemoveVersion,
  makeRollBackAlias,
} from '../../src/usecases/index.ts';
import { resolveModel } from '../../src/usecases/resolve-model.ts';
import { aManifest, fake, makeClock } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const prod = { model: 'animals', alias: 'prod' };

const aWorld = (versions = 3) => {
  const manifests = Array.from({ length: versions }, (_, index) =>
    aManifest({ model: 'animals', version: index + 1, jobId: `job_${index + 1}` }),
  );
  const memory = makeMemoryModels(manifests);
  const deps = { models: memory.models, clock: makeClock() };
  return {
    ...memory,
    deps,
    move: makeMoveAlias(deps),
    rollBack: makeRollBackAlias(deps),
    remove: makeRemoveAlias(deps),
    find: makeFindAlias(deps),
    history: makeListAliasMoves(deps),
  };
};

describe('moving an alias by hand', () => {
  it('points it to any version, and says since when and by whom', async () => {
    const { move, find } = aWorld();
    await move(prod, 3, 'req_1');
    const moved = await move(prod, 1, 'req_2');
    expect(moved).toMatchObject({ ...prod, version: 1, by: 'req_2' });
    expect(await find(prod)).toEqual(moved);
  });

  it('writes nothing where it points there already', async () => {
    const { move, moves } = aWorld();
    const first = await move(prod, 1, 'req_1');
    expect(await move(prod, 1, 'req_2')).toEqual(first);
    expect(moves).toHaveLength(1);
  });

  it('knows no other version and no other alias', async () => {
    const { move, find, history, rollBack } = aWorld();
    const notFound = { code: 'MODEL_NOT_FOUND' };
    await expect(move(prod, 4, 'req_1')).rejects.toMatchObject(notFound);
    await expect(move({ ...prod, model: 'birds' }, 1, 'req_1')).rejects.toMatchObject(notFound);
    await expect(find(prod)).rejects.toMatchObject(notFound);
    await expect(history(prod, { limit: 1, after: null })).rejects.toMatchObject(notFound);
    await expect(rollBack(prod, 'req_1')).rejects.toMatchObject(notFound);
  });

  it('looks again where another process was faster', async () => {
    const { deps, models, move, history } = aWorld();
    await move(prod, 2, 'req_1');
    let isFirst = true;
    const raced = makeRollBackAlias({
      ...deps,
      models: {
        ...models,
        moveAlias: async (...given) => {
          if (isFirst) {
            isFirst = false;
            await move(prod, 3, 'req_other');
          }
          return models.moveAlias(...given);
        },
      },
    });
    await move(prod, 1, 'req_2');
    expect(await raced(prod, 'req_3')).toMatchObject({ version: 1 });
    const { data } = await history(prod, { limit: 9, after: null });
    expect(data.map(({ version }) => version)).toEqual([2, 1, 3, 1]);
  });
});

describe('rolling an alias back', () => {
  it('goes further back each time, and says so when there is nothing left', async () => {
    const { move, rollBack, history } = aWorld();
    for (const version of [1, 2, 3]) await move(prod, version, 'req_1');
    expect(await rollBack(prod, 'req_2')).toMatchObject({ version: 2 });
    expect(await rollBack(prod, 'req_3')).toMatchObject({ version: 1 });
    await expect(rollBack(prod, 'req_4')).rejects.toMatchObject({ code: 'MODEL_NOT_READY' });
    const first = await history(prod, { limit: 3, after: null });
    expect(first.data.map(({ number, version }) => [number, version])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const rest = await history(prod, { limit: 3, after: first.nextAfter });
    expect(rest).toMatchObject({
      data: [
        { number: 4, version: 2, isRollback: true, by: 'req_2' },
        { number: 5, version: 1, isRollback: true },
      ],
      nextAfter: null,
    });
  });

  it('never goes to a version that it was rolled back from', async () => {
    const { move, rollBack } = aWorld(4);
    for (const version of [1, 2, 3]) await move(prod, version, 'req_1');
    await rollBack(prod, 'req_2');
    await move(prod, 4, 'req_3');
    expect(await rollBack(prod, 'req_4')).toMatchObject({ version: 2 });
  });
});

describe('removing an alias', () => {
  it('keeps its history, and begins anew when it is set again', async () => {
    const { move, remove, find, history, rollBack } = aWorld();
    await move(prod, 1, 'req_1');
    await remove(prod, 'req_2');
    await expect(find(prod)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(remove(prod, 'req_3')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await move(prod, 2, 'req_4');
    await expect(rollBack(prod, 'req_5')).rejects.toMatchObject({ code: 'MODEL_NOT_READY' });
    const { data } = await history(prod, { limit: 9, after: null });
    expect(data.map(({ version }) => version)).toEqual([1, null, 2]);
  });

  it('refuses latest', async () => {
    const { remove } = aWorld();
    await expect(remove({ ...prod, alias: 'latest' }, 'req_1')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/alias' }],
    });
  });
});

describe('removing a version', () => {
  it('names the aliases that point to it', async () => {
    const models = fake<ModelStore>('models', { removeVersion: () => Promise.resolve(['best', 'prod']) });
    const remove = makeRemoveVersion({ models, clock: makeClock() });
    await expect(remove('animals', 2, 'req_1')).rejects.toMatchObject({
      code: 'VERSION_IN_USE',
      message: expect.stringContaining('animals:2 has best, prod') as unknown,
    });
  });
});

describe('a log of aliases', () => {
  const line = (version: number | null, day: number, seen?: number): AliasLine => ({
    alias: 'prod',
    version,
    at: `2026-11-0${day}T00:00:00.000Z`,
    by: 'me',
    ...(seen === undefined ? {} : { seen }),
  });

  it('counts one of two moves from the same state, and those without a state always', () => {
    const book = foldAliasLog([line(1, 1, 0), line(2, 2, 1), line(3, 2, 1), line(4, 3)]);
    expect(book.aliases.get('prod')?.moves.map(({ version }) => version)).toEqual([1, 2, 4]);
  });

  it('passes over moves to a version that is gone, and does not go back to it', () => {
    const retired = { retired: 2, isLast: false, at: 'then', by: 'me' };
    const lines = [line(1, 1), line(2, 2), retired, line(1, 3), retired, line(3, 4), line(2, 5)];
    const { aliases, retired: gone } = foldAliasLog(lines);
    const state = aliases.get('prod');
    expect(state?.moves.map(({ version }) => version)).toEqual([1, 2, 1, 3]);
    expect(state?.previous).toBe(1);
    expect([...gone]).toEqual([2]);
  });

  it('knows where an alias pointed at a time', () => {
    const state = foldAliasLog([line(1, 2), line(2, 4), line(null, 6)]).aliases.get('prod');
    if (state === undefined) throw new Error('no alias');
    const days = [1, 2, 3, 4, 5, 6, 7].map((day) =>
      versionAt(state, Date.parse(`2026-11-0${day}T00:00:00Z`)),
    );
    expect(days).toEqual([null, 1, 1, 2, 2, null, null]);
    expect(currentVersion(state)).toBeNull();
  });

  it('lets a reference of a time be resolved', async () => {
    const { models } = aWorld();
    for (const [seen, { alias, seen: _, ...move }] of [line(1, 2), line(2, 4)].entries()) {
      await models.moveAlias('animals', alias, move, seen);
    }
    const of = (at: string) => resolveModel({ models }, { ...prod, by: 'alias', at });
    expect(await of('2026-11-03T00:00:00.000Z')).toMatchObject({ version: 1 });
    expect(await of('2026-11-05T00:00:00.000Z')).toMatchObject({ version: 2 });
    await expect(of('2026-11-01T00:00:00.000Z')).rejects.toThrow(AppError);
    await expect(of('2026-11-01T00:00:00.000Z')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

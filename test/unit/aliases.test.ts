import { describe, expect, it } from 'vitest';
import {
  type AliasLine,
  AppError,
  currentVersion,
  foldAliasLog,
  type Job,
  PRESETS,
  versionAt,
} from '../../src/domain/index.ts';
import type { ModelStore, Predictor, RunStore } from '../../src/ports/index.ts';
import {
  makeFindAlias,
  makeListAliasMoves,
  makeMoveAlias,
  makeRemoveAlias,
  makeRemoveVersion,
  makeRollBackAlias,
} from '../../src/usecases/index.ts';
import { resolveModel } from '../../src/usecases/resolve-model.ts';
import { aJob, aManifest, fake, makeClock } from './fakes.ts';
import { makeMemoryModels, makeMemoryRuns } from './memory-stores.ts';

const prod = { model: 'animals', alias: 'prod' };

const aWorld = (versions = 3) => {
  const manifests = Array.from({ length: versions }, (_, index) =>
    aManifest({ model: 'animals', version: index + 1, jobId: `job_${index + 1}` }),
  );
  const memory = makeMemoryModels(manifests);
  const loaded: string[] = [];
  const faults: AppError[] = [];
  const predictor = fake<Predictor>('predictor', {
    load: ({ model, version }) => {
      const pointed = memory.aliases.get(`${model}@prod`) ?? 'none';
      loaded.push(`${model}:${version} while prod points to ${pointed}`);
      const fault = faults.shift();
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    },
  });
  const deps = { models: memory.models, predictor, clock: makeClock() };
  return {
    ...memory,
    deps,
    loaded,
    faults,
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
    await expect(rollBack(prod, 'req_4')).rejects.toMatchObject({ code: 'ALIAS_NO_PREVIOUS' });
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

describe('an alias that is moved', () => {
  it('points to a version only once the predictor has loaded that', async () => {
    const { move, rollBack, loaded } = aWorld();
    await move(prod, 1, 'req_1');
    await move(prod, 2, 'req_2');
    await move(prod, 2, 'req_3');
    await rollBack(prod, 'req_4');
    expect(loaded).toEqual([
      'animals:1 while prod points to none',
      'animals:2 while prod points to 1',
      'animals:1 while prod points to 2',
    ]);
  });

  it('stays where it is when the version cannot be loaded', async () => {
    const { move, rollBack, faults, find } = aWorld();
    await move(prod, 1, 'req_1');
    await move(prod, 2, 'req_2');
    for (const change of [() => move(prod, 3, 'req_3'), () => rollBack(prod, 'req_4')]) {
      faults.push(new AppError('WEIGHTS_INVALID', 'expected a, received b'));
      await expect(change()).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    }
    expect(await find(prod)).toMatchObject({ version: 2, by: 'req_2' });
  });

  it('moves without being loaded when the predictor is down', async () => {
    const { move, rollBack, faults } = aWorld();
    const down = () => new AppError('PREDICTOR_UNAVAILABLE', 'it is not running');
    faults.push(down(), down(), down());
    await move(prod, 1, 'req_1');
    expect(await move(prod, 2, 'req_2')).toMatchObject({ version: 2 });
    expect(await rollBack(prod, 'req_3')).toMatchObject({ version: 1 });
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
    await expect(rollBack(prod, 'req_5')).rejects.toMatchObject({ code: 'ALIAS_NO_PREVIOUS' });
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
  const continuing = (state: Job['state'], weights: `animals:${number}`) => {
    const { backbone } = PRESETS['fine-tune'];
    return aJob({ state }, { recipe: { ...PRESETS['fine-tune'], backbone: { ...backbone, weights } } });
  };
  const aRemoval = (jobs: readonly Job[], holding: readonly string[] = []) => {
    const removed: number[] = [];
    const models = fake<ModelStore>('models', {
      removeVersion: (_model, version) => {
        removed.push(version);
        return Promise.resolve(holding);
      },
    });
    const memory = makeMemoryRuns(jobs).runs;
    const runs = fake<RunStore>('runs', { list: (filter, page) => memory.list(filter, page) });
    return { removed, remove: makeRemoveVersion({ models, runs, clock: makeClock() }) };
  };

  it('names the aliases that point to it', async () => {
    const { remove } = aRemoval([], ['best', 'prod']);
    await expect(remove('animals', 2, 'req_1')).rejects.toMatchObject({
      code: 'VERSION_IN_USE',
      message: expect.stringContaining('animals:2 has best, prod') as unknown,
    });
  });

  it.each(['queued', 'training'] as const)('names the %s job that continues from it', async (state) => {
    const { remove, removed } = aRemoval([continuing(state, 'animals:2')]);
    await expect(remove('animals', 2, 'req_1')).rejects.toMatchObject({
      code: 'VERSION_IN_USE',
      message: `expected a version that no job continues from, job_0001 (${state}) does from animals:2`,
    });
    await remove('animals', 1, 'req_2');
    await remove('birds', 2, 'req_3');
    expect(removed).toEqual([1, 2]);
  });

  it.each(['succeeded', 'failed', 'cancelled'] as const)(
    'is not kept by a job that has %s',
    async (state) => {
      const { remove, removed } = aRemoval([continuing(state, 'animals:2')]);
      await remove('animals', 2, 'req_1');
      expect(removed).toEqual([2]);
    },
  );
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

import { describe, expect, it } from 'vitest';
import type { Dataset, Job } from '../../src/domain/index.ts';
import type { DatasetStore, RunStore } from '../../src/ports/index.ts';
import { makePurgeBinnedDatasets, makeRemoveDataset, makeRestoreDataset } from '../../src/usecases/index.ts';
import { aDataset, aJob, fake, makeClock, makeLog } from './fakes.ts';
import { makeMemoryBin } from './memory-bin.ts';
import { makeMemoryRuns } from './memory-stores.ts';
import { makeWorld as makeTrainingWorld } from './start-training-world.ts';

/** `lists` are the jobs that each look at them finds; the last one stands for all later looks. */
const makeWorld = (...lists: readonly (readonly Job[])[]) => {
  const stored = new Map<string, Dataset>([['ds_0001', aDataset()]]);
  let looks = 0;
  const runs: Pick<RunStore, 'list'> = {
    list: (filter, page) => {
      const jobs = lists[Math.min(looks, lists.length - 1)] ?? [];
      looks += 1;
      return makeMemoryRuns(jobs).runs.list(filter, page);
    },
  };
  const datasets = fake<DatasetStore>('datasets', {
    find: (id) => Promise.resolve(stored.get(id) ?? null),
    ...makeMemoryBin(stored),
  });
  const remove = makeRemoveDataset({ datasets, runs, clock: makeClock() });
  return { stored, remove, restore: makeRestoreDataset({ datasets }) };
};

const using = [aJob({ state: 'training' })];
const over = [
  aJob({ state: 'succeeded' }),
  aJob({ id: 'job_0002', state: 'training' }, { datasetId: 'ds_0002' }),
];

describe('removing a dataset', () => {
  it('puts it into the bin, out of which it comes back', async () => {
    const world = makeWorld(over);
    await world.remove('ds_0001', 'bin');
    expect(world.stored.size).toBe(0);
    expect(await world.restore('ds_0001')).toEqual(aDataset());
    expect(await world.restore('ds_0001')).toEqual(aDataset());
  });

  it('is refused while a job that has not ended uses it, for good or not', async () => {
    for (const removal of ['bin', 'purge'] as const) {
      const world = makeWorld(using);
      await expect(world.remove('ds_0001', removal)).rejects.toMatchObject({
        code: 'DATASET_IN_USE',
        message: 'the job job_0001 (training) uses the dataset ds_0001',
      });
      expect(world.stored.size).toBe(1);
    }
  });

  it('is undone for a job that is made while it goes on', async () => {
    for (const removal of ['bin', 'purge'] as const) {
      const world = makeWorld([], using);
      await expect(world.remove('ds_0001', removal)).rejects.toMatchObject({ code: 'DATASET_IN_USE' });
      expect(world.stored.size).toBe(1);
    }
  });

  it('removes for good what is there and what lies in the bin', async () => {
    const world = makeWorld([]);
    await world.remove('ds_0001', 'purge');
    await expect(world.restore('ds_0001')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    const other = makeWorld([]);
    await other.remove('ds_0001', 'bin');
    await other.remove('ds_0001', 'purge');
    await expect(other.remove('ds_0001', 'purge')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });

  it('does not find what lies in the bin already', async () => {
    const world = makeWorld([]);
    await world.remove('ds_0001', 'bin');
    await expect(world.remove('ds_0001', 'bin')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await expect(world.remove('ds_none', 'bin')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });

  it('sweeps what has lain in the bin for 30 days, and says so in the log', async () => {
    const asked: string[] = [];
    const log = makeLog();
    const purgeBinned: DatasetStore['purgeBinned'] = (before) => {
      asked.push(before);
      return Promise.resolve(['ds_0001']);
    };
    const clock = { now: () => new Date('2026-03-31T09:30:00.000Z') };
    await makePurgeBinnedDatasets({ datasets: { purgeBinned }, clock, log })();
    expect(asked).toEqual(['2026-03-01T09:30:00.000Z']);
    expect([log.lines, log.fields]).toEqual([
      ['info: a dataset was removed for good after 30 days in the bin'],
      [{ datasetId: 'ds_0001' }],
    ]);
  });
});

describe('a dataset that was made for a job which is refused', () => {
  const refusedJob = { dataset: { path: 'photos' }, validation: { split: 0.05, rule: 'keras' } } as const;

  it('is removed for good', async () => {
    const world = makeTrainingWorld();
    await expect(world.start(refusedJob)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });

  it('stays where an upload of the same content was given it meanwhile', async () => {
    const world = makeTrainingWorld({ given: ['ds_new'] });
    await expect(world.start(refusedJob)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect([...world.stored.keys()]).toEqual(['ds_0001', 'ds_new']);
  });

  it('stays where a job uses it meanwhile', async () => {
    const world = makeTrainingWorld();
    world.jobs.set('job_0009', aJob({ id: 'job_0009' }, { datasetId: 'ds_new' }));
    await expect(world.start(refusedJob)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect([...world.stored.keys()]).toEqual(['ds_0001', 'ds_new']);
  });
});

describe('a job', () => {
  it('is not made of a dataset that goes into the bin before its record is there', async () => {
    const world = makeTrainingWorld({
      beforeCreate: (stored) => {
        stored.clear();
      },
    });
    await expect(world.start()).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    expect([world.jobs.size, world.waiting.size]).toEqual([0, 0]);
  });
});

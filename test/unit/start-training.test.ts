import { describe, expect, it } from 'vitest';
import { AppError, PRESETS } from '../../src/domain/index.ts';
import { aDataset } from './fakes.ts';
import { makeWorld } from './start-training-world.ts';

const down = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'down'));

describe('starting a training', () => {
  it('writes the record, then the event, then enqueues', async () => {
    const world = makeWorld();
    const job = await world.start();
    expect(world.trace).toEqual(['create queued', 'event queued', 'enqueue']);
    expect(world.jobs.get(job.id)).toEqual(job);
    expect([...world.waiting]).toEqual([job.id]);
    expect(job).toMatchObject({
      state: 'queued',
      attempt: 0,
      progress: { percent: 0, epochs: 60 },
      modelVersion: null,
    });
  });

  it('keeps all that a worker needs: the whole recipe, the dataset, the split, the seed', async () => {
    const { request } = await makeWorld().start({
      recipe: { epochs: 5 },
      metadata: { team: 'birds' },
      publish: { alias: 'prod', minimum: { val_acc: 0.8 }, abstain: { precision: 0.95 } },
    });
    expect(request).toEqual({
      model: 'animals',
      datasetId: 'ds_0001',
      datasetFingerprint: 'f1',
      preset: 'fast',
      recipe: { ...PRESETS.fast, epochs: 5 },
      validation: { split: 0.2, rule: 'stratified' },
      device: 'auto',
      seed: 424242,
      publish: { alias: 'prod', minimum: { val_accuracy: 0.8 }, abstain: { precision: 0.95 } },
      metadata: { team: 'birds' },
      requestId: 'req_1',
    });
  });

  it('takes the seed and the split that the client gives', async () => {
    const { request } = await makeWorld().start({ seed: 0, validation: { split: 0.5, rule: 'keras' } });
    expect(request.seed).toBe(0);
    expect(request.validation).toEqual({ split: 0.5, rule: 'keras' });
    const tutorial = await makeWorld().start({
      preset: 'keras-tutorial',
      validation: { split: null, rule: null },
    });
    expect(tutorial.request.validation).toEqual({ split: 0.2, rule: 'keras' });
  });

  it('makes a dataset of a folder', async () => {
    const world = makeWorld();
    const job = await world.start({ dataset: { path: 'photos' } });
    expect(job.request.datasetId).toBe('ds_new');
  });

  it('points at the path of a folder that is refused where it stands in the body of the job (it pointed at /path)', async () => {
    const detail = 'expected a folder below DATASETS_ROOT, received "nope"';
    const world = makeWorld({
      createDataset: () =>
        Promise.reject(new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/path', detail }] })),
    });
    await expect(world.start({ dataset: { path: 'nope' } })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: detail,
      errors: [{ pointer: '/dataset/path', detail }],
    });
  });

  it('takes the split of the folders, and refuses another one', async () => {
    const dataset = aDataset({ splits: { train: 15, validation: 5 } });
    expect((await makeWorld({ dataset }).start()).request.validation).toBeNull();
    await expect(
      makeWorld({ dataset }).start({ validation: { split: 0.2, rule: null } }),
    ).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/validation' }],
    });
  });

  it('refuses a split that leaves nothing to validate on, and forgets a dataset made for it', async () => {
    const world = makeWorld();
    await expect(
      world.start({ dataset: { path: 'photos' }, validation: { split: 0.05, rule: 'keras' } }),
    ).rejects.toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/validation/split' }] });
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });

  it('refuses an unknown dataset', async () => {
    await expect(makeWorld().start({ dataset: { id: 'ds_none' } })).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
  });

  it.each([
    ['RECIPE_INVALID', { epochs: 0 }, '/recipe/epochs'],
    ['RECIPE_CONFLICT', { optimizer: { name: 'adam', momentum: 0.9 } }, '/recipe/optimizer/momentum'],
  ] as const)('refuses a recipe with %s before anything is done', async (code, recipe, pointer) => {
    const world = makeWorld();
    await expect(world.start({ recipe, dataset: { path: 'photos' } })).rejects.toMatchObject({
      code,
      errors: [{ pointer }],
    });
    expect(world.trace).toEqual([]);
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });

  it.each([
    ['from the beginning', { queue: { ping: down } }],
    ['when the event is told', { events: { append: down } }],
    ['when the job is enqueued', { queue: { enqueue: down } }],
  ])('leaves neither a job nor a dataset behind when the queue is down %s', async (_when, changes) => {
    const world = makeWorld(changes);
    await expect(world.start({ dataset: { path: 'photos' } })).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    });
    expect([...world.jobs.keys()]).toEqual([]);
    expect([...world.waiting]).toEqual([]);
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });
});

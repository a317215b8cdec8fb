import { describe, expect, it } from 'vitest';
import {
  AppError,
  type Dataset,
  type ModelManifest,
  PRESETS,
  type RecipeOverrides,
} from '../../src/domain/index.ts';
import type { DatasetStore, EventLog, ModelStore, TrainingQueue } from '../../src/ports/index.ts';
import {
  makeStartTraining,
  type StartTrainingDeps,
  type StartTrainingInput,
} from '../../src/usecases/index.ts';
import { aDataset, aManifest, fake, makeClock, makeIds } from './fakes.ts';
import { makeMemoryEvents, makeMemoryQueue, makeMemoryRuns, type Trace } from './memory-stores.ts';

const down = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'down'));

const anInput = (changes: Partial<StartTrainingInput> = {}): StartTrainingInput => ({
  model: 'animals',
  dataset: { id: 'ds_0001' },
  validation: null,
  preset: 'fast',
  recipe: {},
  device: 'auto',
  seed: null,
  publish: { alias: 'latest', minimum: {} },
  metadata: {},
  requestId: 'req_1',
  ...changes,
});

const makeWorld = (
  changes: {
    dataset?: Dataset;
    queue?: Partial<TrainingQueue>;
    events?: Partial<EventLog>;
    createDataset?: StartTrainingDeps['createDataset'];
    versions?: readonly ModelManifest[];
    aliases?: Readonly<Record<string, number>>;
  } = {},
) => {
  const trace: Trace = [];
  const stored = new Map<string, Dataset>();
  const dataset = changes.dataset ?? aDataset();
  stored.set(dataset.id, dataset);
  const { runs, jobs } = makeMemoryRuns([], trace);
  const queue = makeMemoryQueue(trace);
  const deps: StartTrainingDeps = {
    datasets: fake<DatasetStore>('datasets', {
      find: (id) => Promise.resolve(stored.get(id) ?? null),
      remove: (id) => Promise.resolve(stored.delete(id)),
    }),
    models: fake<ModelStore>('models', {
      find: (model, version) =>
        Promise.resolve(
          changes.versions?.find((known) => known.model === model && known.version === version) ?? null,
        ),
      alias: (model, alias) => Promise.resolve(changes.aliases?.[`${model}@${alias}`] ?? null),
    }),
    createDataset:
      changes.createDataset ??
      (({ source }) => {
        const created = aDataset({ id: 'ds_new', name: source.kind });
        stored.set(created.id, created);
        return Promise.resolve({ dataset: created, isNew: true });
      }),
    runs,
    queue: { ...queue.queue, ...changes.queue },
    events: { ...makeMemoryEvents(trace).events, ...changes.events },
    clock: makeClock(),
    ids: makeIds(),
    randomSeed: () => 424242,
  };
  const startTraining = makeStartTraining(deps);
  const start = (input: Partial<StartTrainingInput> = {}) =>
    startTraining(anInput(input), new AbortController().signal);
  return { start, trace, jobs, waiting: queue.waiting, stored };
};

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
      publish: { alias: 'prod', minimum: { val_acc: 0.8 } },
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
      publish: { alias: 'prod', minimum: { val_accuracy: 0.8 } },
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

describe('starting a training from a model version', () => {
  const backbone = (ownLayers: readonly string[]): ModelManifest['backbone'] => ({
    ...aManifest().backbone,
    ownLayers,
  });
  const versions = [
    aManifest({ model: 'animals', version: 2 }),
    aManifest({ model: 'animals', version: 3, backbone: backbone(['block5_conv2', 'block5_conv3']) }),
  ];
  const aliases = { 'animals@latest': 3, 'animals@prod': 2, 'animals@gone': 9 };
  const weightsOf = async (weights: string): Promise<string> => {
    const job = await makeWorld({ versions, aliases }).start({ recipe: { backbone: { weights } } });
    return job.request.recipe.backbone.weights;
  };

  it.each([
    ['animals:3', 'animals:3'],
    ['animals@prod', 'animals:2'],
    ['animals', 'animals:3'],
    ['imagenet', 'imagenet'],
  ])('stores %s as %s, which stays what it is when an alias moves', async (given, stored) => {
    expect(await weightsOf(given)).toBe(stored);
  });

  it.each(['animals:4', 'animals@test', 'animals@gone', 'birds'])(
    'refuses %s, which does not exist, and points to it',
    async (weights) => {
      await expect(weightsOf(weights)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        errors: [{ pointer: '/recipe/backbone/weights' }],
      });
    },
  );

  it('refuses weights that are of no form at all', async () => {
    await expect(weightsOf('a model')).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      errors: [{ pointer: '/recipe/backbone/weights' }],
    });
  });

  it("refuses int8 where the frozen part holds the version's own convolutions", async () => {
    const start = (changes: RecipeOverrides['backbone'], optimizer: 'sgd' | 'lbfgs') =>
      makeWorld({ versions, aliases }).start({
        recipe: { optimizer: { name: optimizer }, backbone: { precision: 'int8', ...changes } },
      });
    await expect(start({ weights: 'animals:3' }, 'lbfgs')).rejects.toMatchObject({
      code: 'RECIPE_CONFLICT',
      errors: [{ pointer: '/recipe/backbone/precision' }],
    });
    const blocks = await start({ weights: 'animals:3', trainableFrom: 'block5' }, 'sgd');
    expect(blocks.request.recipe.backbone.precision).toBe('int8');
    const frozen = await start({ weights: 'animals:2' }, 'lbfgs');
    expect(frozen.request.recipe.backbone.precision).toBe('int8');
  });
});

describe('a recipe that does not fit its dataset is RECIPE_CONFLICT', () => {
  const optimizer = { name: 'sgd' } as const;
  const onlyTraining = aDataset({ splits: { train: 20, validation: 0 } });

  it.each<[string, RecipeOverrides, Dataset, string]>([
    ['a batch larger than the training set', { batchSize: 17 }, aDataset(), '/recipe/batchSize'],
    [
      'a batch larger than the training folder',
      { batchSize: 16 },
      aDataset({ splits: { train: 15, validation: 5 } }),
      '/recipe/batchSize',
    ],
    [
      'a weight for a class that is not there',
      { optimizer, classWeights: { cat: 2, 'bi/rd': 1 } },
      aDataset(),
      '/recipe/classWeights/bi~1rd',
    ],
    [
      'a checkpoint on pictures that are not there',
      { modelCheckpoint: { monitor: 'val_acc' } },
      onlyTraining,
      '/recipe/modelCheckpoint/monitor',
    ],
    [
      'an early stopping on pictures that are not there',
      { earlyStopping: { monitor: 'val_loss' } },
      onlyTraining,
      '/recipe/earlyStopping/monitor',
    ],
    [
      'a plateau of pictures that are not there',
      { optimizer, reduceLearningRateOnPlateau: {} },
      onlyTraining,
      '/recipe/reduceLearningRateOnPlateau/monitor',
    ],
  ])('%s', async (_what, recipe, dataset, pointer) => {
    const world = makeWorld({ dataset });
    await expect(world.start({ recipe })).rejects.toMatchObject({
      code: 'RECIPE_CONFLICT',
      errors: [{ pointer }],
    });
    expect(world.trace).toEqual([]);
  });

  it("takes a batch of the whole training set, and a preset's own, which is one short batch of a small dataset", async () => {
    const whole = await makeWorld().start({ recipe: { batchSize: 16 } });
    expect(whole.request.recipe.batchSize).toBe(16);
    expect((await makeWorld().start()).request.recipe.batchSize).toBe(32);
  });

  it('takes weights for some of the classes', async () => {
    const { request } = await makeWorld().start({ recipe: { optimizer, classWeights: { dog: 3 } } });
    expect(request.recipe.classWeights).toEqual({ dog: 3 });
  });

  it('forgets a dataset that was made for it', async () => {
    const world = makeWorld();
    await expect(
      world.start({ dataset: { path: 'photos' }, recipe: { batchSize: 500 } }),
    ).rejects.toMatchObject({ code: 'RECIPE_CONFLICT' });
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });
});

import { describe, expect, it } from 'vitest';
import { AppError, type Dataset, type JobRequest } from '../../src/domain/index.ts';
import type {
  DatasetStore,
  ModelStore,
  TrainingMeasurement,
  TrainingPlanner,
} from '../../src/ports/index.ts';
import { makePlanTraining, type StartTrainingInput } from '../../src/usecases/index.ts';
import { aDataset, CPU, fake, makeClock } from './fakes.ts';
import { makeMemoryBin } from './memory-bin.ts';
import { makeMemoryRuns } from './memory-stores.ts';

const input = (dataset: StartTrainingInput['dataset']): StartTrainingInput => ({
  model: 'animals',
  dataset,
  validation: null,
  preset: 'fast',
  recipe: { epochs: 10 },
  device: 'auto',
  seed: 7,
  publish: { alias: 'latest', minimum: {}, abstain: null },
  metadata: {},
  requestId: 'req_1',
});

const measured: TrainingMeasurement = {
  device: CPU,
  precision: 'float32',
  pictures: { train: 8, validation: 2, decoded: 10 },
  steps: { perEpoch: 3, validationPerEpoch: 2 },
  secondsPerPicture: 0.5,
  secondsPerStep: 0.25,
  secondsPerValidationStep: 0.125,
  memory: { neededBytes: 1000, availableBytes: 2000 },
  warnings: ['a warning'],
};

const makeWorld = (measure: TrainingPlanner['measure']) => {
  const stored = new Map<string, Dataset>([['ds_0001', aDataset()]]);
  const plan = makePlanTraining({
    datasets: fake<DatasetStore>('datasets', {
      find: (id) => Promise.resolve(stored.get(id) ?? null),
      ...makeMemoryBin(stored),
    }),
    models: fake<ModelStore>('models'),
    intake: {
      create: () => {
        const dataset = { ...aDataset(), id: 'ds_0002' };
        stored.set(dataset.id, dataset);
        return Promise.resolve({ dataset, isNew: true });
      },
    },
    runs: makeMemoryRuns().runs,
    clock: makeClock(),
    randomSeed: () => 1,
    planner: { measure },
  });
  return { plan, stored };
};

const never = new AbortController().signal;

describe('the plan of a job', () => {
  it('adds up what the trial measured over the epochs of the recipe', async () => {
    const tried: JobRequest[] = [];
    const { plan } = makeWorld((request) => {
      tried.push(request);
      return Promise.resolve(measured);
    });
    const made = await plan(input({ id: 'ds_0001' }), never);
    expect(tried[0]).toMatchObject({
      model: 'animals',
      datasetId: 'ds_0001',
      seed: 7,
      recipe: { epochs: 10 },
    });
    // An epoch: 3 steps of 0.25 s and 2 validation steps of 0.125 s; before them 10 pictures of 0.5 s.
    expect(made).toMatchObject({ secondsPerEpoch: 1, etaSeconds: 15, steps: { perEpoch: 3, total: 30 } });
    expect(made).not.toHaveProperty('secondsPerValidationStep');
  });

  it('leaves no dataset behind that was made for it, whether the trial works or not', async () => {
    const works = makeWorld(() => Promise.resolve(measured));
    await works.plan(input({ path: 'photos' }), never);
    expect([...works.stored.keys()]).toEqual(['ds_0001']);
    const fails = makeWorld(() => Promise.reject(new AppError('MEMORY_INSUFFICIENT', 'too large')));
    await expect(fails.plan(input({ path: 'photos' }), never)).rejects.toMatchObject({
      code: 'MEMORY_INSUFFICIENT',
    });
    expect([...fails.stored.keys()]).toEqual(['ds_0001']);
  });

  it('refuses a recipe that a job would be refused for, without a trial', async () => {
    const { plan } = makeWorld(() => Promise.reject(new Error('no trial expected')));
    const order = { ...input({ id: 'ds_0001' }), recipe: { epochs: 0 } };
    await expect(plan(order, never)).rejects.toMatchObject({ code: 'RECIPE_INVALID' });
  });
});

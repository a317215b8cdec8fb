import type { Dataset, ModelManifest } from '../../src/domain/index.ts';
import type { DatasetStore, EventLog, ModelStore, TrainingQueue } from '../../src/ports/index.ts';
import {
  makeStartTraining,
  type StartTrainingDeps,
  type StartTrainingInput,
} from '../../src/usecases/index.ts';
import { aDataset, fake, makeClock, makeIds } from './fakes.ts';
import { makeMemoryBin } from './memory-bin.ts';
import { makeMemoryEvents, makeMemoryQueue, makeMemoryRuns, type Trace } from './memory-stores.ts';

const anInput = (changes: Partial<StartTrainingInput> = {}): StartTrainingInput => ({
  model: 'animals',
  dataset: { id: 'ds_0001' },
  validation: null,
  preset: 'fast',
  recipe: {},
  device: 'auto',
  seed: null,
  publish: { alias: 'latest', minimum: {}, abstain: null },
  metadata: {},
  requestId: 'req_1',
  ...changes,
});

/** A world in which a training can be started. */
export const makeWorld = (
  changes: {
    dataset?: Dataset;
    queue?: Partial<TrainingQueue>;
    events?: Partial<EventLog>;
    createDataset?: StartTrainingDeps['intake']['create'];
    /** Datasets that were given to somebody else too. */
    given?: readonly string[];
    /** Runs before the record of the job is written. */
    beforeCreate?: (stored: Map<string, Dataset>) => void;
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
      ...makeMemoryBin(stored, new Set(changes.given)),
    }),
    models: fake<ModelStore>('models', {
      find: (model, version) =>
        Promise.resolve(
          changes.versions?.find((known) => known.model === model && known.version === version) ?? null,
        ),
      alias: (model, alias) => Promise.resolve(changes.aliases?.[`${model}@${alias}`] ?? null),
    }),
    intake: {
      create:
        changes.createDataset ??
        (({ source }) => {
          const created = aDataset({ id: 'ds_new', name: source.kind });
          stored.set(created.id, created);
          return Promise.resolve({ dataset: created, isNew: true });
        }),
    },
    runs: {
      ...runs,
      create: (job) => {
        changes.beforeCreate?.(stored);
        return runs.create(job);
      },
    },
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

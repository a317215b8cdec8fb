import {
  AppError,
  type Dataset,
  type DeviceRequest,
  initialProgress,
  type Job,
  type JobRequest,
  type MetricInputName,
  type MetricName,
  metricName,
  type PresetName,
  type Recipe,
  type RecipeOverrides,
  resolveRecipe,
  resolveValidation,
  type ValidationRule,
  validationCounts,
} from '../domain/index.ts';
import type { Clock, DatasetStore, EventLog, IdSource, RunStore, TrainingQueue } from '../ports/index.ts';
import type { CreateDataset } from './create-dataset.ts';
import { makeFindDataset } from './find-dataset.ts';

/** What a client asks for, with defaults in place but the recipe still as overrides. */
export interface StartTrainingInput {
  readonly model: string;
  readonly dataset: { readonly id: string } | { readonly path: string };
  /** null parts are filled from the preset; null as a whole: the client says nothing. */
  readonly validation: {
    readonly split: number | null;
    readonly rule: ValidationRule['rule'] | null;
  } | null;
  readonly preset: PresetName;
  readonly recipe: RecipeOverrides;
  readonly device: DeviceRequest;
  /** null: drawn. */
  readonly seed: number | null;
  readonly publish: {
    readonly alias: string;
    readonly minimum: Readonly<Partial<Record<MetricInputName, number>>>;
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** What `makeStartTraining` needs. */
export interface StartTrainingDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'remove'>;
  readonly createDataset: CreateDataset;
  readonly runs: Pick<RunStore, 'create' | 'remove'>;
  readonly queue: Pick<TrainingQueue, 'ping' | 'enqueue'>;
  readonly events: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** A whole number that is 0 or more. */
  readonly randomSeed: () => number;
}

const invalid = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', detail, { errors: [{ pointer, detail }] });

const recipeOf = (preset: PresetName, overrides: RecipeOverrides): Recipe => {
  const resolved = resolveRecipe(preset, overrides);
  if ('recipe' in resolved) return resolved.recipe;
  const [first] = resolved.faults;
  const detail = first === undefined ? 'the recipe is refused' : `${first.pointer}: ${first.detail}`;
  throw new AppError(resolved.code, detail, { errors: resolved.faults });
};

const minimumOf = (
  given: Readonly<Partial<Record<MetricInputName, number>>>,
): Readonly<Partial<Record<MetricName, number>>> => {
  const minimum: Partial<Record<MetricName, number>> = {};
  for (const [name, value] of Object.entries(given)) {
    const metric = metricName(name);
    if (metric !== null) minimum[metric] = value;
  }
  return minimum;
};

const validationOf = (input: StartTrainingInput, dataset: Dataset): ValidationRule | null => {
  if (dataset.splits.train + dataset.splits.validation > 0) {
    if (input.validation === null) return null;
    const { train, validation } = dataset.splits;
    const detail = `the dataset's folders give the split (${train} train, ${validation} validation): expected no validation, received one`;
    throw invalid('/validation', detail);
  }
  const usual = resolveValidation(input.preset, null);
  const given = input.validation;
  const rule = { split: given?.split ?? usual.split, rule: given?.rule ?? usual.rule };
  const counts = validationCounts(
    rule,
    dataset.classes.map(({ images }) => images),
  );
  if (counts.some((count) => count > 0)) return rule;
  const detail = `expected a split that sets at least one picture aside, received ${rule.split} of ${dataset.images} pictures (${rule.rule})`;
  throw invalid('/validation/split', detail);
};

const findOrCreate = async (
  deps: StartTrainingDeps,
  dataset: StartTrainingInput['dataset'],
  signal: AbortSignal,
): Promise<{ dataset: Dataset; isNew: boolean }> => {
  if ('id' in dataset) return { dataset: await makeFindDataset(deps)(dataset.id), isNew: false };
  try {
    return await deps.createDataset({ source: { kind: 'folder', path: dataset.path }, name: null }, signal);
  } catch (error) {
    throw error instanceof AppError ? pointingBelow('/dataset', error) : error;
  }
};

/** The fault of a part of the body, as one of the whole body. */
const pointingBelow = (place: string, error: AppError): AppError => {
  const errors = error.errors.map(({ pointer, detail }) => ({ pointer: `${place}${pointer}`, detail }));
  const { retryAfterSeconds } = error;
  return new AppError(error.code, error.message, {
    errors,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
    cause: error,
  });
};

const newJob = (deps: StartTrainingDeps, request: JobRequest): Job => ({
  id: deps.ids.next('job'),
  request,
  state: 'queued',
  createdAt: deps.clock.now().toISOString(),
  startedAt: null,
  endedAt: null,
  attempt: 0,
  progress: initialProgress(request.recipe.epochs),
  metrics: null,
  best: null,
  earlyStopping: null,
  stopReason: null,
  device: null,
  precision: null,
  warnings: [],
  error: null,
  modelVersion: null,
});

/** The record comes first: a job in the queue without one could not run, a record without a queue entry is found and enqueued again. */
const recordAndEnqueue = async ({ runs, events, queue }: StartTrainingDeps, job: Job): Promise<void> => {
  await runs.create(job);
  try {
    await events.append(job.id, job.createdAt, { type: 'state', data: { state: 'queued' } });
    await queue.enqueue(job.id);
  } catch (error) {
    await runs.remove(job.id);
    throw error;
  }
};

/**
 * Makes the use case behind `POST /jobs`. `RECIPE_INVALID`, `RECIPE_CONFLICT`, `REQUEST_INVALID`, `DATASET_NOT_FOUND`, the
 * errors of `createDataset`, and `QUEUE_UNAVAILABLE`, after which neither a job nor a new dataset is left behind.
 */
export const makeStartTraining =
  (deps: StartTrainingDeps) =>
  async (input: StartTrainingInput, signal: AbortSignal): Promise<Job> => {
    const recipe = recipeOf(input.preset, input.recipe);
    await deps.queue.ping();
    const { dataset, isNew } = await findOrCreate(deps, input.dataset, signal);
    try {
      const job = newJob(deps, {
        model: input.model,
        datasetId: dataset.id,
        datasetFingerprint: dataset.fingerprint,
        preset: input.preset,
        recipe,
        validation: validationOf(input, dataset),
        device: input.device,
        seed: input.seed ?? deps.randomSeed(),
        publish: { alias: input.publish.alias, minimum: minimumOf(input.publish.minimum) },
        metadata: input.metadata,
        requestId: input.requestId,
      });
      await recordAndEnqueue(deps, job);
      return job;
    } catch (error) {
      if (isNew) await deps.datasets.remove(dataset.id);
      throw error;
    }
  };

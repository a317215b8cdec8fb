import { initialProgress, type Job, resolveRecipe } from '../../../src/domain/index.ts';
import type { TrainerAssignment } from '../../../src/ports/index.ts';

let made = 0;

/** An id as the service gives them; never the same twice in one process. */
export const nextJobId = (): string => {
  made += 1;
  return `job_${process.pid}x${made}`;
};

/** A job as the API makes it. `behaviour` tells the trainer of the fixtures what to do. */
const makeJob = (behaviour: string, id = nextJobId()): Job => {
  const resolved = resolveRecipe('fast', {});
  if (!('recipe' in resolved)) throw new Error('expected the preset to be a recipe');
  return {
    id,
    request: {
      model: 'animals',
      datasetId: 'ds_1',
      datasetFingerprint: 'f'.repeat(64),
      preset: 'fast',
      recipe: resolved.recipe,
      validation: { split: 0.2, rule: 'stratified' },
      device: 'auto',
      seed: 7,
      publish: { alias: 'latest', minimum: {}, abstain: null },
      metadata: { behaviour },
      requestId: 'req_1',
    },
    state: 'queued',
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    endedAt: null,
    attempt: 1,
    progress: initialProgress(resolved.recipe.epochs),
    metrics: null,
    best: null,
    earlyStopping: null,
    stopReason: null,
    device: null,
    precision: null,
    warnings: [],
    error: null,
    modelVersion: null,
  };
};

export const makeAssignment = (behaviour: string, folder = '/tmp'): TrainerAssignment => ({
  job: makeJob(behaviour),
  attempt: 1,
  folder,
  stateFolder: folder,
  parent: null,
});

import { AppError, type Job } from '../domain/index.ts';
import type { Clock, ModelStore, RunStore } from '../ports/index.ts';
import { parentVersionOf } from './find-parent.ts';
import { unfinishedJobs } from './unfinished-jobs.ts';

/** What `makeRemoveVersion` needs. */
export interface RemoveVersionDeps {
  readonly models: Pick<ModelStore, 'removeVersion'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly clock: Clock;
}

const jobContinuing = async (
  runs: RemoveVersionDeps['runs'],
  model: string,
  version: number,
): Promise<Job | null> => {
  for await (const job of unfinishedJobs(runs)) {
    const parent = parentVersionOf(job.request.recipe);
    if (parent?.model === model && parent.version === version) return job;
  }
  return null;
};

/**
 * Makes the use case behind `DELETE /models/:name/versions/:version`. `MODEL_NOT_FOUND`; `VERSION_IN_USE` names the aliases that point
 * to it, or a job that is not final and continues from it. A job that is made at the same moment may still lose its parent: it fails.
 */
export const makeRemoveVersion =
  ({ models, runs, clock }: RemoveVersionDeps) =>
  async (model: string, version: number, by: string): Promise<void> => {
    const job = await jobContinuing(runs, model, version);
    if (job !== null) {
      const detail = `expected a version that no job continues from, ${job.id} (${job.state}) does from ${model}:${version}`;
      throw new AppError('VERSION_IN_USE', detail);
    }
    const aliases = await models.removeVersion(model, version, { at: clock.now().toISOString(), by });
    if (aliases.length === 0) return;
    const detail = `expected a version that no alias points to, ${model}:${version} has ${aliases.join(', ')}`;
    throw new AppError('VERSION_IN_USE', detail);
  };

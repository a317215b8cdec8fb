import { type Job, LATEST_ALIAS, type MetricName, type ModelManifest, metricName } from '../domain/index.ts';
import type { Clock, ModelStore, NewVersion, TrainedModel } from '../ports/index.ts';
import { advanceAlias } from './change-alias.ts';
import { parentVersionOf } from './find-parent.ts';

/** What was published, and why no alias moved, where none did. */
export interface PublishedVersion {
  readonly manifest: ModelManifest;
  readonly warning: string | null;
}

/** Publishes what an attempt trained. */
export type PublishVersion = (job: Job, attempt: number, trained: TrainedModel) => Promise<PublishedVersion>;

/** What `makePublishVersion` needs. */
export interface PublishVersionDeps {
  readonly models: Pick<ModelStore, 'publish' | 'aliasState' | 'moveAlias'>;
  readonly clock: Clock;
}

/** What is known of a version before it is published: the same when it is checked and when it is made visible. */
export const manifestOf = (
  { id, request }: Job,
  attempt: number,
  trained: Omit<TrainedModel, 'report' | 'stopReason' | 'weightsLocation'>,
): NewVersion['manifest'] => ({
  model: request.model,
  jobId: id,
  attempt,
  classNames: trained.classNames,
  preprocessing: trained.preprocessing,
  backbone: trained.backbone,
  head: trained.head,
  dataset: { id: request.datasetId, fingerprint: request.datasetFingerprint },
  recipe: request.recipe,
  seed: request.seed,
  metrics: trained.best.metrics,
  importedFrom: null,
  calibration: trained.calibration,
  threshold: trained.threshold,
  device: trained.device,
  parent: parentVersionOf(request.recipe),
  metadata: request.metadata,
});

const shortfall = (job: Job, trained: TrainedModel): string | null => {
  for (const [name, least] of Object.entries(job.request.publish.minimum)) {
    const metric: MetricName | null = metricName(name);
    const value = metric === null ? null : (trained.best.metrics[metric] ?? null);
    if (value === null || value < least)
      return `${name} is ${value ?? 'unknown'}, expected at least ${least}`;
  }
  return null;
};

/**
 * Makes the use case that turns a trained model into a version. `latest` and the job's own alias move to it, unless a metric
 * is below the job's least value: then the version exists and `warning` says so. Again for the same job, nothing new is
 * made, and an alias never goes back to an older version.
 */
export const makePublishVersion =
  ({ models, clock }: PublishVersionDeps): PublishVersion =>
  async (job, attempt, trained) => {
    const at = clock.now().toISOString();
    const manifest = await models.publish(
      { manifest: manifestOf(job, attempt, trained), weightsLocation: trained.weightsLocation },
      at,
    );
    const { model, version } = manifest;
    const missing = shortfall(job, trained);
    if (missing !== null) {
      const warning = `Version ${version} is kept, but no alias points to it: ${missing}.`;
      return { manifest, warning };
    }
    for (const alias of new Set([LATEST_ALIAS, job.request.publish.alias])) {
      await advanceAlias(models, { model, alias }, { version, at, by: job.id });
    }
    return { manifest, warning: null };
  };

import type { Job, ModelManifest } from '../domain/index.ts';
import type { Clock, ModelStore, NewVersion, TrainedModel } from '../ports/index.ts';
import { parentVersionOf } from './find-parent.ts';
import { makePromoteVersion } from './promote-version.ts';

/** What was published, and what the client should know of the aliases. */
export interface PublishedVersion {
  readonly manifest: ModelManifest;
  readonly warnings: readonly string[];
}

/** Publishes what an attempt trained. */
export type PublishVersion = (job: Job, attempt: number, trained: TrainedModel) => Promise<PublishedVersion>;

/** What `makePublishVersion` needs. */
export interface PublishVersionDeps {
  readonly models: Pick<ModelStore, 'publish' | 'find' | 'aliasState' | 'moveAlias'>;
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

/**
 * Makes the use case that turns a trained model into a version and moves aliases to it, see `makePromoteVersion`. The version exists
 * in any case. Again for the same job, nothing new is made.
 */
export const makePublishVersion = (deps: PublishVersionDeps): PublishVersion => {
  const promote = makePromoteVersion(deps);
  return async (job, attempt, trained) => {
    const manifest = await deps.models.publish(
      { manifest: manifestOf(job, attempt, trained), weightsLocation: trained.weightsLocation },
      deps.clock.now().toISOString(),
    );
    return { manifest, warnings: await promote(job, manifest) };
  };
};

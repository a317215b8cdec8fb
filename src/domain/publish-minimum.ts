import type { EpochMetrics, JobRequest, LeastValue, PublishMinimum } from './job.ts';
import type { ModelManifest } from './model.ts';
import type { MetricName } from './recipe.ts';

/** Metrics of which more is better: only these can have a least value. */
export const LEAST_METRICS = ['accuracy', 'val_accuracy', 'acc', 'val_acc'] as const;

/** The version that an alias points to; without a manifest where it is gone. */
export interface CurrentVersion {
  readonly version: number;
  readonly manifest: ModelManifest | null;
}

const metricsOf = (minimum: PublishMinimum): readonly (readonly [MetricName, LeastValue])[] =>
  (['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const).flatMap((metric) => {
    const least = minimum[metric];
    return least === undefined ? [] : [[metric, least] as const];
  });

const gap = (metric: MetricName, value: number | null, least: number): string | null =>
  value === null || value < least ? `${metric} is ${value ?? 'unknown'}, expected at least ${least}` : null;

/** The first metric below its least value, as part of a sentence; null where none is. What is compared with a version is not looked at. */
export const belowMinimum = (minimum: PublishMinimum, metrics: EpochMetrics | null): string | null => {
  for (const [metric, least] of metricsOf(minimum)) {
    const found = least === 'current' ? null : gap(metric, metrics?.[metric] ?? null, least);
    if (found !== null) return found;
  }
  return null;
};

/** Why two versions were validated on different pictures, as far as their manifests tell; null where they say nothing of it. */
const differenceOf = (
  { validation, seed, datasetFingerprint }: JobRequest,
  current: ModelManifest,
): string | null => {
  if (current.dataset?.fingerprint !== datasetFingerprint) return 'the datasets differ';
  const isDrawn = validation?.rule === 'stratified';
  return isDrawn && current.seed !== seed ? 'they were drawn by different seeds' : null;
};

/** How a version compares with the one that an alias points to: why it is worse, and what a client should know of the comparison. */
export interface Comparison {
  readonly worse: string | null;
  readonly remarks: readonly string[];
}

const compareOne = (
  metric: MetricName,
  { request, manifest, alias }: Candidate,
  current: CurrentVersion | null,
): Comparison => {
  if (current === null) {
    const remark = `${metric} was compared with nothing: the alias "${alias}" points to no version yet.`;
    return { worse: null, remarks: [remark] };
  }
  const pointed = `version ${current.version}, to which "${alias}" points,`;
  const least = current.manifest?.metrics?.[metric] ?? null;
  if (current.manifest === null || least === null) {
    const remark = `${metric} was compared with nothing: that of ${pointed} is unknown.`;
    return { worse: null, remarks: [remark] };
  }
  const difference = differenceOf(request, current.manifest);
  const remark = `${metric} was compared with that of ${pointed} which was validated on other pictures: ${difference}.`;
  return {
    worse: gap(metric, manifest.metrics?.[metric] ?? null, least),
    remarks: difference === null ? [] : [remark],
  };
};

/** A version that an alias may move to, and the job that it is of. */
export interface Candidate {
  readonly request: JobRequest;
  readonly manifest: ModelManifest;
  readonly alias: string;
}

/** Compares a version with the one that the alias points to, in every metric that the job wants compared. Equal is good enough. */
export const compareWithCurrent = (candidate: Candidate, current: CurrentVersion | null): Comparison => {
  const compared = metricsOf(candidate.request.publish.minimum)
    .filter(([, least]) => least === 'current')
    .map(([metric]) => compareOne(metric, candidate, current));
  return {
    worse: compared.find(({ worse }) => worse !== null)?.worse ?? null,
    remarks: compared.flatMap(({ remarks }) => remarks),
  };
};

import { abstentionWarnings, calibrate, type DeviceInfo, type Job, makeJobReport } from '../domain/index.ts';
import type {
  Clock,
  DatasetStore,
  Log,
  PictureDecoder,
  TrainedModel,
  Trainer,
  TrainerAssignment,
  TrainingInput,
  TrainingOutcome,
} from '../ports/index.ts';
import { type CheckParityDeps, makeCheckParity } from './check-parity.ts';
import { manifestOf } from './publish-version.ts';
import {
  type LoadedExamples,
  loadExamples,
  makePixelsOf,
  preprocessingOf,
  refuseOtherDevice,
} from './training-examples.ts';
import { makeObserver, makeSpeaker, type Say } from './training-observer.ts';

/** What `makeTrainModel` needs. */
export interface TrainModelDeps extends Pick<CheckParityDeps, 'candidates' | 'readFile'> {
  readonly datasets: Pick<DatasetStore, 'find' | 'allFiles' | 'content'>;
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly trainer: Pick<Trainer, 'device' | 'train'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Trains one attempt of a job in the process it is called in. */
export type TrainModel = (
  assignment: TrainerAssignment,
  say: Say,
  signal: AbortSignal,
) => Promise<TrainedModel>;

/** What the attempt has trained, judged on its validation pictures; `toTell`: what a user should know of its threshold. */
const judge = (
  job: Job,
  { classNames, validation }: LoadedExamples,
  outcome: TrainingOutcome,
  device: DeviceInfo,
): { readonly trained: TrainedModel; readonly toTell: readonly string[] } => {
  const { request } = job;
  const { validationLogits: logits, ...kept } = outcome;
  const labels = validation.map(({ classIndex }) => classIndex);
  const calibration = calibrate({ logits, labels, classes: classNames.length });
  const { epoch } = outcome.best;
  const report = makeJobReport({ job, epoch, classNames, examples: validation, logits, calibration });
  const { abstain } = request.publish;
  const { chosen } = report.abstention;
  const trained = {
    ...kept,
    classNames,
    preprocessing: preprocessingOf(request),
    calibration,
    report,
    threshold: chosen?.threshold ?? null,
    device,
  };
  const toTell = abstain === null ? [] : abstentionWarnings(abstain.precision, chosen, labels.length);
  return { trained, toTell };
};

/**
 * Makes the use case that a trainer process runs: checks device and dataset, splits, trains, calibrates and judges the
 * model on the validation pictures, asks the version that would be published for some of them, and says how far it is. Whether
 * that version answers as the trainer did is in the report. `DEVICE_UNAVAILABLE`, `DATASET_NOT_FOUND` (gone or changed), and
 * the errors of the trainer, the stores and the decoder.
 */
export const makeTrainModel = (deps: TrainModelDeps): TrainModel => {
  const checkParity = makeCheckParity(deps);
  return async ({ job, attempt, folder, stateFolder, parent }, say, signal) => {
    const { request } = job;
    const { trainer, clock, log } = deps;
    const { speak, allSpoken } = makeSpeaker(say);
    const { observer, enter, onChecked } = makeObserver(request, clock, speak);
    await speak({ type: 'device', device: trainer.device });
    refuseOtherDevice(request, trainer.device);
    await enter('validating');
    const examples = await loadExamples(deps.datasets, request);
    const { classNames, train, validation, warnings } = examples;
    const facts = { jobId: job.id, attempt: job.attempt, requestId: request.requestId };
    log.info({ ...facts, train: train.length, validation: validation.length }, 'the dataset is split');
    for (const warning of warnings) observer.onWarning(warning);
    const input: TrainingInput = {
      recipe: request.recipe,
      seed: request.seed,
      datasetFingerprint: request.datasetFingerprint,
      classNames,
      train,
      validation,
      parent,
      precision: job.precision,
      pixelsOf: makePixelsOf(deps, request),
      attemptFolder: folder,
      stateFolder,
    };
    const outcome = await trainer.train(input, observer, signal);
    const { trained, toTell } = judge(job, examples, outcome, trainer.device);
    for (const warning of toTell) observer.onWarning(warning);
    const { weightsLocation } = outcome;
    const checked = {
      candidate: { manifest: manifestOf(job, attempt, trained), weightsLocation },
      datasetId: request.datasetId,
      seed: request.seed,
      classNames,
      validation,
      logits: outcome.validationLogits,
      temperature: trained.calibration.temperature,
    };
    const parity = await checkParity(checked, onChecked, signal);
    await allSpoken();
    return { ...trained, report: { ...trained.report, parity } };
  };
};

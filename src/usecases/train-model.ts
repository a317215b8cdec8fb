import {
  abstentionWarnings,
  calibrate,
  type JobRequest,
  makeJobReport,
  makeProgressTracker,
  type ProgressCounts,
  type WorkPhase,
} from '../domain/index.ts';
import type {
  Clock,
  DatasetStore,
  Log,
  PictureDecoder,
  TrainedModel,
  Trainer,
  TrainerAssignment,
  TrainerMessage,
  TrainingInput,
  TrainingObserver,
} from '../ports/index.ts';
import { loadExamples, makePixelsOf, preprocessingOf, refuseOtherDevice } from './training-examples.ts';

/** What `makeTrainModel` needs. */
export interface TrainModelDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'allFiles' | 'content'>;
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly trainer: Pick<Trainer, 'device' | 'train'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sends one message to the worker. */
export type Say = (message: TrainerMessage) => Promise<void>;

/** Trains one attempt of a job in the process it is called in. */
export type TrainModel = (
  assignment: TrainerAssignment,
  say: Say,
  signal: AbortSignal,
) => Promise<TrainedModel>;

/** Progress is told at most this often at first; steps can be much shorter. */
const SHORTEST_INTERVAL_MS = 250;

/** A long run tells its progress more rarely, so that the event log keeps the whole run: at most this far apart. */
const LONGEST_INTERVAL_MS = 5_000;

/** The part of the time so far that lies between two tellings. */
const INTERVAL_PART = 0.01;

/** Messages in order, also those that nobody waits for; a failure comes out at the next one that somebody does. */
const makeSpeaker = (say: Say) => {
  let spoken: Promise<void> = Promise.resolve();
  const speak = (message: TrainerMessage): Promise<void> => {
    spoken = spoken.then(() => say(message));
    spoken.catch(() => undefined);
    return spoken;
  };
  return { speak, allSpoken: () => spoken };
};

type Speak = ReturnType<typeof makeSpeaker>['speak'];

const makeObserver = (request: JobRequest, clock: Clock, speak: Speak) => {
  const tracker = makeProgressTracker(request.recipe);
  const nowMs = (): number => clock.now().getTime();
  const startMs = nowMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  let counts: ProgressCounts | null = null;
  const enter = async (phase: Exclude<WorkPhase, 'publishing'>): Promise<void> => {
    counts = null;
    await speak({ type: 'state', state: phase });
    await speak({ type: 'progress', progress: tracker.enter(phase, nowMs()) });
  };
  const tell = (now: number): void => {
    if (counts === null) return;
    toldMs = now;
    void speak({ type: 'progress', progress: tracker.update(counts, now) });
    counts = null;
  };
  const observer: TrainingObserver = {
    onPhase: enter,
    onProgress: (next) => {
      counts = next;
      const now = nowMs();
      const intervalMs = Math.max(SHORTEST_INTERVAL_MS, INTERVAL_PART * (now - startMs));
      if (now - toldMs >= Math.min(LONGEST_INTERVAL_MS, intervalMs)) tell(now);
    },
    onEpoch: (epoch) => {
      tell(nowMs());
      return speak({ type: 'epoch', epoch });
    },
    onWarning: (message) => {
      void speak({ type: 'warning', message });
    },
    onPrecision: (precision) => {
      void speak({ type: 'precision', precision });
    },
    onResume: (done) => speak({ type: 'resume', done }),
  };
  return { observer, enter };
};

/**
 * Makes the use case that a trainer process runs: checks device and dataset, splits, trains, calibrates and judges the
 * model on the validation pictures, and says how far it is. `DEVICE_UNAVAILABLE`, `DATASET_NOT_FOUND` (gone or changed), and the errors of the
 * trainer, the stores and the decoder.
 */
export const makeTrainModel =
  (deps: TrainModelDeps): TrainModel =>
  async ({ job, folder, stateFolder, parent }, say, signal) => {
    const { request } = job;
    const { trainer, clock, log } = deps;
    const { speak, allSpoken } = makeSpeaker(say);
    const { observer, enter } = makeObserver(request, clock, speak);
    await speak({ type: 'device', device: trainer.device });
    refuseOtherDevice(request, trainer.device);
    await enter('validating');
    const { classNames, train, validation, warnings } = await loadExamples(deps.datasets, request);
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
    const labels = validation.map(({ classIndex }) => classIndex);
    const logits = outcome.validationLogits;
    const calibration = calibrate({ logits, labels, classes: classNames.length });
    const { epoch } = outcome.best;
    const report = makeJobReport({ job, epoch, classNames, examples: validation, logits, calibration });
    const { abstain } = request.publish;
    const { chosen } = report.abstention;
    const toTell = abstain === null ? [] : abstentionWarnings(abstain.precision, chosen, labels.length);
    for (const warning of toTell) observer.onWarning(warning);
    await allSpoken();
    return {
      stopReason: outcome.stopReason,
      classNames,
      preprocessing: preprocessingOf(request),
      head: outcome.head,
      backbone: outcome.backbone,
      best: outcome.best,
      calibration,
      report,
      threshold: chosen?.threshold ?? null,
      device: trainer.device,
      weightsLocation: outcome.weightsLocation,
    };
  };

import {
  type JobRequest,
  makeProgressTracker,
  type ProgressCounts,
  type WorkPhase,
} from '../domain/index.ts';
import type { Clock, TrainerMessage, TrainingObserver } from '../ports/index.ts';
import type { OnChecked } from './check-parity.ts';

/** Sends one message to the worker. */
export type Say = (message: TrainerMessage) => Promise<void>;

/** Progress is told at most this often at first; steps can be much shorter. */
const SHORTEST_INTERVAL_MS = 250;

/** A long run tells its progress more rarely, so that the event log keeps the whole run: at most this far apart. */
const LONGEST_INTERVAL_MS = 5_000;

/** The part of the time so far that lies between two tellings. */
const INTERVAL_PART = 0.01;

/** Messages of one attempt in order, also those that nobody waits for; a failure comes out at the next one that somebody does. */
export const makeSpeaker = (say: Say) => {
  let spoken: Promise<void> = Promise.resolve();
  const speak = (message: TrainerMessage): Promise<void> => {
    spoken = spoken.then(() => say(message));
    spoken.catch(() => undefined);
    return spoken;
  };
  return { speak, allSpoken: () => spoken };
};

type Speak = ReturnType<typeof makeSpeaker>['speak'];

/** Makes what tells the worker how far the attempt of a job is. `onChecked`: of the pictures that the version answered. */
export const makeObserver = (request: JobRequest, clock: Clock, speak: Speak) => {
  const tracker = makeProgressTracker(request.recipe);
  const nowMs = (): number => clock.now().getTime();
  const startMs = nowMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  let counts: ProgressCounts | null = null;
  let known: ProgressCounts = {
    epoch: 0,
    epochs: request.recipe.epochs,
    step: 0,
    steps: 0,
    secondsPerEpoch: null,
  };
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
  const onProgress = (next: ProgressCounts): void => {
    [counts, known] = [next, next];
    const now = nowMs();
    const intervalMs = Math.max(SHORTEST_INTERVAL_MS, INTERVAL_PART * (now - startMs));
    if (now - toldMs >= Math.min(LONGEST_INTERVAL_MS, intervalMs)) tell(now);
  };
  const observer: TrainingObserver = {
    onPhase: enter,
    onProgress,
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
  const onChecked: OnChecked = (step, steps) => {
    onProgress({ ...known, step, steps });
  };
  return { observer, enter, onChecked };
};

import type { JobProgress, JobState } from './job.ts';
import type { Recipe } from './recipe.ts';

/** A phase of a job's work. */
export type WorkPhase = Extract<
  JobState,
  'validating' | 'preparing' | 'training' | 'evaluating' | 'publishing'
>;

/** Where a phase stands. `epoch` is the one under way, 1-based; `step` of `steps` are done in the phase, or in the epoch while training. */
export type ProgressCounts = Pick<JobProgress, 'epoch' | 'epochs' | 'step' | 'steps' | 'secondsPerEpoch'>;

/** The part of the whole that a phase is, in percent. */
interface PhaseRange {
  readonly from: number;
  readonly to: number;
}

type PhaseRanges = Readonly<Record<WorkPhase, PhaseRange>>;

/** The progress of a job that has not begun. */
export const initialProgress = (epochs: number): JobProgress => ({
  phase: 'queued',
  epoch: 0,
  epochs,
  step: 0,
  steps: 0,
  percent: 0,
  etaSeconds: null,
  secondsPerEpoch: null,
});

/** The progress of a job that has ended; a job that succeeded is at 100 percent. */
export const endedProgress = (
  last: JobProgress,
  state: 'succeeded' | 'failed' | 'cancelled',
): JobProgress => ({
  ...last,
  phase: state,
  percent: state === 'succeeded' ? 100 : last.percent,
  etaSeconds: state === 'succeeded' ? 0 : null,
});

/** The frozen base is run once a picture while preparing; with a small head that is nearly all the work, with fc1 and fc2 the smaller part. */
const rangesFor = ({ head }: Recipe): PhaseRanges => {
  const prepared = head.pool === 'fullyConnected' ? 30 : 85;
  return {
    validating: { from: 0, to: 2 },
    preparing: { from: 2, to: prepared },
    training: { from: prepared, to: 96 },
    evaluating: { from: 96, to: 99 },
    publishing: { from: 99, to: 100 },
  };
};

/** The share of a phase that is done, 0 to 1. */
const doneOf = (phase: WorkPhase, { epoch, epochs, step, steps }: ProgressCounts): number => {
  const inSteps = steps > 0 ? Math.min(1, step / steps) : 0;
  if (phase !== 'training') return inSteps;
  return epochs > 0 ? Math.min(1, (Math.max(0, epoch - 1) + inSteps) / epochs) : 0;
};

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

const secondsLeft = (
  phase: WorkPhase,
  counts: ProgressCounts,
  ranges: PhaseRanges,
  phaseSeconds: number,
): number | null => {
  const done = doneOf(phase, counts);
  if (phase === 'training' && counts.secondsPerEpoch !== null) {
    return counts.secondsPerEpoch * counts.epochs * (1 - done);
  }
  if (done === 0) return null;
  const { from, to } = ranges[phase];
  // The phases after this one are taken to cost what their share of the percent says.
  const secondsPerPercent = phaseSeconds / (done * (to - from));
  return secondsPerPercent * (100 - (from + done * (to - from)));
};

/** Follows one attempt of a job and says how far it is. Times are given, never read. */
export interface ProgressTracker {
  readonly enter: (phase: WorkPhase, nowMs: number) => JobProgress;
  readonly update: (counts: ProgressCounts, nowMs: number) => JobProgress;
}

/**
 * Makes a tracker. `percent` never falls; `etaSeconds` is null until there is something to extrapolate from, and while
 * training an upper bound, as early stopping may end it sooner.
 */
export const makeProgressTracker = (recipe: Recipe): ProgressTracker => {
  const ranges = rangesFor(recipe);
  let phase: WorkPhase = 'validating';
  let phaseStartMs = 0;
  let percent = 0;
  let counts: ProgressCounts = {
    epoch: 0,
    epochs: recipe.epochs,
    step: 0,
    steps: 0,
    secondsPerEpoch: null,
  };
  const show = (nowMs: number): JobProgress => {
    const { from, to } = ranges[phase];
    percent = Math.max(percent, round(from + doneOf(phase, counts) * (to - from), 1));
    const left = secondsLeft(phase, counts, ranges, Math.max(0, nowMs - phaseStartMs) / 1000);
    return { phase, ...counts, percent, etaSeconds: left === null ? null : round(left, 1) };
  };
  return {
    enter: (next, nowMs) => {
      phase = next;
      phaseStartMs = nowMs;
      counts = { ...counts, step: 0, steps: 0 };
      return show(nowMs);
    },
    update: (next, nowMs) => {
      counts = {
        epoch: next.epoch,
        epochs: next.epochs,
        step: next.step,
        steps: next.steps,
        secondsPerEpoch: next.secondsPerEpoch,
      };
      return show(nowMs);
    },
  };
};

import { AppError, type JobRequest } from '../domain/index.ts';
import type { ParentVersion, TrainingMeasurement, TrainingPlanner } from '../ports/index.ts';
import { type ChildOptions, createServiceChild } from '../processes/index.ts';

/** What the API process and a planner process say to each other. */
export interface PlannerProtocol {
  readonly request: { readonly request: JobRequest; readonly parent: ParentVersion | null };
  readonly reply: TrainingMeasurement;
  readonly ready: Record<string, never>;
}

/** Trials that may wait for the one that runs. */
const MAX_WAITING = 3;
const RETRY_AFTER_SECONDS = 15;

const lost = (detail: string): AppError =>
  new AppError(
    'TRAINER_CRASHED',
    `expected the trial to report what it measured, but its process ended: ${detail}`,
  );

const measureInChild = async (
  options: ChildOptions,
  order: PlannerProtocol['request'],
  signal: AbortSignal,
): Promise<TrainingMeasurement> => {
  signal.throwIfAborted();
  const child = createServiceChild<PlannerProtocol>({ ...options, lost });
  const onAbort = (): void => {
    void child.close();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return (await child.call(order)).reply;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await child.close();
  }
};

/** Makes a planner whose trials each have a fresh process, one at a time: side by side they would measure each other. */
export const makeTrainingPlanner = (options: ChildOptions): TrainingPlanner => {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    measure: async (request, parent, signal) => {
      if (waiting > MAX_WAITING) {
        const detail = `expected at most ${MAX_WAITING} dry runs to wait, and so many wait already`;
        throw new AppError('OVERLOADED', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      waiting += 1;
      const result = last.then(() => measureInChild(options, { request, parent }, signal));
      last = result.catch(() => undefined);
      try {
        return await result;
      } finally {
        waiting -= 1;
      }
    },
  };
};

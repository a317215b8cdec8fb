import type { CheckpointWriter } from './checkpoint-writer.ts';
import type { Fit } from './fit.ts';
import type { RunProgress, StateFolder } from './training-state.ts';

/** Writes the full state of a run now and then. */
export interface StateKeeper {
  /** Whether the last state is old enough. */
  readonly isDue: () => boolean;
  /** Reads the state out, between two steps; it reaches the disk while training goes on. */
  readonly keep: (progress: RunProgress) => Promise<void>;
  /** Waits until the last state is on the disk, or has failed to get there. */
  readonly settled: () => Promise<void>;
}

/**
 * Makes the keeper of a fit's states, `intervalMs` apart at least. A state that cannot be written is told of with a warning, the
 * first time: it is a safety net, and training goes on without it.
 */
export const makeStateKeeper = (
  fit: Pick<Fit, 'state'>,
  folder: StateFolder,
  checkpoints: Pick<CheckpointWriter, 'location'>,
  intervalMs: number,
  onWarning: (message: string) => void,
): StateKeeper => {
  let lastMs = performance.now();
  let finishing = Promise.resolve();
  let hasWarned = false;
  const warn = (error: unknown): void => {
    if (hasWarned) return;
    hasWarned = true;
    const reason = error instanceof Error ? error.message : String(error);
    onWarning(`The state to resume from cannot be written, an interruption would cost more time: ${reason}`);
  };
  return {
    isDue: () => performance.now() - lastMs >= intervalMs,
    keep: async (progress) => {
      const state = fit.state();
      if (state === null) return;
      await finishing;
      try {
        const started = await folder.start(progress, state.arrays, checkpoints.location());
        finishing = started.finish().catch(warn);
      } catch (error) {
        warn(error);
      }
      lastMs = performance.now();
    },
    settled: () => finishing,
  };
};

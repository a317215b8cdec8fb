import { AppError } from '../domain/index.ts';
import type { TrainedModel, TrainerAssignment, TrainerMessage, TrainerProcesses } from '../ports/index.ts';
import { type Child, type ChildExit, spawnChild } from '../processes/index.ts';
import type { TrainerFrame, WorkerFrame } from './trainer-protocol.ts';

/** How trainer processes are started. */
export interface TrainerProcessesOptions {
  /** Absolute path of the JavaScript file that calls `serveTrainer`. */
  readonly entry: string;
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Hears each line that a trainer writes to its output or error stream. */
  readonly onLine: (jobId: string, line: string) => void;
  /** Added to the scheduling priority (0..19), so that predictions go first. */
  readonly niceness?: number;
  /** A trainer that says nothing for so long is killed (`TRAINER_STALLED`). */
  readonly maxSilenceMs?: number;
  /** The time that a trainer has to write its state when its worker shuts down, before it is killed. */
  readonly handBackGraceMs?: number;
}

const NICENESS = 10;
const MAX_SILENCE_MS = 15 * 60 * 1000;
const HAND_BACK_GRACE_MS = 5_000;
/** A process that has sent its result has nothing to do but end. */
const EXIT_GRACE_MS = 2_000;
const KEPT_LINES = 8;
/** Blank lines and the frames of a stack: the log has them, the job's error does without. */
const NO_NEWS = /^\s*(at .*)?$/;

type OnMessage = (message: TrainerMessage) => Promise<void>;

/** How an attempt ended, as far as it is known. The first end counts. */
type Ending =
  | { readonly kind: 'result'; readonly result: TrainedModel }
  | { readonly kind: 'failure'; readonly reason: unknown };

const describeExit = ({ code, signal }: ChildExit): string => {
  // The kernel's way of freeing memory; nobody in this program kills a trainer without saying so.
  if (signal === 'SIGKILL') return 'SIGKILL (perhaps for want of memory)';
  return signal ?? `exit code ${code ?? 'unknown'}`;
};

const crashOf = (exit: ChildExit, lines: readonly string[]): AppError =>
  new AppError(
    'TRAINER_CRASHED',
    `expected the trainer to report a result, but its process ended: ${[describeExit(exit), ...lines].join(' | ')}`,
  );

/** One attempt in its process, from the assignment to the end of the process. */
class Attempt {
  private readonly child: Child<TrainerFrame>;
  private readonly onMessage: OnMessage;
  private readonly maxSilenceMs: number;
  private readonly handBackGraceMs: number;
  private readonly errorLines: string[] = [];
  /** The messages' handling so far: one at a time, in order. */
  private handled: Promise<void> = Promise.resolve();
  private ending: Ending | null = null;
  private silence: NodeJS.Timeout | undefined;

  constructor(options: TrainerProcessesOptions, jobId: string, onMessage: OnMessage) {
    this.onMessage = onMessage;
    this.maxSilenceMs = options.maxSilenceMs ?? MAX_SILENCE_MS;
    this.handBackGraceMs = options.handBackGraceMs ?? HAND_BACK_GRACE_MS;
    this.child = spawnChild<TrainerFrame>({
      entry: options.entry,
      env: options.env,
      niceness: options.niceness ?? NICENESS,
      onLine: (line, stream) => {
        if (stream === 'stderr') this.keepLine(line);
        options.onLine(jobId, line);
      },
    });
    this.child.onFrame(({ header }) => {
      this.receive(header);
    });
  }

  async run(assignment: TrainerAssignment, signal: AbortSignal): Promise<TrainedModel> {
    const onAbort = (): void => {
      if (signal.reason === 'shutdown') this.askBack(signal.reason);
      else this.fail(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.watchSilence();
    this.send({ assignment });
    // Nothing has been done that would have to be written.
    if (signal.aborted) this.fail(signal.reason);
    try {
      const exit = await this.child.exited;
      await this.handled;
      return this.outcome(exit);
    } finally {
      clearTimeout(this.silence);
      signal.removeEventListener('abort', onAbort);
    }
  }

  private receive(frame: TrainerFrame): void {
    this.watchSilence();
    if ('message' in frame) {
      this.handled = this.handled.then(() => this.handle(frame.message));
      return;
    }
    if ('error' in frame) this.ending ??= { kind: 'failure', reason: AppError.fromRecord(frame.error) };
    else this.ending ??= { kind: 'result', result: frame.result };
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.child.kill();
    }, EXIT_GRACE_MS);
  }

  private async handle(message: TrainerMessage): Promise<void> {
    // After an interruption the job may be another's already; nothing more is written in its name.
    if (this.ending?.kind === 'failure') return;
    try {
      await this.onMessage(message);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Kills the process; it cannot refuse. */
  private fail(reason: unknown): void {
    if (this.ending?.kind !== 'failure') this.ending = { kind: 'failure', reason };
    this.child.kill();
  }

  /** Lets the process write its state and end. What it still says is in that state. */
  private askBack(reason: unknown): void {
    this.ending ??= { kind: 'failure', reason };
    this.send({ handBack: true });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.child.kill();
    }, this.handBackGraceMs);
  }

  private send(frame: WorkerFrame): void {
    this.child.send(frame);
  }

  private outcome(exit: ChildExit): TrainedModel {
    if (this.ending?.kind === 'result') return this.ending.result;
    throw this.ending === null ? crashOf(exit, this.errorLines) : this.ending.reason;
  }

  private watchSilence(): void {
    if (this.ending !== null) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.fail(
        new AppError(
          'TRAINER_STALLED',
          `expected a sign of life within ${this.maxSilenceMs / 1000} s, received none`,
        ),
      );
    }, this.maxSilenceMs);
  }

  private keepLine(line: string): void {
    if (NO_NEWS.test(line)) return;
    this.errorLines.push(line);
    if (this.errorLines.length > KEPT_LINES) this.errorLines.shift();
  }
}

/** Makes the supervisor of trainer processes: a fresh one for each attempt, at a lower priority, killed when interrupted. */
export const makeTrainerProcesses = (options: TrainerProcessesOptions): TrainerProcesses => ({
  run: (assignment, onMessage, signal) =>
    new Attempt(options, assignment.job.id, onMessage).run(assignment, signal),
});

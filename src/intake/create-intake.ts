import { randomUUID } from 'node:crypto';
import { AppError } from '../domain/index.ts';
import type { CreatedDataset, Intake } from '../ports/index.ts';
import { type ChildOptions, createServiceChild, makeTurns, type ServiceChild } from '../processes/index.ts';
import type { IntakeProtocol } from './intake-protocol.ts';

/** How the intake process is started, and what it may cost. */
export interface IntakeOptions {
  readonly child: Omit<ChildOptions, 'niceness'>;
  /** Datasets that are received at the same time. 4 unless given. */
  readonly atOnce?: number;
  /** Datasets that may wait. 32 unless given. */
  readonly maxWaiting?: number;
  /** The process ends when it has had nothing to do for so long. A minute unless given. */
  readonly idleMs?: number;
}

/** Intake in a process of its own. `close` ends it, and with it all that is under way. */
export interface IntakeProcess extends Intake {
  /** Its process id while it runs. */
  pid(): number | null;
  close(): Promise<void>;
}

type Work = Exclude<IntakeProtocol['request'], { kind: 'cancel' }>;

/** Predictions and training go first. */
const NICENESS = 10;
const RETRY_AFTER_SECONDS = 10;

const overloaded = (detail: string): AppError =>
  new AppError('OVERLOADED', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });

const lost = (how: string): AppError =>
  overloaded(`expected the process that receives datasets to answer, but ${how}; nothing was kept`);

class LazyIntake implements IntakeProcess {
  private readonly options: Required<IntakeOptions>;
  private readonly turns;
  private child: ServiceChild<IntakeProtocol> | null = null;
  private underWay = 0;
  private idleTimer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(options: IntakeOptions) {
    this.options = { atOnce: 4, maxWaiting: 32, idleMs: 60_000, ...options };
    const { atOnce, maxWaiting } = this.options;
    const full = (): AppError =>
      overloaded(
        `expected at most ${maxWaiting} datasets to wait, there are that many already: try again later`,
      );
    this.turns = makeTurns({ atOnce, maxWaiting, full });
  }

  create: Intake['create'] = (request, signal) =>
    this.take({ kind: 'create', token: randomUUID(), request }, signal);

  derive: Intake['derive'] = (request, signal) =>
    this.take({ kind: 'derive', token: randomUUID(), request }, signal);

  pid(): number | null {
    const state = this.child?.state();
    return state?.kind === 'ready' ? state.info.pid : null;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.endChild();
  }

  private take(work: Work, signal: AbortSignal): Promise<CreatedDataset> {
    return this.turns.take(async () => {
      if (this.isClosed) throw overloaded('the service is shutting down');
      this.begin();
      try {
        return await this.ask(this.startedChild(), work, signal);
      } finally {
        this.end();
      }
    }, signal);
  }

  private async ask(
    child: ServiceChild<IntakeProtocol>,
    work: Work,
    signal: AbortSignal,
  ): Promise<CreatedDataset> {
    const cancel = (): void => {
      // A process that is gone has ended the work already.
      void child.call({ kind: 'cancel', token: work.token }).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const { reply } = await child.call(work);
      if (reply.kind === 'created') return reply.created;
      throw new AppError('INTERNAL', 'the intake process answered something else');
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  private startedChild(): ServiceChild<IntakeProtocol> {
    this.child ??= createServiceChild<IntakeProtocol>({
      ...this.options.child,
      niceness: NICENESS,
      lost,
    });
    return this.child;
  }

  private begin(): void {
    this.underWay += 1;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
  }

  private end(): void {
    this.underWay -= 1;
    if (this.underWay > 0 || this.isClosed) return;
    this.idleTimer = setTimeout(() => {
      void this.endChild();
    }, this.options.idleMs);
    this.idleTimer.unref();
  }

  private async endChild(): Promise<void> {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    const { child } = this;
    this.child = null;
    await child?.close();
  }
}

/** Starts nothing yet: the process starts with the first dataset and ends when there has been none for a while. Errors as `Intake`. */
export const createIntake = (options: IntakeOptions): IntakeProcess => new LazyIntake(options);

import { AppError } from '../domain/index.ts';
import type { ModelFiles } from '../ports/index.ts';
import { type ChildOptions, createServiceChild, makeTurns } from '../processes/index.ts';
import type { ConverterProtocol } from './converter-protocol.ts';

/** How converter processes are started, and what they may cost. */
export interface ModelFilesOptions {
  readonly child: Omit<ChildOptions, 'niceness'>;
  /** Conversions that may wait for the one under way. 8 unless given. */
  readonly maxWaiting?: number;
  /** A conversion that takes longer is given up: many times what a slow disk needs. 10 minutes unless given. */
  readonly timeLimitMs?: number;
}

/** Model files with a process of their own for each conversion. `close` ends the one under way and all that wait. */
export interface ModelFilesProcess extends ModelFiles {
  close(): void;
}

/** Predictions and training go first. */
const NICENESS = 10;
const RETRY_AFTER_SECONDS = 30;

const overloaded = (detail: string): AppError =>
  new AppError('OVERLOADED', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });

const lostWork = (kind: ConverterProtocol['request']['kind']) => (how: string) =>
  kind === 'import'
    ? new AppError(
        'WEIGHTS_INVALID',
        `Expected a file that can be read, received one whose reading failed: ${how}.`,
      )
    : new AppError('INTERNAL', `The export did not end: ${how}.`);

const tooSlow = (limitMs: number): AppError =>
  overloaded(`expected a conversion to end within ${limitMs / 1000} s, it did not`);

/** One conversion in a process of its own, so that its memory comes back, and a file that breaks it breaks nothing else. */
const convert = async (
  child: ModelFilesOptions['child'],
  request: ConverterProtocol['request'],
  signal: AbortSignal,
): Promise<ConverterProtocol['reply']> => {
  const converter = createServiceChild<ConverterProtocol>({
    ...child,
    niceness: NICENESS,
    lost: lostWork(request.kind),
  });
  const end = (): void => {
    void converter.close();
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return (await converter.call(request)).reply;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    await converter.close();
  }
};

const unexpected = (): AppError => new AppError('INTERNAL', 'the converter answered something else');

/** Starts nothing yet: each conversion starts a process, one at a time. Errors as `ModelFiles`. */
export const createModelFiles = ({
  child,
  maxWaiting = 8,
  timeLimitMs = 600_000,
}: ModelFilesOptions): ModelFilesProcess => {
  const full = (): AppError =>
    overloaded(`expected at most ${maxWaiting} conversions to wait, there are that many: try again later`);
  const turns = makeTurns({ atOnce: 1, maxWaiting, full });
  const closing = new AbortController();
  const run = (
    request: ConverterProtocol['request'],
    signal: AbortSignal,
  ): Promise<ConverterProtocol['reply']> => {
    const either = AbortSignal.any([signal, closing.signal]);
    return turns.take(async () => {
      const late = new AbortController();
      const timer = setTimeout(() => {
        late.abort(tooSlow(timeLimitMs));
      }, timeLimitMs);
      try {
        return await convert(child, request, AbortSignal.any([either, late.signal]));
      } finally {
        clearTimeout(timer);
      }
    }, either);
  };
  return {
    exportVersion: async (version, format, location, signal) => {
      const reply = await run({ kind: 'export', version, format, location }, signal);
      if (reply.kind !== 'exported') throw unexpected();
      return reply.bytes;
    },
    importModel: async ({ location, classes, weightsLocation }, signal) => {
      const reply = await run({ kind: 'import', location, classes, weightsLocation }, signal);
      if (reply.kind !== 'imported') throw unexpected();
      return reply.model;
    },
    close: () => {
      closing.abort(overloaded('the service is shutting down'));
    },
  };
};

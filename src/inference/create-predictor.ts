import { AppError, type ModelManifest } from '../domain/index.ts';
import type { InferenceReply, Predictor, PredictorHealth } from '../ports/index.ts';
import { type ChildOptions, createServiceChild, type ServiceChild } from '../processes/index.ts';
import { type InferenceItem, type ItemResult, makeInferCall } from './infer-call.ts';
import { makeLanes } from './lanes.ts';
import { type LoadedVersions, type LoadReply, makeLoadedVersions } from './loaded-versions.ts';
import type { BatchedResult, BatcherSettings } from './micro-batcher.ts';
import type { PredictorProtocol } from './predictor-protocol.ts';
import { untilLoaded } from './until-loaded.ts';
import { type PinnedVersions, watchPinned } from './watch-pinned.ts';

/** How the predictor process is started and fed. `weightsLocation` gives the absolute path of a version's weights. */
export interface PredictorOptions {
  readonly child: ChildOptions;
  readonly batching: BatcherSettings;
  readonly weightsLocation: (manifest: ModelManifest) => string;
  /** Versions that are loaded when the process starts and never evicted. Without it there are none. */
  readonly pinned?: PinnedVersions;
  /** A process that does not answer a batch for so long is killed and started again. Many times what a slow machine needs. */
  readonly maxBatchMs?: (pictures: number) => number;
}

/** A predictor with a process of its own behind it. */
export interface PredictorProcess extends Predictor {
  /** Process id while the process is ready. */
  pid(): number | null;
  close(): Promise<void>;
}

type Child = ServiceChild<PredictorProtocol>;

const RETRY_AFTER_SECONDS = 2;
const maxBatchMs = (pictures: number): number => 30_000 + 2_000 * pictures;

const unavailable = (detail: string): AppError =>
  new AppError('PREDICTOR_UNAVAILABLE', `the predictor cannot answer now: ${detail}`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

/** Runs a call; a process that does not end it in time is killed, upon which the call fails as for any that ends. */
const inTime = async <T>(
  child: Child,
  { onLine }: ChildOptions,
  limitMs: number,
  call: () => Promise<T>,
): Promise<T> => {
  const watch = setInterval(() => {
    // While it starts it has not been given the batch yet.
    if (child.state().kind !== 'ready') return;
    onLine(`no answer within ${limitMs} ms: the process is started again`, 'stderr');
    child.restart();
  }, limitMs);
  try {
    return await call();
  } finally {
    clearInterval(watch);
  }
};

const makeRunBatch =
  (child: Child, options: PredictorOptions, note: LoadedVersions['note']) =>
  async (items: readonly InferenceItem[]): Promise<readonly ItemResult[]> => {
    const { groups, payload, read } = makeInferCall(items, options.weightsLocation);
    const limitMs = (options.maxBatchMs ?? maxBatchMs)(items.length);
    const answer = await inTime(child, options.child, limitMs, () =>
      child.call({ kind: 'infer', groups }, payload),
    );
    const { reply } = answer;
    note(
      reply.held,
      groups.map(({ manifest }) => manifest),
    );
    if (reply.kind !== 'inferred')
      throw new AppError('INTERNAL', 'the predictor gave another answer than was asked for');
    return read(reply, answer.payload);
  };

const toReply = (results: readonly BatchedResult<ItemResult>[]): InferenceReply => ({
  pictures: results.map(({ result: { picture } }) => {
    if (picture instanceof AppError) throw picture;
    return picture;
  }),
  queueMs: Math.max(0, ...results.map(({ queueMs }) => queueMs)),
  inferMs: Math.max(0, ...results.map(({ result }) => result.inferMs)),
});

/** What the process is asked beside answers. */
const makeOrders = (child: Child, { weightsLocation }: PredictorOptions) => {
  const order = async (request: PredictorProtocol['request']): Promise<LoadReply> => {
    const { reply } = await child.call(request);
    const record = reply.kind === 'heard' ? reply.error : null;
    return { held: reply.held, error: record === null ? null : AppError.fromRecord(record) };
  };
  return {
    load: (manifest: ModelManifest) =>
      order({ kind: 'load', version: { manifest, weightsLocation: weightsLocation(manifest) } }),
    pin: (manifests: readonly ModelManifest[]) =>
      order({ kind: 'pin', weights: manifests.map(({ weights }) => weights.sha256) }),
  };
};

/** The child with the record of what it holds, and with the versions that it always holds. */
const startChild = (options: PredictorOptions) => {
  const child: Child = createServiceChild<PredictorProtocol>({
    ...options.child,
    lost: unavailable,
    onReady: () => {
      void pins?.renew();
      void versions.restore();
    },
  });
  const orders = makeOrders(child, options);
  const isReady = (): boolean => child.state().kind === 'ready';
  const onFault = (what: string, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    options.child.onLine(`${what} was not loaded: ${reason}`, 'stderr');
  };
  const versions = makeLoadedVersions({ isReady, askToLoad: orders.load, onFault });
  const apply = async (manifests: readonly ModelManifest[]): Promise<void> => {
    versions.note((await orders.pin(manifests)).held, []);
    for (const manifest of manifests) {
      await versions.load(manifest).catch(() => undefined);
    }
  };
  const pins = options.pinned === undefined ? null : watchPinned(options.pinned, { isReady, apply, onFault });
  return { child, versions, closePins: () => pins?.close() };
};

/**
 * Starts the predictor process and answers through it; pictures of many requests and versions share batches.
 * While the process is down, calls fail at once with `PREDICTOR_UNAVAILABLE`; it is started again by itself, and loads again what
 * it held.
 */
export const createPredictor = (options: PredictorOptions): PredictorProcess => {
  const { child, versions, closePins } = startChild(options);
  const lanes = makeLanes(options.batching, makeRunBatch(child, options, versions.note));
  const refuseWhileDown = (): void => {
    const state = child.state();
    if (state.kind === 'down') throw unavailable(state.detail);
  };
  return {
    infer: async ({ manifest, inputs, deadlineMs }, signal) => {
      refuseWhileDown();
      if (!versions.isLoaded(manifest)) {
        const { nowMs } = options.batching;
        await untilLoaded(versions.load(manifest), { deadlineMs, nowMs, signal });
      }
      const items = inputs.map((input) => ({ manifest, input }));
      return toReply(await lanes.submit(items, deadlineMs, signal));
    },
    load: async (manifest) => {
      refuseWhileDown();
      await versions.load(manifest);
    },
    isLoaded: versions.isLoaded,
    health: (): PredictorHealth => {
      const state = child.state();
      if (state.kind === 'ready') return { state: 'ready', ...state.info };
      if (state.kind === 'starting') return { state: 'starting', detail: 'the predictor is starting' };
      return { state: 'down', detail: state.detail };
    },
    pid: () => {
      const state = child.state();
      return state.kind === 'ready' ? state.pid : null;
    },
    close: async () => {
      closePins();
      lanes.drain(unavailable('the service is shutting down'));
      await child.close();
    },
  };
};

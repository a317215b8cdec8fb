import { AppError, type ModelManifest } from '../domain/index.ts';
import type { InferenceReply, Predictor, PredictorHealth } from '../ports/index.ts';
import {
  type ChildOptions,
  createServiceChild,
  type ServiceChild,
  type ServiceReply,
} from '../processes/index.ts';
import { type BatcherSettings, type BatchItem, MicroBatcher } from './micro-batcher.ts';
import type { PictureGroup, PredictorProtocol } from './predictor-protocol.ts';

/** How the predictor process is started and fed. `weightsLocation` gives the absolute path of a version's weights. */
export interface PredictorOptions {
  readonly child: ChildOptions;
  readonly batching: BatcherSettings;
  readonly weightsLocation: (manifest: ModelManifest) => string;
  /** A process that does not answer a batch for so long is killed and started again. Many times what a slow machine needs. */
  readonly maxBatchMs?: (pictures: number) => number;
}

/** A predictor with a process of its own behind it. */
export interface PredictorProcess extends Predictor {
  /** Process id while the process is ready. */
  pid(): number | null;
  close(): Promise<void>;
}

interface PictureResult {
  readonly logits: Float32Array | AppError;
  readonly inferMs: number;
}

type Item = BatchItem<ModelManifest>;

const RETRY_AFTER_SECONDS = 2;
const maxBatchMs = (pictures: number): number => 30_000 + 2_000 * pictures;

const unavailable = (detail: string): AppError =>
  new AppError('PREDICTOR_UNAVAILABLE', `the predictor cannot answer now: ${detail}`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

const versionKey = ({ model, version }: ModelManifest): string => `${model}:${version}`;

/** Items of one model version side by side, in order of first appearance. */
const groupByVersion = (items: readonly Item[]): readonly (readonly Item[])[] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = versionKey(item.key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
};

/** Cuts the reply's payload into the logits of each picture, in the order in which the groups were sent. */
const readReply = (
  groups: readonly (readonly Item[])[],
  { reply, payload }: ServiceReply<PredictorProtocol['reply']>,
): Map<Item, PictureResult> => {
  const results = new Map<Item, PictureResult>();
  let offset = 0;
  groups.forEach((group, index) => {
    const outcome = reply.outcomes[index];
    for (const item of group) {
      if (outcome === undefined || 'error' in outcome) {
        const record = outcome?.error ?? {
          code: 'INTERNAL' as const,
          detail: 'the predictor left out a group',
        };
        results.set(item, { logits: AppError.fromRecord(record), inferMs: reply.inferMs });
        continue;
      }
      const bytes = outcome.classes * Float32Array.BYTES_PER_ELEMENT;
      // A copy, because the payload need not be aligned to four bytes.
      const logits = new Float32Array(Uint8Array.from(payload.subarray(offset, offset + bytes)).buffer);
      results.set(item, { logits, inferMs: reply.inferMs });
      offset += bytes;
    }
  });
  return results;
};

const toReply = (
  results: readonly { readonly result: PictureResult; readonly queueMs: number }[],
): InferenceReply => {
  const logits = results.map(({ result }) => {
    if (result.logits instanceof AppError) throw result.logits;
    return result.logits;
  });
  return {
    pictures: logits.map((one) => ({ logits: one, row: new Float32Array(0), explanation: null })),
    queueMs: Math.max(0, ...results.map(({ queueMs }) => queueMs)),
    inferMs: Math.max(0, ...results.map(({ result }) => result.inferMs)),
  };
};

/** Calls the process; one that does not answer in time is killed, upon which the call fails as for any that ends. */
const makeCallInTime =
  (child: ServiceChild<PredictorProtocol>, options: PredictorOptions) =>
  async (
    groups: readonly PictureGroup[],
    pictures: readonly Uint8Array[],
  ): Promise<ServiceReply<PredictorProtocol['reply']>> => {
    const limitMs = (options.maxBatchMs ?? maxBatchMs)(pictures.length);
    const watch = setInterval(() => {
      // While it starts it has not been given the batch yet.
      if (child.state().kind !== 'ready') return;
      options.child.onLine(`no answer within ${limitMs} ms: the process is started again`, 'stderr');
      child.restart();
    }, limitMs);
    try {
      return await child.call({ groups }, pictures);
    } finally {
      clearInterval(watch);
    }
  };

/**
 * Starts the predictor process and answers through it; pictures of many requests and versions share batches.
 * While the process is down, calls fail at once with `PREDICTOR_UNAVAILABLE`; it is started again by itself.
 */
export const createPredictor = (options: PredictorOptions): PredictorProcess => {
  const child = createServiceChild<PredictorProtocol>({ ...options.child, lost: unavailable });
  const callInTime = makeCallInTime(child, options);
  const runBatch = async (items: readonly Item[]): Promise<readonly PictureResult[]> => {
    const groups = groupByVersion(items);
    const request = groups.flatMap((group): PictureGroup[] => {
      const manifest = group[0]?.key;
      if (manifest === undefined) return [];
      return [{ manifest, weightsLocation: options.weightsLocation(manifest), pictures: group.length }];
    });
    const pictures = groups.flatMap((group) => group.map(({ picture }) => picture));
    const results = readReply(groups, await callInTime(request, pictures));
    return items.flatMap((item) => results.get(item) ?? []);
  };
  const batcher = new MicroBatcher<ModelManifest, PictureResult>(options.batching, runBatch);
  return {
    infer: async ({ manifest, inputs, deadlineMs }, signal) => {
      const pictures = inputs.map((input) => {
        if (input.kind === 'pixels' && !input.explain) return input.pixels;
        throw new AppError('INTERNAL', 'expected pixels without an explanation');
      });
      const state = child.state();
      if (state.kind === 'down') throw unavailable(state.detail);
      return toReply(await batcher.submit(manifest, pictures, deadlineMs, signal));
    },
    load: () => Promise.resolve(),
    isLoaded: () => true,
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
      batcher.drain(unavailable('the service is shutting down'));
      await child.close();
    },
  };
};

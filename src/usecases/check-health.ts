import type { PrecisionSupport, Predictor, TrainingQueue } from '../ports/index.ts';

/** The state of one part; `detail` says why it is not ready. */
export interface HealthPart {
  readonly state: 'ready' | 'starting' | 'down';
  readonly detail?: string;
}

/** Whether the service can do its work. `ready`: predictions and datasets; `degraded`: all but the job queue. */
export interface HealthReport {
  readonly ready: boolean;
  readonly degraded: boolean;
  readonly parts: {
    readonly redis: HealthPart;
    readonly storage: HealthPart;
    /** With the precisions that models can be trained and served in, once it is ready. */
    readonly predictor: HealthPart & { readonly precision?: PrecisionSupport };
  };
}

const probe = async (ask: () => Promise<unknown>): Promise<HealthPart> => {
  try {
    await ask();
    return { state: 'ready' };
  } catch (error) {
    return { state: 'down', detail: error instanceof Error ? error.message : String(error) };
  }
};

/** Makes the use case behind `GET /health/ready`. `probeStorage` resolves when the storage can be used. Never throws. */
export const makeCheckHealth =
  ({
    queue,
    predictor,
    probeStorage,
  }: {
    readonly queue: Pick<TrainingQueue, 'ping'>;
    readonly predictor: Pick<Predictor, 'health'>;
    readonly probeStorage: () => Promise<unknown>;
  }) =>
  async (): Promise<HealthReport> => {
    const [redis, storage] = await Promise.all([probe(() => queue.ping()), probe(probeStorage)]);
    const health = predictor.health();
    const state: HealthReport['parts']['predictor'] =
      health.state === 'ready'
        ? { state: 'ready', precision: health.precision }
        : { state: health.state, detail: health.detail };
    const ready = storage.state === 'ready' && state.state === 'ready';
    return { ready, degraded: ready && redis.state !== 'ready', parts: { redis, storage, predictor: state } };
  };

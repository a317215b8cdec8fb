import type { Config } from '../config/index.ts';
import { buildApp } from '../http/index.ts';
import type { Logger } from '../observability/index.ts';
import type { RedisAddress } from '../queue/index.ts';
import { removeStaleFiles } from '../storage/index.ts';
import { makePurgeBinnedDatasets, makeSweepPredictions } from '../usecases/index.ts';
import { type ApiAdapters, openApiAdapters } from './api-adapters.ts';
import { makeApiUseCases } from './api-use-cases.ts';
import type { Running } from './run-until-signal.ts';
import { VERSION } from './version.ts';

/** An API that listens. */
export interface RunningApi extends Running {
  readonly url: string;
}

/** Calls in flight are waited for so long a part of the grace; what is left is for the processes behind the API. */
const CLOSE_PART = 4;

const HEARTBEAT_MS = 15_000;
/** No upload takes so long; what is older was left by a process that was killed. */
const STALE_MS = 24 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How often uploads that nobody went on with are looked for, and predictions that have expired. */
const SWEEP_MS = 60 * 60 * 1000;

/** Removes for good what has lain in the bin for long enough, now and once a day; nobody waits for it. Returns what ends that. */
const sweepBin = ({ datasets, clock, log }: ApiAdapters): (() => void) => {
  const purge = makePurgeBinnedDatasets({ datasets, clock, log });
  const sweep = (): void => {
    purge().catch((error: unknown) => {
      log.warn({ err: error }, 'the bin of datasets was not swept');
    });
  };
  sweep();
  const timer = setInterval(sweep, DAY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};

/** Removes stored predictions that have expired, now and once an hour; nobody waits for it. Returns what ends that. */
const sweepPredictions = ({ predictions, clock, log }: ApiAdapters, keptDays: number): (() => void) => {
  const remove = makeSweepPredictions({ predictions, clock, log, keptDays });
  const sweep = (): void => {
    remove().catch((error: unknown) => {
      log.warn({ err: error }, 'stored predictions were not swept');
    });
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};

/** Removes uploads that have expired, now and from time to time; returns what ends that. */
const sweepUploads = async ({ uploads, log }: ApiAdapters): Promise<() => void> => {
  await uploads.removeExpired();
  const timer = setInterval(() => {
    uploads.removeExpired().catch((error: unknown) => {
      log.warn({ err: error }, 'expired uploads were not removed');
    });
  }, SWEEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};

const listen = async (app: Awaited<ReturnType<typeof buildApp>>, { HOST, PORT }: Config): Promise<string> => {
  try {
    return await app.listen({ host: HOST, port: PORT });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    const detail = `expected ${HOST}:${PORT} to be free, but another program listens there: end it, or set PORT`;
    throw new Error(detail, { cause: error });
  }
};

/** Starts the API with its predictor and decoders and listens. It needs no Redis to answer predictions. */
export const startApi = async (config: Config, address: RedisAddress, log: Logger): Promise<RunningApi> => {
  await removeStaleFiles(config.DATA_DIR, Date.now(), STALE_MS);
  const adapters = await openApiAdapters(config, address, log);
  const endSweeps = [
    await sweepUploads(adapters),
    sweepBin(adapters),
    sweepPredictions(adapters, config.PREDICTIONS_KEPT_DAYS),
  ];
  const app = await buildApp({
    useCases: makeApiUseCases(adapters, config),
    temporaryFiles: adapters.temporaryFiles,
    uploadStore: adapters.uploads.dataStore,
    ids: adapters.ids,
    settings: {
      version: VERSION,
      apiKeys: config.apiKeys,
      uploadMaxBytes: config.UPLOAD_MAX_BYTES,
      imageMaxBytes: config.PREDICT_IMAGE_MAX_BYTES,
      heartbeatMs: HEARTBEAT_MS,
      closeGraceMs: config.SHUTDOWN_GRACE_MS / CLOSE_PART,
    },
    logger: log,
  });
  const url = await listen(app, config);
  return {
    url,
    close: async () => {
      const { modelFiles, predictor, decoder, intake, queue, events } = adapters;
      for (const end of endSweeps) end();
      modelFiles.close();
      await app.close();
      await Promise.all([predictor.close(), decoder.close(), intake.close(), queue.close(), events.close()]);
    },
  };
};

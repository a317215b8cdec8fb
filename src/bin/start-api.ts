import type { Config } from '../config/index.ts';
import { buildApp } from '../http/index.ts';
import type { Logger } from '../observability/index.ts';
import type { RedisAddress } from '../queue/index.ts';
import { removeStaleFiles } from '../storage/index.ts';
import { openApiAdapters } from './api-adapters.ts';
import { makeApiUseCases } from './api-use-cases.ts';
import type { Running } from './run-until-signal.ts';
import { startSweeps } from './sweeps.ts';
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
  // An upload that has expired is gone before anybody can ask for it.
  await adapters.uploads.removeExpired();
  const endSweeps = startSweeps(adapters, config);
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
      endSweeps();
      modelFiles.close();
      await app.close();
      await Promise.all([predictor.close(), decoder.close(), intake.close(), queue.close(), events.close()]);
    },
  };
};

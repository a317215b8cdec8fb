import { randomBytes, randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Config } from '../config/index.ts';
import { makeIdSource } from '../domain/index.ts';
import { buildApp, type HttpUseCases } from '../http/index.ts';
import { createDecoderPool } from '../images/index.ts';
import { createPredictor } from '../inference/index.ts';
import type { Logger } from '../observability/index.ts';
import type { Clock } from '../ports/index.ts';
import { createEventLog, createTrainingQueue, type RedisAddress } from '../queue/index.ts';
import { removeStaleFiles } from '../storage/index.ts';
import {
  makeCancelJob,
  makeCheckHealth,
  makeCreateDataset,
  makeFindDataset,
  makeFindJob,
  makeFindModel,
  makeFindVersion,
  makeFollowEvents,
  makeListDatasetFiles,
  makeListDatasets,
  makeListEpochs,
  makeListJobs,
  makeListModels,
  makeListVersions,
  makePredict,
  makeReadEvents,
  makeReadJobLog,
  makeRemoveDataset,
  makeRemoveJob,
  makeStartTraining,
} from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { QUEUE_PREFIX } from './queue-prefix.ts';
import type { Running } from './run-until-signal.ts';
import { VERSION } from './version.ts';

/** An API that listens. */
export interface RunningApi extends Running {
  readonly url: string;
}

const HEARTBEAT_MS = 15_000;
/** No upload takes so long; what is older was left by a process that was killed. */
const STALE_MS = 24 * 60 * 60 * 1000;
const MAX_SEED = 2 ** 31;
const DECODERS = Math.min(4, Math.max(2, availableParallelism()));

const clock: Clock = { now: () => new Date() };
const ids = makeIdSource({ nowMs: Date.now, randomBytes });

const openAdapters = async (config: Config, address: RedisAddress, log: Logger) => {
  const env = childEnvironment(config);
  const stores = openStores(config);
  const options = { address, prefix: QUEUE_PREFIX, log };
  const [queue, events] = await Promise.all([
    createTrainingQueue(options),
    createEventLog({ ...options, mode: 'failFast' }),
  ]);
  const decoder = createDecoderPool({
    entry: entryOf('decoder'),
    env,
    size: DECODERS,
    onLine: (line) => {
      log.warn({ child: 'decoder' }, line);
    },
  });
  const predictor = createPredictor({
    child: {
      entry: entryOf('predictor'),
      env,
      onLine: (line) => {
        log.info({ child: 'predictor' }, line);
      },
    },
    batching: {
      maxBatch: config.PREDICT_MAX_BATCH,
      windowMs: config.PREDICT_BATCH_WINDOW_MS,
      maxWaiting: config.PREDICT_QUEUE_MAX,
      nowMs: Date.now,
    },
    weightsLocation: (manifest) => stores.models.weightsLocation(manifest),
  });
  return { ...stores, queue, events, decoder, predictor, clock, ids, log };
};

type Adapters = Awaited<ReturnType<typeof openAdapters>>;

const makeUseCases = (deps: Adapters, config: Config): HttpUseCases => {
  const createDataset = makeCreateDataset(deps);
  return {
    createDataset,
    findDataset: makeFindDataset(deps),
    listDatasets: makeListDatasets(deps),
    listDatasetFiles: makeListDatasetFiles(deps),
    removeDataset: makeRemoveDataset(deps),
    startTraining: makeStartTraining({ ...deps, createDataset, randomSeed: () => randomInt(MAX_SEED) }),
    findJob: makeFindJob(deps),
    listJobs: makeListJobs(deps),
    cancelJob: makeCancelJob(deps),
    removeJob: makeRemoveJob(deps),
    listEpochs: makeListEpochs(deps),
    readEvents: makeReadEvents(deps),
    followEvents: makeFollowEvents(deps),
    readJobLog: makeReadJobLog(deps),
    listModels: makeListModels(deps),
    findModel: makeFindModel(deps),
    listVersions: makeListVersions(deps),
    findVersion: makeFindVersion(deps),
    predict: makePredict({ ...deps, deadlineMs: config.PREDICT_DEADLINE_MS }),
    checkHealth: makeCheckHealth({
      ...deps,
      probeStorage: async () => {
        const folder = await deps.temporaryFiles.open();
        await folder.discard();
      },
    }),
  };
};

/** Starts the API with its predictor and decoders and listens. It needs no Redis to answer predictions. */
export const startApi = async (config: Config, address: RedisAddress, log: Logger): Promise<RunningApi> => {
  await removeStaleFiles(config.DATA_DIR, Date.now(), STALE_MS);
  const adapters = await openAdapters(config, address, log);
  const app = await buildApp({
    useCases: makeUseCases(adapters, config),
    temporaryFiles: adapters.temporaryFiles,
    ids,
    settings: {
      version: VERSION,
      apiKeys: config.apiKeys,
      uploadMaxBytes: config.UPLOAD_MAX_BYTES,
      imageMaxBytes: config.PREDICT_IMAGE_MAX_BYTES,
      heartbeatMs: HEARTBEAT_MS,
      closeGraceMs: config.SHUTDOWN_GRACE_MS / 2,
    },
    logger: log,
  });
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  return {
    url,
    close: async () => {
      await app.close();
      const { predictor, decoder, queue, events } = adapters;
      await Promise.all([predictor.close(), decoder.close(), queue.close(), events.close()]);
    },
  };
};

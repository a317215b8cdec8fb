import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Config } from '../config/index.ts';
import { createModelFiles } from '../conversion/index.ts';
import { makeIdSource, parseModelReference } from '../domain/index.ts';
import { createDecoderPool } from '../images/index.ts';
import { createPredictor, makeAnswerCache } from '../inference/index.ts';
import { createIntake } from '../intake/index.ts';
import type { Logger } from '../observability/index.ts';
import type { Clock } from '../ports/index.ts';
import {
  createEventLog,
  createTrainingQueue,
  makeTrainingPlanner,
  type RedisAddress,
} from '../queue/index.ts';
import { makeUploadStore } from '../storage/index.ts';
import { makeFindPinned } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { queuePrefix } from './queue-prefix.ts';

/** As a trainer's, so that predictions go first. */
const PLANNER_NICENESS = 10;

const DECODERS = Math.min(4, Math.max(2, availableParallelism()));

/** After its last write an unfinished upload can be resumed for so long. */
const UPLOAD_KEPT_MS = 24 * 60 * 60 * 1000;

/** An alias that another process moves is noticed after so long. */
const PINNED_LOOK_MS = 2_000;

const clock: Clock = { now: () => new Date() };
const ids = makeIdSource({ nowMs: Date.now, randomBytes });

/** Versions that the predictor always holds; nobody looks after them where there are none. */
const pinnedModels = ({ pinnedModels: texts }: Config, stores: ReturnType<typeof openStores>) => {
  const references = texts.flatMap((text) => parseModelReference(text) ?? []);
  if (references.length === 0) return {};
  return { pinned: { find: makeFindPinned(stores, references), everyMs: PINNED_LOOK_MS } };
};

/** Opens all that an API process needs: stores, queue, event log, decoders, predictor. */
export const openApiAdapters = async (config: Config, address: RedisAddress, log: Logger) => {
  const env = childEnvironment(config);
  const stores = openStores(config);
  const uploads = makeUploadStore(config.DATA_DIR, { keptMs: UPLOAD_KEPT_MS, nowMs: Date.now });
  const options = { address, prefix: await queuePrefix(config), log };
  const [queue, events] = await Promise.all([
    createTrainingQueue(options),
    createEventLog({ ...options, mode: 'failFast' }),
  ]);
  const lineOf = (child: string) => (line: string) => {
    log.info({ child }, line);
  };
  const decoder = createDecoderPool({
    entry: entryOf('decoder'),
    env,
    size: DECODERS,
    onLine: (line) => {
      log.warn({ child: 'decoder' }, line);
    },
  });
  const predictor = createPredictor({
    child: { entry: entryOf('predictor'), env, onLine: lineOf('predictor') },
    batching: {
      maxBatch: config.PREDICT_MAX_BATCH,
      windowMs: config.PREDICT_BATCH_WINDOW_MS,
      maxWaiting: config.PREDICT_QUEUE_MAX,
      nowMs: Date.now,
    },
    weightsLocation: (manifest) => stores.models.weightsLocation(manifest),
    ...pinnedModels(config, stores),
  });
  const intake = createIntake({ child: { entry: entryOf('intake'), env, onLine: lineOf('intake') } });
  const modelFiles = createModelFiles({
    child: { entry: entryOf('converter'), env, onLine: lineOf('converter') },
  });
  const planner = makeTrainingPlanner({
    entry: entryOf('planner'),
    env,
    niceness: PLANNER_NICENESS,
    onLine: lineOf('planner'),
  });
  return {
    ...stores,
    queue,
    events,
    decoder,
    intake,
    modelFiles,
    planner,
    predictor,
    answers: makeAnswerCache(config.PREDICT_CACHE_MAX_BYTES),
    uploads,
    clock,
    ids,
    log,
  };
};

/** What `openApiAdapters` gives. */
export type ApiAdapters = Awaited<ReturnType<typeof openApiAdapters>>;

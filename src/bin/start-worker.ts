import type { Config } from '../config/index.ts';
import { type Logger, relayLine } from '../observability/index.ts';
import type { Clock } from '../ports/index.ts';
import {
  createEventLog,
  createTrainingQueue,
  createTrainingWorker,
  makeTrainerProcesses,
  type RedisAddress,
} from '../queue/index.ts';
import { makeGiveUpJob, makeRequeueLostJobs, makeRunAttempt } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { queuePrefix } from './queue-prefix.ts';
import type { Running } from './run-until-signal.ts';

const clock: Clock = { now: () => new Date() };

const LOST_JOBS_INTERVAL_MS = 60_000;

/** Parts of the grace time of the process: for a trainer to write its state, and for the worker to close. */
const HAND_BACK_PART = 0.5;
const CLOSE_PART = 0.7;

/** Starts a worker: it takes jobs until it is closed, and puts back those that the queue has lost. */
export const startWorker = async (config: Config, address: RedisAddress, log: Logger): Promise<Running> => {
  const options = { address, prefix: await queuePrefix(config), log };
  const { runs, models } = openStores(config);
  const events = await createEventLog({ ...options, mode: 'patient' });
  const queue = await createTrainingQueue(options);
  const trainers = makeTrainerProcesses({
    entry: entryOf('trainer'),
    env: childEnvironment(config),
    onLine: (jobId, line) => {
      relayLine(log, { child: 'trainer', jobId }, line);
    },
    handBackGraceMs: HAND_BACK_PART * config.SHUTDOWN_GRACE_MS,
  });
  const worker = createTrainingWorker({
    ...options,
    concurrency: config.TRAINING_CONCURRENCY,
    closeTimeoutMs: CLOSE_PART * config.SHUTDOWN_GRACE_MS,
    runAttempt: makeRunAttempt({ runs, events, models, trainers, clock, log }),
    giveUp: makeGiveUpJob({ runs, events, clock, log }),
  });
  const requeueLostJobs = makeRequeueLostJobs({ runs, queue, log });
  const lookForLostJobs = (): void => {
    requeueLostJobs().catch((error: unknown) => {
      log.warn({ error }, 'jobs that the queue may have lost were not looked for');
    });
  };
  worker.ready.then(lookForLostJobs, () => undefined);
  // A Redis that was emptied while the worker runs is noticed within this time.
  const timer = setInterval(lookForLostJobs, LOST_JOBS_INTERVAL_MS);
  return {
    close: async () => {
      clearInterval(timer);
      await worker.close();
      await Promise.all([queue.close(), events.close()]);
    },
  };
};

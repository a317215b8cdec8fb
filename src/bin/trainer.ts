import { readFile } from 'node:fs/promises';
import { createDecoderPool } from '../images/index.ts';
import { makeCandidateServing } from '../inference/index.ts';
import { createLogger } from '../observability/index.ts';
import { serveTrainer } from '../queue/index.ts';
import { createInferenceEngine, createTrainer } from '../tensors/index.ts';
import { makeTrainModel } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { readConfig } from './read-config.ts';
import { trainerOptions } from './trainer-options.ts';

// One attempt of one job, started by a worker. The decoder works on the next pictures while the engine computes.
const DECODERS = 1;

// Of the pictures that a version answers before it is published: two calls of 16 at once.
const BATCHING = { maxBatch: 16, windowMs: 0, maxWaiting: 32, nowMs: Date.now } as const;

const config = readConfig();
const log = createLogger('trainer', config.LOG_LEVEL);

serveTrainer(async (assignment, say, signal) => {
  const options = trainerOptions(config, assignment.job.request);
  const trainer = createTrainer(options);
  const decoder = createDecoderPool({
    entry: entryOf('decoder'),
    env: childEnvironment(config),
    size: DECODERS,
    onLine: (line) => {
      log.warn({ child: 'decoder' }, line);
    },
  });
  try {
    const { datasets } = openStores(config);
    const clock = { now: () => new Date() };
    const candidates = makeCandidateServing({
      batching: BATCHING,
      openEngine: () => createInferenceEngine({ ...options, maxNetworkBytes: Number.POSITIVE_INFINITY }),
    });
    const trainModel = makeTrainModel({ datasets, decoder, trainer, candidates, readFile, clock, log });
    return await trainModel(assignment, say, signal);
  } finally {
    await decoder.close();
  }
});

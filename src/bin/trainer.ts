import { createDecoderPool } from '../images/index.ts';
import { createLogger } from '../observability/index.ts';
import { serveTrainer } from '../queue/index.ts';
import { createTrainer } from '../tensors/index.ts';
import { makeTrainModel } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { readConfig } from './read-config.ts';
import { trainerOptions } from './trainer-options.ts';

// One attempt of one job, started by a worker. The decoder works on the next pictures while the engine computes.
const DECODERS = 1;

const config = readConfig();
const log = createLogger('trainer', config.LOG_LEVEL);

serveTrainer(async (assignment, say, signal) => {
  const trainer = createTrainer(trainerOptions(config, assignment.job.request));
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
    return await makeTrainModel({ datasets, decoder, trainer, clock, log })(assignment, say, signal);
  } finally {
    await decoder.close();
  }
});

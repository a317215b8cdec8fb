import { createDecoderPool } from '../images/index.ts';
import { createLogger } from '../observability/index.ts';
import { answerParent } from '../processes/index.ts';
import type { PlannerProtocol } from '../queue/index.ts';
import { createTrainer } from '../tensors/index.ts';
import { makeMeasureTraining } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { readConfig } from './read-config.ts';
import { trainerOptions } from './trainer-options.ts';

// One dry run, started by an API process, which ends this process when it has the answer.
const config = readConfig();
const log = createLogger('planner', config.LOG_LEVEL);
const { datasets } = openStores(config);

answerParent<PlannerProtocol>({}, async ({ request, parent }) => {
  const trainer = createTrainer(trainerOptions(config, request));
  const decoder = createDecoderPool({
    entry: entryOf('decoder'),
    env: childEnvironment(config),
    size: 1,
    onLine: (line) => {
      log.warn({ child: 'decoder' }, line);
    },
  });
  try {
    const measure = makeMeasureTraining({ datasets, decoder, trainer });
    return { reply: await measure(request, parent, new AbortController().signal) };
  } finally {
    await decoder.close();
  }
});

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { makeIdSource } from '../domain/index.ts';
import { createDecoderPool } from '../images/index.ts';
import { serveIntake } from '../intake/index.ts';
import { createLogger } from '../observability/index.ts';
import { makeCreateDataset, makeDeriveDataset } from '../usecases/index.ts';
import { childEnvironment } from './child-environment.ts';
import { entryOf } from './entries.ts';
import { openStores } from './open-stores.ts';
import { readConfig } from './read-config.ts';

// Receives datasets for one API process. Its decoders are its own, so that pictures to predict do not wait behind them.
const config = readConfig();
const log = createLogger('intake', config.LOG_LEVEL);
const decoder = createDecoderPool({
  entry: entryOf('decoder'),
  env: childEnvironment(config),
  size: availableParallelism(),
  onLine: (line) => {
    log.warn({ child: 'decoder' }, line);
  },
});
const clock = { now: () => new Date() };
const ids = makeIdSource({ nowMs: Date.now, randomBytes });
const deps = { ...openStores(config), decoder, clock, ids };

serveIntake({ create: makeCreateDataset(deps), derive: makeDeriveDataset(deps) });

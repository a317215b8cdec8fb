import { parseArgs } from 'node:util';
import { makeTransferDisplay } from '../cli/index.ts';
import { AppError } from '../domain/index.ts';
import { fetchWeights, OFFICIAL_ADDRESS, OFFICIAL_FILES } from '../keras/index.ts';
import { ownPath } from './entries.ts';
import { readConfig } from './read-config.ts';

// `npm run weights [-- --top] [--from <address>]`: VGG16's ImageNet weights at full precision, from Keras's own files.
const DONE = { there: 'was in place', cached: 'taken from the cache', made: 'made' };

const { values } = parseArgs({
  options: {
    top: { type: 'boolean', default: false },
    from: { type: 'string', default: OFFICIAL_ADDRESS },
    cache: { type: 'string' },
  },
});
const config = readConfig();
const folder = config.WEIGHTS_DIR ?? ownPath('weights');
const official = values.top ? OFFICIAL_FILES.top : OFFICIAL_FILES.notop;
const { stderr } = process;
const display = makeTransferDisplay({ isTerminal: stderr.isTTY, write: (text) => stderr.write(text) }, () =>
  performance.now(),
);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interruption.abort(new AppError('WEIGHTS_MISSING', 'Interrupted: the same command goes on from here.'));
  });

try {
  const { location, how } = await fetchWeights({
    official,
    folder,
    cache: values.cache ?? folder,
    from: values.from,
    signal: interruption.signal,
    onProgress: display.show,
  });
  display.end();
  process.stdout.write(`${location} ${DONE[how]}\n`);
} catch (error) {
  display.end();
  if (!(error instanceof AppError)) throw error;
  stderr.write(`${error.message}\n`);
  if (error.code === 'WEIGHTS_MISSING' && !interruption.signal.aborted)
    stderr.write(
      `A file got in another way is taken from ${folder}/${official.name} (md5 ${official.md5}).\n`,
    );
  process.exitCode = 1;
}

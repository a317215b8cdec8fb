import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runDemo as askAndShow, makeApiClient, readExamples, type Screen } from '../cli/index.ts';
import { createLogger, type Logger } from '../observability/index.ts';
import { ownPath } from './entries.ts';
import { readConfig } from './read-config.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { startServe } from './start-serve.ts';

const MODEL = 'examples';

const screen: Screen = {
  isTerminal: process.stdout.isTTY,
  write: (text) => {
    process.stdout.write(text);
  },
};

const addresses = (url: string): string => `
The service goes on running. Ctrl-C ends it.

  Swagger UI   ${url}/docs
  the model    ${url}/models/${MODEL}
  ask it       curl ${url}/predict -F image=@examples/photos/fish/fish1.jpg
`;

const play = async (url: string): Promise<void> => {
  const api = makeApiClient(url, null);
  const examples = readExamples(ownPath('examples/photos'));
  const { right, of } = await askAndShow({ api, examples, screen, model: MODEL });
  if (right * 2 < of)
    throw new Error(`expected the model to be right on most photos, it was on ${right} of ${of}`);
};

const start = async (log: Logger) => {
  const config = readConfig();
  mkdirSync(config.DATA_DIR, { recursive: true });
  screen.write('Starting the service.\n');
  const service = await startServe(config, log);
  runUntilSignal(service, config.SHUTDOWN_GRACE_MS, log);
  return service;
};

/** `demo`: starts the service, trains on the example photos, predicts those that were set aside; `--once` ends then. */
export const runDemo = async (args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...args], options: { once: { type: 'boolean', default: false } } });
  const service = await start(createLogger('demo', 'warn'));
  try {
    await play(service.url);
  } catch (error) {
    process.stderr.write(`The demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
    await service.close();
    process.exit(1);
  }
  if (!values.once) {
    screen.write(addresses(service.url));
    return;
  }
  await service.close();
  process.exit(0);
};

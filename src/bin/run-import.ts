import { parseArgs } from 'node:util';
import { importModel, makeApiClient } from '../cli/index.ts';

const USAGE =
  'expected: whetstone import FILE --model NAME --classes cat,dog [--preprocess none] [--interpolation nearest] [--orient] [--alias NAME] [--url http://127.0.0.1:3000] [--key KEY]';

/** `import`: brings a Keras `.h5` to a running service as a new version. */
export const runImport = async (args: readonly string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      classes: { type: 'string' },
      preprocess: { type: 'string' },
      interpolation: { type: 'string' },
      orient: { type: 'boolean', default: false },
      alias: { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      key: { type: 'string' },
    },
  });
  const { model, classes, orient, url, key, ...more } = values;
  const [file, second] = positionals;
  if (file === undefined || second !== undefined || model === undefined || classes === undefined)
    throw new Error(USAGE);
  const fields = { ...more, orient: String(orient) };
  const api = makeApiClient(url, key ?? null);
  process.stdout.write(await importModel(api, { file, model, classNames: classes.split(','), fields }));
};

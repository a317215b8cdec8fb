import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelVersionBody, PredictReplyBody, ProblemBody } from '../../src/contract/index.ts';
import { makeKerasFile } from './keras-file.ts';
import { formOf, photos } from './photos.ts';
import {
  environmentOf,
  eventually,
  processesRunning,
  type RunningService,
  startService,
  temporaryFolder,
  waitUntilReady,
} from './service.ts';

const folder = temporaryFolder();
const scratch = temporaryFolder();
const unseen = photos(0, 2);
const CLASS_NAMES = ['fish', 'monument', 'tool'];

let service: RunningService;
let kerasFile: Buffer<ArrayBuffer>;

const importFile = (
  model: string,
  bytes: Buffer<ArrayBuffer>,
  fields: Readonly<Record<string, string>> = {},
) => {
  const form = new FormData();
  const given = { classNames: JSON.stringify(CLASS_NAMES), ...fields };
  for (const [name, value] of Object.entries(given)) form.append(name, value);
  form.append('file', new Blob([bytes]), 'vgg16_1.h5');
  return fetch(`${service.url}/models/${model}/versions`, { method: 'POST', body: form });
};

const answers = async (model: string): Promise<readonly (readonly number[])[]> => {
  const body = formOf('image', unseen);
  const reply = await fetch(`${service.url}/predict?model=${model}`, { method: 'POST', body });
  expect(reply.status).toBe(200);
  const { predictions } = (await reply.json()) as PredictReplyBody;
  return predictions.map((prediction) => {
    if (!('topK' in prediction)) throw new Error('no answer');
    const byName = new Map(prediction.topK.map(({ className, probability }) => [className, probability]));
    return CLASS_NAMES.map((name) => byName.get(name) ?? Number.NaN);
  });
};

const leftOver = (): readonly string[] => readdirSync(join(folder.path, 'tmp'));

const nothingLeft = (): Promise<boolean> =>
  eventually('no converter and no file is left', 30_000, () => {
    const isClean = leftOver().length === 0 && processesRunning(folder.path, 'converter.js').length === 0;
    return Promise.resolve(isClean ? true : null);
  });

describe('model files over HTTP', () => {
  beforeAll(async () => {
    kerasFile = await makeKerasFile(scratch.path);
    service = await startService(folder.path);
    await waitUntilReady(service.url);
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
    scratch.remove();
  });

  it('serves a model that was trained in Keras', async () => {
    const reply = await importFile('brought', kerasFile, { preprocess: 'caffe' });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe('/models/brought/versions/1');
    const manifest = (await reply.json()) as ModelVersionBody;
    expect(manifest).toMatchObject({
      jobId: null,
      importedFrom: { name: 'vgg16_1.h5', bytes: kerasFile.length },
      classNames: CLASS_NAMES,
      preprocessing: { mode: 'caffe', interpolation: 'nearest', orient: false },
      backbone: { weights: 'none', sha256: null },
      head: {
        pool: 'flatten',
        layers: [{ name: 'fc1', units: 8 }, { name: 'fc2' }, { name: 'predictions' }],
      },
      dataset: null,
      recipe: null,
      metrics: null,
      device: null,
    });
    expect(manifest.backbone.ownLayers).toHaveLength(13);
    for (const row of await answers('brought')) {
      expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
    await nothingLeft();
  });

  it('gives it back as a file that answers the same when it is brought again', async () => {
    const reply = await fetch(`${service.url}/models/brought/versions/1/export`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-disposition')).toBe('attachment; filename="brought-1.h5"');
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(bytes.length).toBe(Number(reply.headers.get('content-length')));
    expect((await importFile('again', bytes, { preprocess: 'caffe', alias: 'prod' })).status).toBe(201);
    expect(await answers('again@prod')).toEqual(await answers('brought@latest'));
    await nothingLeft();
  });

  it('takes a file from the command line too', async () => {
    const given = ['import', join(scratch.path, 'model.h5'), '--url', service.url, '--preprocess', 'caffe'];
    const run = (...more: readonly string[]) =>
      promisify(execFile)(process.execPath, ['dist/bin/cli.js', ...given, ...more], {
        env: environmentOf(folder.path, {}),
      });
    const { stdout } = await run('--model', 'typed', '--classes', CLASS_NAMES.join(','));
    expect(stdout).toBe('typed:1 answers for fish, monument, tool\n');
    expect(await answers('typed')).toEqual(await answers('brought'));
    await expect(run('--model', 'typed', '--classes', 'fish,tool')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected 3 class names') as unknown,
    });
    await expect(run('--model', 'typed')).rejects.toMatchObject({
      stderr: expect.stringContaining('expected: whetstone import FILE') as unknown,
    });
  });

  it('gives the other forms, and its summary', async () => {
    for (const [format, start] of [
      ['tfjs', 'PK'],
      ['safetensors', ''],
    ] as const) {
      const reply = await fetch(`${service.url}/models/brought/versions/1/export?format=${format}`);
      expect(reply.status).toBe(200);
      const bytes = Buffer.from(await reply.arrayBuffer());
      expect(bytes.toString('latin1', 0, start.length)).toBe(start);
      expect(bytes.length).toBeGreaterThan(14_714_688 * 4);
    }
    const text = await fetch(`${service.url}/models/brought/versions/1/summary`, {
      headers: { accept: 'text/plain' },
    });
    expect(await text.text()).toContain('Total params: 14,915,499');
  });

  it('says what is wrong with a file that is no such model, and publishes nothing', async () => {
    const half = Buffer.from(kerasFile.subarray(0, kerasFile.length / 2));
    for (const [bytes, fields, expected] of [
      [half, {}, { status: 422, code: 'WEIGHTS_INVALID' }],
      [Buffer.from('no HDF5 at all'), {}, { status: 422, code: 'WEIGHTS_INVALID' }],
      [
        kerasFile,
        { classNames: '["fish","tool"]' },
        {
          status: 400,
          code: 'REQUEST_INVALID',
          errors: [
            {
              pointer: '/classNames',
              detail: 'expected 3 class names, one for each output of the file, received 2',
            },
          ],
        },
      ],
    ] as const) {
      const reply = await importFile('bad', bytes, fields);
      expect((await reply.json()) as ProblemBody).toMatchObject(expected);
    }
    expect((await fetch(`${service.url}/models/bad`)).status).toBe(404);
    await nothingLeft();
  });

  it('ends the work for a client that goes away', async () => {
    const client = new AbortController();
    const answer = fetch(`${service.url}/models/brought/versions/1/export?format=tfjs`, {
      signal: client.signal,
    });
    await eventually('the converter works', 30_000, () =>
      Promise.resolve(processesRunning(folder.path, 'converter.js').length > 0 ? true : null),
    );
    client.abort();
    await expect(answer).rejects.toThrow();
    await nothingLeft();
    expect((await fetch(`${service.url}/models/brought/versions/1/export`, { method: 'HEAD' })).status).toBe(
      200,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { AppError, UNCALIBRATED } from '../../src/domain/index.ts';
import type { HttpUseCases } from '../../src/http/index.ts';
import type { VersionView } from '../../src/usecases/index.ts';
import { makeDeferred } from './deferred.ts';
import { type FormPart, form, openApp } from './open-app.ts';
import { manifest, versionView } from './samples.ts';

const imported: VersionView = {
  ...versionView,
  jobId: null,
  attempt: null,
  importedFrom: { name: 'vgg16_1.h5', bytes: 4, sha256: manifest.weights.sha256 },
  backbone: {
    name: 'vgg16',
    weights: 'none',
    sha256: null,
    precision: 'float32',
    ownLayers: ['block1_conv1'],
  },
  dataset: null,
  recipe: null,
  seed: null,
  metrics: null,
  calibration: UNCALIBRATED,
  device: null,
};

const exporting = (text: string, discarded: string[]): Partial<HttpUseCases> => ({
  findVersion: () => Promise.resolve(manifest),
  exportVersion: (_version, format) =>
    Promise.resolve({
      bytes: text.length,
      content: (async function* () {
        yield await Promise.resolve(Buffer.from(text));
      })(),
      discard: () => {
        discarded.push(format);
        return Promise.resolve();
      },
    }),
});

const EXPORT = '/models/animals/versions/3/export';

describe('GET /models/:name/versions/:version/export', () => {
  test.each([
    ['', 'animals-3.h5', 'application/x-hdf5', 'keras'],
    ['?format=keras', 'animals-3.h5', 'application/x-hdf5', 'keras'],
    ['?format=tfjs', 'animals-3-tfjs.zip', 'application/zip', 'tfjs'],
    ['?format=safetensors', 'animals-3.safetensors', 'application/octet-stream', 'safetensors'],
  ])('sends a file with its name, size and tag: %s', async (query, filename, mediaType, format) => {
    const discarded: string[] = [];
    const { call } = await openApp(exporting('the file', discarded));
    const reply = await call({ method: 'GET', url: EXPORT + query });
    expect(reply.body).toBe('the file');
    expect(reply.headers).toMatchObject({
      'content-type': mediaType,
      'content-length': '8',
      'content-disposition': `attachment; filename="${filename}"`,
      'x-served-precision': 'float32',
      etag: `W/"animals-3-${format}-${manifest.weights.sha256.slice(0, 16)}"`,
    });
    expect(discarded).toEqual([format]);
  });

  test('makes no file for a client that has it, nor for HEAD', async () => {
    const { app, call } = await openApp({ findVersion: () => Promise.resolve(manifest) });
    const head = await app.inject({ method: 'HEAD', url: EXPORT });
    expect(head.statusCode).toBe(200);
    for (const known of [String(head.headers.etag), `"x", ${String(head.headers.etag).slice(2)}`, '*']) {
      const reply = await call({ method: 'GET', url: EXPORT, headers: { 'if-none-match': known } });
      expect(reply.status).toBe(304);
    }
  });

  test('refuses another format with the three there are', async () => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: `${EXPORT}?format=onnx` });
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
      errors: [
        { pointer: '/format', detail: 'expected one of "keras", "tfjs", "safetensors", received "onnx"' },
      ],
    });
  });

  test.each(['MODEL_NOT_FOUND', 'WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'OVERLOADED'] as const)(
    'answers with the problem %s',
    async (code) => {
      const { call } = await openApp({
        findVersion: () => Promise.resolve(manifest),
        exportVersion: () => Promise.reject(new AppError(code, 'why')),
      });
      expect((await call({ method: 'GET', url: EXPORT })).json()).toMatchObject({ code, detail: 'why' });
    },
  );

  test('ends the work when the client goes away', async () => {
    const started = makeDeferred<AbortSignal>();
    const { app } = await openApp({
      findVersion: () => Promise.resolve(manifest),
      exportVersion: (_version, _format, signal) => {
        started.resolve(signal);
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('gone'));
          });
        });
      },
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const client = new AbortController();
    const answer = fetch(url + EXPORT, { signal: client.signal });
    const signal = await started.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    if (!signal.aborted)
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    expect(signal.aborted).toBe(true);
  });
});

const FILE: FormPart = { name: 'file', filename: 'vgg16_1.h5', bytes: 'H5!!' };
const NAMES: FormPart = { name: 'classNames', value: '["cat","dog"]' };

describe('POST /models/:name/versions', () => {
  test('makes a version of a file and of what came with it', async () => {
    const given: unknown[] = [];
    const { call, temporaryFiles } = await openApp({
      importVersion: ({ folder, file: { location, ...file }, ...rest }) => {
        given.push({ ...rest, file, isPlaced: folder.place() !== location });
        return Promise.resolve(imported);
      },
    });
    const defaults = await call({ method: 'POST', url: '/models/animals/versions', ...form([FILE, NAMES]) });
    expect(defaults.status).toBe(201);
    expect(defaults.headers).toMatchObject({ location: '/models/animals/versions/3' });
    expect(defaults.json()).toMatchObject({
      jobId: null,
      importedFrom: { name: 'vgg16_1.h5' },
      recipe: null,
      metrics: null,
      calibration: { temperature: 1, eceBefore: null, eceAfter: null },
      links: { job: null, dataset: null },
    });
    const fields = { preprocess: 'caffe', interpolation: 'bicubic', orient: 'true', alias: 'prod' };
    const parts = Object.entries(fields).map(([name, value]) => ({ name, value }));
    await call({ method: 'POST', url: '/models/animals/versions', ...form([...parts, NAMES, FILE]) });
    const common = {
      model: 'animals',
      file: { name: 'vgg16_1.h5' },
      classNames: ['cat', 'dog'],
      isPlaced: true,
    };
    expect(given).toEqual([
      {
        ...common,
        preprocessing: { mode: 'none', interpolation: 'nearest', orient: false },
        alias: 'latest',
      },
      {
        ...common,
        preprocessing: { mode: 'caffe', interpolation: 'bicubic', orient: true },
        alias: 'prod',
      },
    ]);
    expect(temporaryFiles()).toEqual([]);
  });

  test.each<[string, readonly FormPart[]]>([
    ['/file', [NAMES]],
    ['/file', [FILE, NAMES, FILE]],
    ['/classNames', [FILE]],
    ['/classNames', [FILE, { name: 'classNames', value: 'cat, dog' }]],
    ['/classNames', [FILE, { name: 'classNames', value: '["cat"]' }]],
    ['/classNames', [FILE, { name: 'classNames', value: '["cat", 2]' }]],
    ['/classNames', [FILE, { name: 'classNames', value: '["cat", ""]' }]],
    ['/classNames', [FILE, { name: 'classNames', value: '["cat", "dog", "cat"]' }]],
    ['/classNames', [FILE, { name: 'classNames', value: JSON.stringify(['x'.repeat(300_000), 'y']) }]],
    ['/preprocess', [FILE, NAMES, { name: 'preprocess', value: 'torch' }]],
    ['/interpolation', [FILE, NAMES, { name: 'interpolation', value: 'area' }]],
    ['/orient', [FILE, NAMES, { name: 'orient', value: 'yes' }]],
    ['/alias', [FILE, NAMES, { name: 'alias', value: 'a b' }]],
    ['/class_names', [FILE, { name: 'class_names', value: '[]' }]],
    ['/model', [{ name: 'model', filename: 'a.h5', bytes: 'x' }]],
  ])('refuses a form with a fault at %s, and keeps nothing', async (pointer, parts) => {
    const { call, temporaryFiles } = await openApp();
    const reply = await call({ method: 'POST', url: '/models/animals/versions', ...form(parts) });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ pointer }] });
    expect(temporaryFiles()).toEqual([]);
  });

  test('refuses a body that is no form, a name that no model can have, and a file that is too large', async () => {
    const { call } = await openApp({}, { uploadMaxBytes: 1000 });
    const url = '/models/animals/versions';
    expect((await call({ method: 'POST', url })).json()).toMatchObject({ code: 'REQUEST_INVALID' });
    expect((await call({ method: 'POST', url, payload: { a: 1 } })).json()).toMatchObject({
      code: 'REQUEST_INVALID',
    });
    const named = await call({ method: 'POST', url: '/models/a%20b/versions', ...form([FILE, NAMES]) });
    expect(named.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/name' }] });
    const large = form([{ ...FILE, bytes: 'x'.repeat(2000) }, NAMES]);
    expect((await call({ method: 'POST', url, ...large })).json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  test('says what is wrong with the file', async () => {
    const { call } = await openApp({
      importVersion: () => Promise.reject(new AppError('WEIGHTS_INVALID', 'expected a, received b')),
    });
    const reply = await call({ method: 'POST', url: '/models/animals/versions', ...form([FILE, NAMES]) });
    expect(reply.json()).toMatchObject({
      status: 422,
      code: 'WEIGHTS_INVALID',
      detail: 'expected a, received b',
    });
  });
});

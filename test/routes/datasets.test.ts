import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { HttpUseCases } from '../../src/http/index.ts';
import type { IncomingFile } from '../../src/ports/index.ts';
import { INTAKE_LIMITS, makeDatasetSources } from '../../src/storage/index.ts';
import { form, openApp } from './open-app.ts';
import { dataset, datasetFile } from './samples.ts';

interface Received {
  readonly name: string | null;
  readonly kind: string;
  readonly files: [string, string][];
  readonly path: string;
}

const textOf = async (file: IncomingFile): Promise<string> =>
  file.kind === 'stored' ? readFile(file.file.location, 'utf8') : `not stored: ${file.kind}`;

const sources = makeDatasetSources(null, INTAKE_LIMITS);

/** A use case that reads what it is given, as the real one does. */
const recorder = (received: Received[], isNew = true): Pick<HttpUseCases, 'createDataset'> => ({
  createDataset: async ({ source, name }) => {
    const files: [string, string][] = [];
    if (source.kind === 'files') {
      for await (const file of sources.files(source.location)) files.push([file.path, await textOf(file)]);
    }
    const path = source.kind === 'folder' ? source.path : source.kind === 'archive' ? source.location : '';
    received.push({ name, kind: source.kind, files, path });
    return { dataset, isNew };
  },
});

const url = '/datasets';
const images = [
  { name: 'images', filename: 'cat/a.jpg', bytes: 'AAA' },
  { name: 'images', filename: 'train/dog/b.jpg', bytes: 'B' },
];

describe('POST /datasets', () => {
  test('receives pictures with their folders and the name after them, and leaves no file behind', async () => {
    const received: Received[] = [];
    const { call, temporaryFiles } = await openApp(recorder(received));
    const reply = await call({ method: 'POST', url, ...form([...images, { name: 'name', value: 'pets' }]) });
    expect(reply.status).toBe(201);
    expect(reply.headers['location']).toBe('/datasets/ds_1');
    expect(received).toEqual([
      {
        name: 'pets',
        kind: 'files',
        path: '',
        files: [
          ['cat/a.jpg', 'AAA'],
          ['train/dog/b.jpg', 'B'],
        ],
      },
    ]);
    expect(temporaryFiles()).toEqual([]);
  });

  test('keeps a picture that comes without a file name', async () => {
    const received: Received[] = [];
    const { call } = await openApp(recorder(received));
    const { headers, payload } = form([{ name: 'images', filename: 'NAME', bytes: 'A' }]);
    const nameless = payload.toString().replace('; filename="NAME"', '');
    expect((await call({ method: 'POST', url, headers, payload: nameless })).status).toBe(201);
    expect(received[0]?.files).toEqual([['picture', 'A']]);
  });

  test('answers 200 when the same pictures are there already', async () => {
    const { call } = await openApp(recorder([], false));
    expect((await call({ method: 'POST', url, ...form(images) })).status).toBe(200);
  });

  test('receives a zip as a file and names the dataset after it', async () => {
    const received: Received[] = [];
    const { call, temporaryFiles } = await openApp(recorder(received));
    await call({
      method: 'POST',
      url,
      ...form([{ name: 'archive', filename: 'C:\\pets\\animals.zip', bytes: 'PK' }]),
    });
    expect(received).toMatchObject([{ name: 'animals', kind: 'archive' }]);
    expect(received[0]?.path).toMatch(/^\//);
    expect(temporaryFiles()).toEqual([]);
  });

  test('takes a folder on the server', async () => {
    const received: Received[] = [];
    const { call } = await openApp(recorder(received));
    await call({ method: 'POST', url, payload: { path: 'photos', name: 'pets' } });
    expect(received).toEqual([{ name: 'pets', kind: 'folder', path: 'photos', files: [] }]);
  });

  const file = { filename: 'a/b.jpg', bytes: 'x' };
  const refusals: readonly [string, Parameters<typeof form>[0], string][] = [
    ['a form without files', [{ name: 'name', value: 'pets' }], '/images'],
    ['an archive and images', [{ name: 'archive', ...file }, ...images], '/images'],
    [
      'two archives',
      [
        { name: 'archive', ...file },
        { name: 'archive', ...file },
      ],
      '/archive',
    ],
    ['a file of another name', [{ name: 'image', ...file }], '/image'],
    ['a field of another name', [...images, { name: 'nmae', value: 'x' }], '/nmae'],
    ['an empty name', [...images, { name: 'name', value: '' }], '/name'],
    ['a name of 5000 characters', [...images, { name: 'name', value: 'x'.repeat(5000) }], '/name'],
  ];
  test.each(refusals)('refuses %s, points to it and leaves no file behind', async (_what, parts, pointer) => {
    const { call, temporaryFiles } = await openApp();
    const reply = await call({ method: 'POST', url, ...form(parts) });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ pointer }] });
    expect(temporaryFiles()).toEqual([]);
  });

  const whole = form(images);
  const malformed: readonly [string, object][] = [
    ['without a boundary', { ...whole, headers: { 'content-type': 'multipart/form-data' } }],
    ['that breaks off within a picture', { ...whole, payload: whole.payload.subarray(0, 160) }],
    ['that breaks off before its end', { ...whole, payload: whole.payload.subarray(0, -12) }],
    ['that is no form at all', { ...whole, payload: 'hello' }],
    ['with a part without headers', { ...whole, payload: '--a-boundary-that-no-part-holds\r\n\r\n\r\nx' }],
  ];
  test.each(malformed)('refuses a form %s and leaves no file behind', async (_what, options) => {
    const { call, temporaryFiles } = await openApp();
    const reply = await call({ method: 'POST', url, ...options });
    expect(reply.json()).toMatchObject({ status: 400, code: 'MULTIPART_INVALID' });
    expect(temporaryFiles()).toEqual([]);
  });

  test('refuses an upload over the limit, announced or not, and leaves no file behind', async () => {
    const { call, temporaryFiles } = await openApp({}, { uploadMaxBytes: 1000 });
    const half = { name: 'images', filename: 'cat/a.jpg', bytes: 'x'.repeat(600) };
    const { headers, payload } = form([half, half]);
    const announced = await call({ method: 'POST', url, headers, payload });
    expect(announced.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    const streamed = await call({ method: 'POST', url, headers: chunked, payload });
    expect(streamed.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const single = form([{ ...half, bytes: 'x'.repeat(5000) }]);
    const one = await call({ method: 'POST', url, headers: chunked, payload: single.payload });
    expect(one.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(temporaryFiles()).toEqual([]);
  });

  test('leaves no file behind when the dataset is refused', async () => {
    const error = new AppError('DATASET_TOO_FEW_CLASSES', 'expected two classes, received cat');
    const { call, temporaryFiles } = await openApp({ createDataset: () => Promise.reject(error) });
    const reply = await call({ method: 'POST', url, ...form(images) });
    expect(reply.json()).toMatchObject({ status: 422, code: 'DATASET_TOO_FEW_CLASSES' });
    expect(temporaryFiles()).toEqual([]);
  });

  const bodies: readonly [unknown, string][] = [
    [{ path: 'photos', nam: 'x' }, '/nam'],
    [{ name: 'x' }, '/path'],
    [{ path: 5 }, '/path'],
    [{ path: 'photos', name: '' }, '/name'],
  ];
  test.each(bodies)('refuses the body %j', async (payload, pointer) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url, payload: payload as object });
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  test('refuses other media types and a call without a body', async () => {
    const { call } = await openApp();
    const picture = { 'content-type': 'image/jpeg' };
    const reply = await call({ method: 'POST', url, headers: picture, payload: 'x' });
    expect(reply.json()).toMatchObject({
      code: 'MEDIA_TYPE_UNSUPPORTED',
      detail: 'expected a body of type application/json, multipart/form-data, received "image/jpeg"',
    });
    expect((await call({ method: 'POST', url })).status).toBe(400);
  });
});

describe('datasets', () => {
  test('are listed and shown', async () => {
    const { call } = await openApp({
      listDatasets: () => Promise.resolve({ data: [dataset], nextAfter: null }),
      findDataset: () => Promise.resolve(dataset),
    });
    const list = await call({ method: 'GET', url });
    expect(list.json()).toMatchObject({ data: [{ id: 'ds_1' }], nextAfter: null });
    const one = await call({ method: 'GET', url: '/datasets/ds_1' });
    const { groupShapes: _inside, ...shown } = dataset;
    expect(one.json()).toEqual({ ...shown, binnedAt: null, purgeAt: null });
  });

  test('list their files by verdict, class and split', async () => {
    const calls: unknown[] = [];
    const { call } = await openApp({
      listDatasetFiles: (...given) => {
        calls.push(given);
        return Promise.resolve({ data: [datasetFile], nextAfter: null });
      },
    });
    const reply = await call({
      method: 'GET',
      url: '/datasets/ds_1/files?verdict=corrupt&class=c%20at&split=train&limit=1&after=file_0',
    });
    expect(reply.json()).toMatchObject({ data: [{ class: 'cat', verdict: 'corrupt', width: null }] });
    expect(calls).toEqual([
      ['ds_1', { verdict: 'corrupt', className: 'c at', split: 'train' }, { limit: 1, after: 'file_0' }],
    ]);
  });

  test.each(['verdict=bad', 'split=test', 'limit=1000'])('refuse the query %s', async (query) => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: `/datasets/ds_1/files?${query}` });
    expect(reply.status).toBe(400);
  });

  test('are not found by an id that no dataset can have', async () => {
    const { call } = await openApp();
    for (const line of ['GET /datasets/..%2Fx', 'DELETE /datasets/a.b', 'GET /datasets/%20/files']) {
      const [method = '', path = ''] = line.split(' ');
      expect((await call({ method, url: path })).json()).toMatchObject({ code: 'DATASET_NOT_FOUND' });
    }
  });
});

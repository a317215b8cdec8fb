import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { HttpUseCases } from '../../src/http/index.ts';
import type { DeriveRequest } from '../../src/ports/index.ts';
import { form, openApp } from './open-app.ts';
import { dataset } from './samples.ts';

const url = '/datasets/ds_1/derive';

const recorder = (received: DeriveRequest[], isNew = true): Pick<HttpUseCases, 'deriveDataset'> => ({
  deriveDataset: (request) => {
    received.push(request);
    return Promise.resolve({ dataset, isNew });
  },
});

const changes = { remove: ['file_0000003'], relabel: [{ fileId: 'file_0000001', class: 'dog' }] };
const asked = { remove: ['file_0000003'], relabel: [{ fileId: 'file_0000001', className: 'dog' }] };
const image = { name: 'images', filename: 'cat/a.jpg', bytes: 'AAA' };

describe('POST /datasets/:id/derive', () => {
  test('takes changes as JSON and answers with the new dataset', async () => {
    const received: DeriveRequest[] = [];
    const { call } = await openApp(recorder(received));
    const payload = { ...changes, name: 'better' };
    const reply = await call({ method: 'POST', url: `${url}?leakPolicy=move`, payload });
    expect([reply.status, reply.headers['location']]).toEqual([201, '/datasets/ds_1']);
    expect(reply.json()).toMatchObject({ id: 'ds_1', parent: { id: 'ds_0' } });
    expect(received).toEqual([
      {
        parentId: 'ds_1',
        changes: { ...asked, add: null, predictions: null },
        name: 'better',
        leakPolicy: 'move',
      },
    ]);
  });

  test('answers 200 when the changed content is there already', async () => {
    const { call } = await openApp(recorder([], false));
    expect((await call({ method: 'POST', url, payload: changes })).status).toBe(200);
  });

  test('adds a folder on the server, or an upload', async () => {
    const received: DeriveRequest[] = [];
    const uploads: string[] = [];
    const { call } = await openApp({
      ...recorder(received),
      deriveFromUpload: (uploadId, request) => {
        uploads.push(uploadId);
        received.push(request);
        return Promise.resolve({ dataset, isNew: true });
      },
    });
    for (const add of [{ path: 'more' }, { path: 'more', content: 'reference' }, { uploadId: 'up_1' }])
      expect((await call({ method: 'POST', url, payload: { add } })).status).toBe(201);
    expect(received.map((request) => request.changes.add)).toEqual([
      { kind: 'folder', path: 'more', content: 'copy' },
      { kind: 'folder', path: 'more', content: 'reference' },
      null,
    ]);
    expect(uploads).toEqual(['up_1']);
  });

  test('receives files as a form, with the changes in a field, and leaves no file behind', async () => {
    const received: DeriveRequest[] = [];
    const { call, temporaryFiles } = await openApp(recorder(received));
    const field = { name: 'changes', value: JSON.stringify({ ...changes, name: 'of the field' }) };
    const reply = await call({ method: 'POST', url, ...form([field, image]) });
    expect(reply.status).toBe(201);
    await call({ method: 'POST', url, ...form([image, field, { name: 'name', value: 'of the form' }]) });
    const zip = { name: 'archive', filename: 'animals.zip', bytes: 'PK' };
    await call({ method: 'POST', url, ...form([zip]) });
    expect(received).toMatchObject([
      { changes: { ...asked, add: { kind: 'files' } }, name: 'of the field', leakPolicy: 'report' },
      { changes: asked, name: 'of the form' },
      { changes: { remove: [], relabel: [], add: { kind: 'archive' } }, name: null },
    ]);
    expect(temporaryFiles()).toEqual([]);
  });

  const bodies: readonly [unknown, string][] = [
    [{ remov: [] }, '/remov'],
    [{ remove: ['x', 5] }, '/remove/1'],
    [{ relabel: [{ fileId: 'x' }] }, '/relabel/0/class'],
    [{ relabel: [{ fileId: 'x', class: 'y'.repeat(256) }] }, '/relabel/0/class'],
    [{ add: {} }, '/add'],
    [{ add: { path: 'a', uploadId: 'up_1' } }, '/add/uploadId'],
    [{ add: { content: 'copy' } }, '/add/path'],
    [{ add: { uploadId: 'up_1', content: 'copy' } }, '/add/content'],
    [{ add: { path: 'a', content: 'link' } }, '/add/content'],
    [{ add: { predictions: true } }, '/add/predictions'],
    [{ name: '' }, '/name'],
  ];
  test.each(bodies)('refuses the body %j', async (payload, pointer) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url, payload: payload as object });
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  const fields: readonly [string, string][] = [
    ['{', '/changes'],
    ['{"add":{"path":"x"}}', '/add'],
    ['{"relabel":[{"fileId":"x","clas":"y"}]}', '/relabel/0/clas'],
  ];
  test.each(fields)(
    'refuses a form with the changes %s and leaves no file behind',
    async (value, pointer) => {
      const { call, temporaryFiles } = await openApp();
      const reply = await call({ method: 'POST', url, ...form([image, { name: 'changes', value }]) });
      const { errors } = reply.json() as { errors: { pointer: string }[] };
      expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
      expect(errors.map((fault) => fault.pointer)).toContain(pointer);
      expect(temporaryFiles()).toEqual([]);
    },
  );

  test('takes a field of changes that is longer than other fields may be', async () => {
    const received: DeriveRequest[] = [];
    const { call } = await openApp(recorder(received));
    const remove = Array.from({ length: 1000 }, (_, position) => `file_${String(position).padStart(7, '0')}`);
    const field = { name: 'changes', value: JSON.stringify({ remove }) };
    expect((await call({ method: 'POST', url, ...form([field, image]) })).status).toBe(201);
    expect(received[0]?.changes.remove).toHaveLength(1000);
  });

  test('refuses a form with the changes only, a form that is too large, and a call without a body', async () => {
    const { call } = await openApp({}, { uploadMaxBytes: 1000 });
    const only = form([{ name: 'changes', value: JSON.stringify(changes) }]);
    expect((await call({ method: 'POST', url, ...only })).json()).toMatchObject({
      errors: [{ pointer: '/images' }],
    });
    const large = form([{ ...image, bytes: 'x'.repeat(5000) }]);
    expect((await call({ method: 'POST', url, ...large })).json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect((await call({ method: 'POST', url })).status).toBe(400);
  });

  test.each(['DATASET_NOT_FOUND', 'DATASET_CHANGED', 'DATASET_LEAKS', 'MANIFEST_INVALID'] as const)(
    'passes %s on',
    async (code) => {
      const { call } = await openApp({ deriveDataset: () => Promise.reject(new AppError(code, 'no')) });
      expect((await call({ method: 'POST', url, payload: changes })).json()).toMatchObject({ code });
    },
  );
});

describe('the bin', () => {
  const at = '2026-03-01T09:30:00.000Z';

  test('takes a dataset, or with purge=true removes it for good', async () => {
    const calls: unknown[] = [];
    const { call } = await openApp({
      removeDataset: (...given) => {
        calls.push(given);
        return Promise.resolve();
      },
    });
    for (const query of ['', '?purge=false', '?purge=true'])
      expect((await call({ method: 'DELETE', url: `/datasets/ds_1${query}` })).status).toBe(204);
    expect(calls).toEqual([
      ['ds_1', 'bin'],
      ['ds_1', 'bin'],
      ['ds_1', 'purge'],
    ]);
    expect((await call({ method: 'DELETE', url: '/datasets/ds_1?purge=1' })).status).toBe(400);
    expect((await call({ method: 'DELETE', url: '/datasets/ds_1?purg=true' })).status).toBe(400);
  });

  test('does not take a dataset that a job uses', async () => {
    const inUse = new AppError('DATASET_IN_USE', 'job_1 uses it');
    const { call } = await openApp({ removeDataset: () => Promise.reject(inUse) });
    expect((await call({ method: 'DELETE', url: '/datasets/ds_2' })).status).toBe(409);
  });

  test('is listed with the times at which datasets came and will go', async () => {
    const { call } = await openApp({
      listBinnedDatasets: () => Promise.resolve({ data: [{ dataset, binnedAt: at }], nextAfter: null }),
      listDatasets: () => Promise.resolve({ data: [dataset], nextAfter: null }),
    });
    const bin = await call({ method: 'GET', url: '/datasets?binned=true' });
    expect(bin.json()).toMatchObject({
      data: [{ id: 'ds_1', binnedAt: at, purgeAt: '2026-03-31T09:30:00.000Z' }],
    });
    for (const query of ['', '?binned=false']) {
      const list = await call({ method: 'GET', url: `/datasets${query}` });
      expect(list.json()).toMatchObject({ data: [{ id: 'ds_1', binnedAt: null, purgeAt: null }] });
    }
    expect((await call({ method: 'GET', url: '/datasets?binned=yes' })).status).toBe(400);
  });

  test('gives a dataset back', async () => {
    const { call } = await openApp({
      restoreDataset: (id) =>
        id === 'ds_1' ? Promise.resolve(dataset) : Promise.reject(new AppError('DATASET_NOT_FOUND', 'none')),
    });
    const reply = await call({ method: 'POST', url: '/datasets/ds_1/restore' });
    expect([reply.status, reply.json()]).toMatchObject([200, { id: 'ds_1', binnedAt: null }]);
    expect((await call({ method: 'POST', url: '/datasets/ds_2/restore' })).status).toBe(404);
    const withBody = await call({ method: 'POST', url: '/datasets/ds_1/restore', payload: { purge: true } });
    expect(withBody.json()).toMatchObject({ errors: [{ pointer: '/purge' }] });
  });
});

import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { CreateFromUploadInput } from '../../src/usecases/index.ts';
import { type OpenApp, openApp } from './open-app.ts';
import { dataset } from './samples.ts';

describe('POST /datasets with an uploadId', () => {
  const post = (call: OpenApp['call'], payload: object, query = '') =>
    call({ method: 'POST', url: `/datasets${query}`, payload });

  test('makes a dataset of the upload', async () => {
    const given: CreateFromUploadInput[] = [];
    const { call } = await openApp({
      createFromUpload: (input) => {
        given.push(input);
        return Promise.resolve({ dataset, isNew: true });
      },
    });
    const reply = await post(call, { uploadId: 'up_1', name: 'pets' }, '?leakPolicy=move');
    expect([reply.status, reply.headers['location']]).toEqual([201, '/datasets/ds_1']);
    expect((await post(call, { uploadId: 'up_2' })).status).toBe(201);
    expect(given).toEqual([
      { uploadId: 'up_1', name: 'pets', leakPolicy: 'move' },
      { uploadId: 'up_2', name: null, leakPolicy: 'report' },
    ]);
  });

  test.each(['UPLOAD_NOT_FOUND', 'UPLOAD_CONFLICT'] as const)('answers %s', async (code) => {
    const { call } = await openApp({
      createFromUpload: () => Promise.reject(new AppError(code, 'expected all 10 bytes, received 4 so far')),
    });
    expect((await post(call, { uploadId: 'up_1' })).json()).toMatchObject({ code });
  });

  test('looks for no upload by an id that none can have', async () => {
    const { call } = await openApp();
    const reply = await post(call, { uploadId: '../../etc/passwd' });
    expect(reply.json()).toMatchObject({ status: 404, code: 'UPLOAD_NOT_FOUND' });
  });

  test.each([
    [{ path: 'photos', uploadId: 'up_1' }, '/uploadId'],
    [{ uploadId: 'up_1', content: 'copy' }, '/content'],
    [{ name: 'pets' }, '/path'],
    [{ uploadId: 5 }, '/uploadId'],
    [{ uploadid: 'up_1' }, '/uploadid'],
  ])('refuses the body %j and points to what is wrong', async (payload, pointer) => {
    const { call } = await openApp();
    const reply = await post(call, payload);
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });
});

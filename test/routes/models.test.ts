import { describe, expect, test } from 'vitest';
import { AppError, summaryOf } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';
import { manifest, model, versionView } from './samples.ts';

describe('models', () => {
  test('are listed and shown with their aliases', async () => {
    const { call } = await openApp({
      listModels: () => Promise.resolve({ data: [model], nextAfter: 'animals' }),
      findModel: () => Promise.resolve(model),
    });
    expect((await call({ method: 'GET', url: '/models?limit=1' })).json()).toEqual({
      data: [model],
      nextAfter: 'animals',
    });
    expect((await call({ method: 'GET', url: '/models/animals' })).json()).toEqual(model);
  });

  test('show the manifest of a version without the name of its file', async () => {
    const asked: unknown[] = [];
    const { call } = await openApp({
      showVersion: (...given) => {
        asked.push(given);
        return Promise.resolve(versionView);
      },
    });
    const reply = await call({ method: 'GET', url: '/models/animals/versions/3' });
    expect(asked).toEqual([['animals', 3]]);
    expect(reply.body).not.toContain('weights.safetensors');
    expect(reply.json()).toMatchObject({
      version: 3,
      inputSize: { width: 224, height: 224, channels: 3 },
      preprocessing: { mode: 'caffe', interpolation: 'bilinear', orient: true },
      weights: { bytes: 4104 },
      recipe: { head: { pool: 'fullyConnected' } },
      aliases: ['latest', 'prod'],
      description: 'the one to beat',
      metadata: { team: 'birds' },
      links: { job: '/jobs/job_1' },
    });
  });

  test("show their layers as data, or as Keras's table for who asks for text", async () => {
    const { call } = await openApp({ summariseVersion: () => Promise.resolve(summaryOf(manifest)) });
    const url = '/models/animals/versions/3/summary';
    const data = await call({ method: 'GET', url });
    expect(data.json()).toMatchObject({
      name: 'functional',
      parameters: 14_715_714,
      layers: expect.arrayContaining([
        { name: 'dense', type: 'Dense', outputShape: [null, 2], parameters: 1026, trainable: true },
      ]) as unknown,
    });
    const text = await call({ method: 'GET', url, headers: { accept: 'text/plain' } });
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.body).toContain('│ block5_pool (MaxPooling2D)                 │ (None, 7, 7, 512)');
    expect(text.body).toContain(' Total params: 14,715,714 (56.14 MB)');
    const none = await call({ method: 'GET', url, headers: { accept: 'image/png' } });
    expect(none.json()).toMatchObject({ code: 'NOT_ACCEPTABLE' });
  });

  test('list their versions', async () => {
    const { call } = await openApp({
      listVersions: () => Promise.resolve({ data: [versionView], nextAfter: null }),
    });
    const reply = await call({ method: 'GET', url: '/models/animals/versions' });
    expect(reply.json()).toMatchObject({
      data: [{ model: 'animals', version: 3, aliases: ['latest', 'prod'] }],
      nextAfter: null,
    });
  });

  test('change the description and the metadata of a version, where null removes', async () => {
    const asked: unknown[] = [];
    const { call } = await openApp({
      changeNotes: (...given) => {
        asked.push(given);
        return Promise.resolve({ ...versionView, description: null, metadata: { ticket: '42' } });
      },
    });
    const payload = { description: null, metadata: { team: null, ticket: '42' } };
    const reply = await call({ method: 'PATCH', url: '/models/animals/versions/3', payload });
    expect(asked).toEqual([['animals', 3, payload]]);
    expect(reply.json()).toMatchObject({ description: null, metadata: { ticket: '42' } });
  });

  test.each([
    [{ notes: 'x' }, '/notes'],
    [{ description: 7 }, '/description'],
    [{ description: 'x'.repeat(2001) }, '/description'],
    [{ metadata: { team: 7 } }, '/metadata/team'],
    [{ metadata: { team: 'x'.repeat(501) } }, '/metadata/team'],
    [{ metadata: { ['x'.repeat(65)]: 'y' } }, `/metadata/${'x'.repeat(65)}`],
  ])('refuse the change %j', async (payload, pointer) => {
    const { call } = await openApp();
    const reply = await call({ method: 'PATCH', url: '/models/animals/versions/3', payload });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  test('are not found when they are not there', async () => {
    const { call } = await openApp({
      findModel: () => Promise.reject(new AppError('MODEL_NOT_FOUND', 'there is no birds')),
    });
    expect((await call({ method: 'GET', url: '/models/birds' })).status).toBe(404);
    for (const path of [
      '/models/..%2Fx',
      '/models/a%20b/versions',
      '/models/a@b/versions/1',
      `/models/${'x'.repeat(300)}`,
    ]) {
      expect((await call({ method: 'GET', url: path })).json()).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    }
  });

  test.each(['0', 'latest', '1.5', '-1'])('have no version %s', async (version) => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: `/models/animals/versions/${version}` });
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/version' }] });
  });
});

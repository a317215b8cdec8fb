import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { HttpApiKey, HttpUseCases } from '../../src/http/index.ts';
import { openApp } from './open-app.ts';
import { answer, job, model } from './samples.ts';

const key = (secret: string, ...scopes: HttpApiKey['scopes']): HttpApiKey => ({
  sha256: createHash('sha256').update(secret).digest('hex'),
  scopes,
});

const apiKeys = [key('ask', 'predict'), key('teach', 'train'), key('rule', 'admin')];

const useCases: Partial<HttpUseCases> = {
  predict: () => Promise.resolve(answer),
  startTraining: () => Promise.resolve(job),
  findModel: () => Promise.resolve(model),
};

const calls = {
  predict: { method: 'POST', url: '/predict', payload: { images: ['YWJj'] } },
  train: { method: 'POST', url: '/jobs', payload: { model: 'animals', dataset: { id: 'ds_1' } } },
  model: { method: 'GET', url: '/models/animals' },
};

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('API keys', () => {
  test('allow what their scopes say, and admin everything', async () => {
    const { call } = await openApp(useCases, { apiKeys });
    const statuses = async (secret: string): Promise<number[]> => {
      const replies = [];
      for (const options of Object.values(calls)) {
        replies.push((await call({ ...options, headers: bearer(secret) })).status);
      }
      return replies;
    };
    expect(await statuses('ask')).toEqual([200, 403, 200]);
    expect(await statuses('teach')).toEqual([403, 202, 200]);
    expect(await statuses('rule')).toEqual([200, 202, 200]);
  });

  test.each(['', 'Bearer', 'Bearer wrong', 'Basic YXNr', 'ask', 'Bearer ask more'])(
    'are asked for when the header is "%s"',
    async (authorization) => {
      const { call } = await openApp({}, { apiKeys });
      const reply = await call({ ...calls.predict, headers: { authorization } });
      expect(reply.json()).toMatchObject({ status: 401, code: 'KEY_MISSING' });
      expect(reply.headers['www-authenticate']).toBe('Bearer');
    },
  );

  test('are named with the scope that they lack', async () => {
    const { call } = await openApp({}, { apiKeys });
    const reply = await call({ ...calls.train, headers: bearer('ask') });
    expect(reply.json()).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
    expect(reply.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="train"');
  });

  test('need the scope admin to remove a dataset for good, whatever form the query has', async () => {
    const removals: string[] = [];
    const removeDataset: HttpUseCases['removeDataset'] = (_id, removal) => {
      removals.push(removal);
      return Promise.resolve();
    };
    const { call } = await openApp({ removeDataset }, { apiKeys });
    const remove = (query: string, secret: string) =>
      call({ method: 'DELETE', url: `/datasets/ds_1${query}`, headers: bearer(secret) });
    expect((await remove('?purge=false', 'teach')).status).toBe(204);
    const refused = await remove('?purge=true', 'teach');
    expect(refused.json()).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
      detail: 'expected a key with the scope admin, received one with train',
    });
    expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_scope", scope="admin"');
    for (const query of ['?purge', '?purge=1', '?purge=true&purge=false', '?%70urge=true'])
      expect((await remove(query, 'teach')).status, query).toBe(403);
    expect((await remove('?purge=true', 'rule')).status).toBe(204);
    expect(removals).toEqual(['bin', 'purge']);
  });

  test('are asked for before a body is read', async () => {
    const { call } = await openApp({}, { apiKeys });
    const broken = { 'content-type': 'application/json' };
    expect((await call({ method: 'POST', url: '/jobs', headers: broken, payload: '{' })).status).toBe(401);
  });

  test('are not asked for health, documentation and unknown addresses', async () => {
    const { call } = await openApp({}, { apiKeys });
    for (const url of ['/health/live', '/openapi.json', '/problems/internal', '/docs']) {
      expect((await call({ method: 'GET', url })).status, url).toBe(200);
    }
    expect((await call({ method: 'GET', url: '/nowhere' })).status).toBe(404);
  });

  test('are not asked for when none is configured', async () => {
    const { call } = await openApp(useCases);
    expect((await call(calls.predict)).status).toBe(200);
  });
});

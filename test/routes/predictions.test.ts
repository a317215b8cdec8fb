import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { DeriveRequest } from '../../src/ports/index.ts';
import { aPrediction } from '../unit/memory-predictions.ts';
import { openApp } from './open-app.ts';
import { dataset } from './samples.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const EXPIRES = '2026-03-31T09:30:00.000Z';
const LABEL = { className: 'dog', at: '2026-03-02T09:30:00.000Z', by: 'req_7' };
const view = { prediction: aPrediction('pred_1', { label: LABEL }), expiresAt: EXPIRES };
const body = {
  ...aPrediction('pred_1'),
  label: LABEL,
  probability: 0.6,
  expiresAt: EXPIRES,
  links: {
    self: '/predictions/pred_1',
    image: '/predictions/pred_1/image',
    version: '/models/animals/versions/3',
  },
};

describe('GET /predictions', () => {
  const withList = async () => {
    const asked: unknown[] = [];
    const opened = await openApp({
      listPredictions: (...of) => {
        asked.push(of);
        return Promise.resolve({ data: [view], nextAfter: 'pred_1' });
      },
    });
    return { ...opened, asked };
  };

  test('lists all, newest first, where nothing is asked', async () => {
    const { call, asked } = await withList();
    const reply = await call({ method: 'GET', url: '/predictions' });
    expect(reply.json()).toEqual({ data: [body], nextAfter: 'pred_1' });
    const all = { model: null, maxProbability: null, isLabelled: null };
    expect(asked).toEqual([[all, 'newest', { limit: 20, after: null }]]);
  });

  test('takes every filter, both orders and the part', async () => {
    const { call, asked } = await withList();
    const query = 'model=animals&maxProbability=0.7&labelled=false&order=uncertain&limit=5&after=pred_9';
    expect((await call({ method: 'GET', url: `/predictions?${query}` })).status).toBe(200);
    const filter = { model: 'animals', maxProbability: 0.7, isLabelled: false };
    expect(asked).toEqual([[filter, 'uncertain', { limit: 5, after: 'pred_9' }]]);
  });

  test.each(['maxProbability=1.5', 'labelled=yes', 'order=oldest', 'limit=0', 'model=a/b', 'labeled=true'])(
    'refuses the query %s',
    async (query) => {
      const { call } = await openApp();
      const reply = await call({ method: 'GET', url: `/predictions?${query}` });
      expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    },
  );
});

describe('a stored prediction', () => {
  test('is shown, and has no label before it is given one', async () => {
    const prediction = aPrediction('pred_1');
    const { call } = await openApp({
      findPrediction: () => Promise.resolve({ prediction, expiresAt: EXPIRES }),
    });
    expect((await call({ method: 'GET', url: '/predictions/pred_1' })).json()).toEqual({
      ...body,
      label: null,
    });
  });

  test('is labelled, and the label says by which request', async () => {
    const asked: unknown[] = [];
    const { call } = await openApp({
      labelPrediction: (...of) => {
        asked.push(of);
        return Promise.resolve(view);
      },
    });
    const url = '/predictions/pred_1/label';
    const reply = await call({ method: 'POST', url, payload: { className: 'dog' } });
    expect([reply.status, reply.json()]).toEqual([200, body]);
    expect(asked).toEqual([['pred_1', 'dog', reply.headers['x-request-id']]]);
  });

  test.each([
    {},
    { className: 5 },
    { class: 'dog' },
    { className: 'dog', by: 'me' },
    { className: 'x'.repeat(256) },
  ])('is not labelled by %j', async (payload) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url: '/predictions/pred_1/label', payload });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  test('is shown as a small JPEG that has to be asked for again, as it may have been removed', async () => {
    const asked: unknown[] = [];
    const { call } = await openApp({
      readPredictionPicture: (...of) => {
        asked.push(of);
        return Promise.resolve({ bytes: new Uint8Array(JPEG), etag: '"abc-256"' });
      },
    });
    const url = '/predictions/pred_1/image';
    const reply = await call({ method: 'GET', url });
    expect(reply.headers).toMatchObject({
      'content-type': 'image/jpeg',
      etag: '"abc-256"',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    const known = await call({
      method: 'GET',
      url: `${url}?size=64`,
      headers: { 'if-none-match': '"abc-256"' },
    });
    expect([known.status, known.body]).toEqual([304, '']);
    expect(asked).toEqual([
      ['pred_1', 256],
      ['pred_1', 64],
    ]);
    expect((await call({ method: 'GET', url: `${url}?size=63` })).status).toBe(400);
  });

  test('is removed', async () => {
    const removed: string[] = [];
    const { call } = await openApp({
      removePrediction: (id) => {
        removed.push(id);
        return Promise.resolve();
      },
    });
    expect((await call({ method: 'DELETE', url: '/predictions/pred_1' })).status).toBe(204);
    expect(removed).toEqual(['pred_1']);
  });

  const none = () => Promise.reject(new AppError('PREDICTION_NOT_FOUND', 'none'));

  test.each([
    ['GET', '', undefined],
    ['GET', '/image', undefined],
    ['POST', '/label', { className: 'cat' }],
    ['DELETE', '', undefined],
  ] as const)(
    'is not found by %s %s, and an address that is no id reaches no store',
    async (method, rest, payload) => {
      const { call } = await openApp({
        findPrediction: none,
        readPredictionPicture: none,
        labelPrediction: none,
        removePrediction: none,
      });
      for (const id of ['pred_9', '..%2f..%2fetc', 'a%00b', 'x'.repeat(300)]) {
        const options = {
          method,
          url: `/predictions/${id}${rest}`,
          ...(payload === undefined ? {} : { payload }),
        };
        expect((await call(options)).json()).toMatchObject({ status: 404, code: 'PREDICTION_NOT_FOUND' });
      }
    },
  );

  test('is for keys that may train', async () => {
    const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
    const apiKeys = (['predict', 'train'] as const).map((scope) => ({
      scopes: [scope],
      sha256: hashOf(scope),
    }));
    const { call } = await openApp({ findPrediction: () => Promise.resolve(view) }, { apiKeys });
    const ask = async (key: string): Promise<number> => {
      const headers = { authorization: `Bearer ${key}` };
      return (await call({ method: 'GET', url: '/predictions/pred_1', headers })).status;
    };
    expect([await ask('predict'), await ask('train')]).toEqual([403, 200]);
  });
});

describe('POST /datasets/:id/derive with predictions', () => {
  test.each([
    [{ model: 'animals' }, { by: 'model', model: 'animals' }],
    [{ ids: ['pred_1', 'pred_2'] }, { by: 'ids', ids: ['pred_1', 'pred_2'] }],
  ])('takes %j', async (predictions, expected) => {
    const received: DeriveRequest[] = [];
    const { call } = await openApp({
      deriveDataset: (request) => {
        received.push(request);
        return Promise.resolve({ dataset, isNew: true });
      },
    });
    const url = '/datasets/ds_1/derive';
    expect((await call({ method: 'POST', url, payload: { predictions } })).status).toBe(201);
    expect(received[0]?.changes.predictions).toEqual(expected);
  });

  test.each([{}, { model: 'animals', ids: ['pred_1'] }, { ids: [] }, { ids: [1] }, { models: 'animals' }])(
    'refuses %j',
    async (predictions) => {
      const { call } = await openApp();
      const reply = await call({ method: 'POST', url: '/datasets/ds_1/derive', payload: { predictions } });
      expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    },
  );
});

import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { HttpSettings } from '../../src/http/index.ts';
import type { PredictInput } from '../../src/usecases/index.ts';
import { form, openApp } from './open-app.ts';
import { answer } from './samples.ts';

const recording = async (settings: Partial<HttpSettings> = {}) => {
  const orders: PredictInput[] = [];
  const predict = (order: PredictInput) => {
    orders.push(order);
    return Promise.resolve(answer);
  };
  const opened = await openApp({ predict }, settings);
  return { ...opened, orders };
};

const url = '/predict';

const plain = {
  topK: [
    { className: 'cat', probability: 0.9 },
    { className: 'dog', probability: 0.1 },
  ],
  abstained: false,
  cached: false,
};
const image = (bytes: string, name = 'image') => ({ name, filename: 'x.jpg', bytes });

describe('POST /predict', () => {
  test('takes parts of a form, a raw body of any image type or bytes, and base64', async () => {
    const { call, orders } = await recording();
    await call({ method: 'POST', url, ...form([image('one'), image('two')]) });
    for (const type of ['image/jpeg', 'image/svg+xml; charset=utf-8', 'application/octet-stream']) {
      await call({ method: 'POST', url, headers: { 'content-type': type }, payload: 'raw' });
    }
    const images = ['YWJj', 'YQ=='];
    const reply = await call({ method: 'POST', url, payload: { images } });
    expect(reply.json()).toEqual({ ...answer, predictions: [plain] });
    expect(reply.headers['cache-control']).toBe('no-store');
    const texts = orders.map(({ pictures }) => pictures.map((bytes) => Buffer.from(bytes).toString()));
    expect(texts).toEqual([['one', 'two'], ['raw'], ['raw'], ['raw'], ['abc', 'a']]);
  });

  test('takes a large picture as base64 (a long text overflowed the stack)', async () => {
    const { call, orders } = await recording({ imageMaxBytes: 20 * 1024 ** 2 });
    const bytes = Buffer.alloc(20 * 1024 ** 2, 'picture');
    const reply = await call({ method: 'POST', url, payload: { images: [bytes.toString('base64')] } });
    expect(reply.status).toBe(200);
    expect(orders[0]?.pictures[0]?.length).toBe(bytes.length);
  });

  test.each(['YWJ', 'YW=j', 'Y===', 'YWJj\n', 'YW-_'])('refuses %j as base64', async (text) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url, payload: { images: [text] } });
    expect(reply.json()).toMatchObject({ status: 400, errors: [{ pointer: '/images/0' }] });
  });

  test('reads model, topK and threshold from the query', async () => {
    const { call, orders } = await recording();
    const payload = { images: ['YWJj'] };
    for (const query of [
      '',
      '?model=animals',
      '?model=animals%40prod&topK=1',
      '?model=animals:3&threshold=0.5',
    ]) {
      await call({ method: 'POST', url: `/predict${query}`, payload });
    }
    expect(orders.map(({ reference, topK, threshold }) => [reference, topK, threshold])).toEqual([
      [null, 5, null],
      [{ model: 'animals', by: 'alias', alias: 'latest' }, 5, null],
      [{ model: 'animals', by: 'alias', alias: 'prod' }, 1, null],
      [{ model: 'animals', by: 'version', version: 3 }, 5, 0.5],
    ]);
  });

  test.each([
    'model=a%20b',
    'model=a:0',
    'model=',
    'topK=0',
    'topK=x',
    'threshold=1.1',
    'explain=lime',
    'store=maybe',
  ])('refuses the query %s', async (query) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url: `/predict?${query}`, payload: { images: ['YWJj'] } });
    const pointer = `/${query.split('=')[0] ?? ''}`;
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  test('reads from the query whether answers are explained and stored', async () => {
    const { call, orders } = await recording();
    for (const query of ['', '?explain=gradcam', '?store=true', '?store=false&explain=gradcam']) {
      await call({ method: 'POST', url: `${url}${query}`, payload: { images: ['YWJj'] } });
    }
    expect(orders.map(({ explain, store }) => [explain, store])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [true, false],
    ]);
  });

  test.each([
    [undefined, 'use'],
    ['', 'use'],
    ['max-age=0', 'use'],
    ['no-cache', 'renew'],
    ['NO-CACHE', 'renew'],
    ['max-age=0 , No-Cache', 'renew'],
    ['no-store', 'bypass'],
    ['no-cache, no-store', 'bypass'],
    ['x="no-store, no-cache"', 'use'],
    ['x="a\\"no-store", no-cache="b"', 'renew'],
    ['x-no-cache, no-cached', 'use'],
  ])('takes Cache-Control %j as %s', async (header, cache) => {
    const { call, orders } = await recording();
    const headers = header === undefined ? {} : { 'cache-control': header };
    await call({ method: 'POST', url, headers, payload: { images: ['YWJj'] } });
    expect(orders).toMatchObject([{ cache }]);
  });

  test('gives explanations as pictures in base64, and the ids of stored predictions', async () => {
    const explanation = {
      method: 'gradcam' as const,
      className: 'cat',
      layer: 'block5_pool',
      heatMap: Buffer.from('xx-heat').subarray(3),
      blended: Buffer.from('blended'),
      ms: 12.5,
    };
    const error = new AppError('IMAGE_UNREADABLE', 'it ends too early');
    const explained = { ...plain, explanation, predictionId: 'pred_1' };
    const { call } = await openApp({
      predict: () => Promise.resolve({ ...answer, predictions: [explained, { error }, explained] }),
    });
    const reply = await call({
      method: 'POST',
      url: `${url}?explain=gradcam&store=true`,
      ...form([image('one'), image('two'), image('one')]),
    });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    const png = (bytes: string) => ({
      mediaType: 'image/png',
      base64: Buffer.from(bytes).toString('base64'),
    });
    const entry = {
      ...plain,
      explanation: { ...explanation, heatMap: png('heat'), blended: png('blended') },
      predictionId: 'pred_1',
    };
    const { model, version, timing } = answer;
    expect(reply.json()).toEqual({
      model,
      version,
      predictions: [
        entry,
        { error: expect.objectContaining({ code: 'IMAGE_UNREADABLE' }) as unknown },
        entry,
      ],
      timing,
    });
  });

  test('gives a bad picture among good ones an entry of its own', async () => {
    const error = new AppError('IMAGE_UNREADABLE', 'it ends too early');
    const { call } = await openApp({
      predict: () => Promise.resolve({ ...answer, predictions: [...answer.predictions, { error }] }),
    });
    const reply = await call({ method: 'POST', url, ...form([image('one'), image('two')]) });
    expect(reply.json()).toMatchObject({
      predictions: [plain, { error: { code: 'IMAGE_UNREADABLE', status: 422, instance: '/predict' } }],
    });
  });

  test.each([
    new AppError('MODEL_NOT_READY', 'train one with POST /jobs'),
    new AppError('MODEL_NOT_FOUND', 'there is no birds'),
    new AppError('IMAGE_TYPE_UNSUPPORTED', 'it is text'),
    new AppError('IMAGE_UNREADABLE', 'it is empty'),
    new AppError('IMAGE_TOO_LARGE', '30000 x 30000'),
    new AppError('PREDICTOR_UNAVAILABLE', 'it is starting'),
    new AppError('PREDICT_QUEUE_FULL', '256 pictures wait'),
    new AppError('PREDICT_DEADLINE', 'waited 30 s'),
  ])('passes on $code', async (error) => {
    const { call } = await openApp({ predict: () => Promise.reject(error) });
    const reply = await call({ method: 'POST', url, ...form([image('one')]) });
    expect(reply.json()).toMatchObject({ status: error.status, code: error.code });
  });

  test('passes an empty picture on, so that its fault is the one of the picture', async () => {
    const { call, orders } = await recording();
    await call({ method: 'POST', url, headers: { 'content-type': 'image/png' }, payload: '' });
    await call({ method: 'POST', url, ...form([image('')]) });
    expect(orders.map(({ pictures }) => pictures.map(({ length }) => length))).toEqual([[0], [0]]);
  });

  const seventeen = Array.from({ length: 17 }, () => image('x'));
  const refusals: readonly [string, object, number, string][] = [
    ['a form without parts', form([]), 400, 'REQUEST_INVALID'],
    ['seventeen parts', form(seventeen), 400, 'REQUEST_INVALID'],
    ['thirty-four parts', form([...seventeen, ...seventeen]), 400, 'REQUEST_INVALID'],
    ['a part of another name', form([image('x', 'picture')]), 400, 'REQUEST_INVALID'],
    ['a field', form([{ name: 'image', value: 'x' }]), 400, 'REQUEST_INVALID'],
    ['a form that breaks off', { ...form([image('x')]), payload: '--a-boundary' }, 400, 'MULTIPART_INVALID'],
    ['no picture in JSON', { payload: { images: [] } }, 400, 'REQUEST_INVALID'],
    [
      'seventeen pictures in JSON',
      { payload: { images: seventeen.map(() => 'YQ==') } },
      400,
      'REQUEST_INVALID',
    ],
    ['what is no base64', { payload: { images: ['YQ==', 'a b'] } }, 400, 'REQUEST_INVALID'],
    ['an unknown field in JSON', { payload: { image: ['YQ=='] } }, 400, 'REQUEST_INVALID'],
    ['no body', {}, 400, 'REQUEST_INVALID'],
    [
      'a form of curl without a type',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'x' },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
  ];
  test.each(refusals)('refuses %s', async (_what, options, status, code) => {
    const { call } = await openApp();
    expect((await call({ method: 'POST', url, ...options })).json()).toMatchObject({ status, code });
  });

  test('refuses a picture over the limit in each form', async () => {
    const { call } = await openApp({}, { imageMaxBytes: 100 });
    const large = 'x'.repeat(101);
    const raw = { headers: { 'content-type': 'image/jpeg' }, payload: large };
    const json = { payload: { images: [Buffer.from(large).toString('base64')] } };
    for (const options of [raw, json, form([image('small'), image(large)])]) {
      expect((await call({ method: 'POST', url, ...options })).json()).toMatchObject({
        code: 'BODY_TOO_LARGE',
      });
    }
  });

  test('says where base64 is wrong', async () => {
    const { call } = await openApp();
    const reply = await call({
      method: 'POST',
      url,
      payload: { images: ['YQ==', 'data:image/png;base64,YQ=='] },
    });
    expect(reply.json()).toMatchObject({ errors: [{ pointer: '/images/1' }] });
  });
});

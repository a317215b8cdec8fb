import { describe, expect, test } from 'vitest';
import { AppError, type ModelReference } from '../../src/domain/index.ts';
import type { InferredTensors, TensorPictures } from '../../src/usecases/index.ts';
import { openApp } from './open-app.ts';
import { manifest } from './samples.ts';

const inferred: InferredTensors = {
  model: 'animals',
  version: 3,
  classNames: ['cat', 'dog'],
  rows: [{ probabilities: [0.75, 0.25], classIndex: 0, abstained: false }],
};

const recording = async () => {
  const orders: { reference: ModelReference; tensor: TensorPictures }[] = [];
  const opened = await openApp({
    inferTensors: (order) => {
      orders.push(order);
      return Promise.resolve(inferred);
    },
  });
  return { ...opened, orders };
};

const parts = {
  redis: { state: 'ready' },
  storage: { state: 'ready' },
  predictor: { state: 'ready' },
} as const;
const healthy = { ready: true, degraded: false, parts } as const;
const url = '/v2/models/animals/infer';
const inputs = [{ name: 'image', shape: [1], datatype: 'BYTES', data: ['YWJj'] }];

const element = Buffer.from([3, 0, 0, 0, ...Buffer.from('abc')]);
const binary = (more: object = {}, tail: Uint8Array = element) => {
  const input = {
    name: 'image',
    shape: [1],
    datatype: 'BYTES',
    parameters: { binary_data_size: tail.length },
  };
  const json = Buffer.from(JSON.stringify({ inputs: [input], ...more }));
  return { length: String(json.length), payload: Buffer.concat([json, tail]) };
};

describe('GET /v2', () => {
  test('says what answers and what it speaks', async () => {
    const { call } = await openApp({}, { version: '1.2.3' });
    const reply = await call({ method: 'GET', url: '/v2' });
    expect(reply.json()).toEqual({ name: 'whetstone', version: '1.2.3', extensions: ['binary_tensor_data'] });
  });

  test('is alive without asking anybody', async () => {
    const { call } = await openApp();
    expect((await call({ method: 'GET', url: '/v2/health/live' })).json()).toEqual({ live: true });
  });

  test.each([
    ['', healthy, 200, { ready: true }],
    [' with Redis down', { ...healthy, degraded: true }, 200, { ready: true }],
    [
      ' without a predictor',
      {
        ready: false,
        degraded: false,
        parts: { ...parts, predictor: { state: 'starting', detail: 'it starts' } },
      },
      503,
      { code: 'PREDICTOR_UNAVAILABLE', error: 'it starts' },
    ],
    [
      ' without storage',
      { ready: false, degraded: false, parts: { ...parts, storage: { state: 'down', detail: 'no disk' } } },
      503,
      { code: 'STORAGE_UNAVAILABLE', error: 'no disk' },
    ],
  ] as const)('is as ready as /health/ready says%s', async (_when, health, status, body) => {
    const { call } = await openApp({ checkHealth: () => Promise.resolve(health) });
    const reply = await call({ method: 'GET', url: '/v2/health/ready' });
    expect(reply.status).toBe(status);
    expect((await call({ method: 'GET', url: '/health/ready' })).status).toBe(status);
    expect(reply.json()).toMatchObject(body);
  });
});

describe('GET /v2/models/:name', () => {
  const showing = async () => {
    const references: ModelReference[] = [];
    const opened = await openApp({
      checkHealth: () => Promise.resolve(healthy),
      showServedModel: (reference) => {
        references.push(reference);
        return Promise.resolve({ manifest, versions: [3, 1] });
      },
    });
    return { ...opened, references };
  };

  test('describes the tensors, with the class names and the versions that can be asked', async () => {
    const { call } = await showing();
    const reply = await call({ method: 'GET', url: '/v2/models/animals' });
    expect(reply.json()).toMatchObject({
      name: 'animals',
      versions: ['3', '1'],
      inputs: [
        { name: 'image', datatype: 'BYTES', shape: [-1] },
        { name: 'pixels', datatype: 'UINT8', shape: [-1, 224, 224, 3] },
      ],
      outputs: [
        {
          name: 'probabilities',
          datatype: 'FP32',
          shape: [-1, 2],
          parameters: { classNames: ['cat', 'dog'] },
        },
        { name: 'classIndex', datatype: 'INT64', shape: [-1] },
        { name: 'className', datatype: 'BYTES', shape: [-1] },
        { name: 'abstained', datatype: 'BOOL', shape: [-1] },
      ],
    });
  });

  test('takes a name, an alias in either spelling, and a version', async () => {
    const { call, references } = await showing();
    for (const path of ['animals', 'animals@prod', 'animals%40prod', 'animals/versions/3']) {
      await call({ method: 'GET', url: `/v2/models/${path}` });
      const reply = await call({ method: 'GET', url: `/v2/models/${path}/ready` });
      expect(reply.json()).toEqual({ name: 'animals', ready: true });
    }
    const [latest, prod] = ['latest', 'prod'].map((alias) => ({ model: 'animals', by: 'alias', alias }));
    const third = { model: 'animals', by: 'version', version: 3 };
    expect(references).toEqual([latest, prod, prod, third].flatMap((reference) => [reference, reference]));
  });

  test.each([
    ['/v2/models/animals/versions/abc', 400, '/version'],
    ['/v2/models/animals/versions/0/ready', 400, '/version'],
    ['/v2/models/animals@prod/versions/3', 400, '/name'],
    ['/v2/models/a%20b', 404, undefined],
  ])('refuses %s', async (path, status, pointer) => {
    const { call } = await openApp({ checkHealth: () => Promise.resolve(healthy) });
    const reply = await call({ method: 'GET', url: path });
    expect(reply.status).toBe(status);
    if (pointer !== undefined) expect(reply.json()).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('POST /v2/models/:name/infer', () => {
  test('answers with all outputs, and gives the id back', async () => {
    const { call, orders } = await recording();
    const payload = { id: '42', model_name: 'animals', parameters: { priority: 1 }, inputs };
    const reply = await call({ method: 'POST', url, payload });
    expect(reply.json()).toMatchObject({ model_name: 'animals', model_version: '3', id: '42' });
    expect(reply.json()).toHaveProperty('outputs.0', {
      name: 'probabilities',
      shape: [1, 2],
      datatype: 'FP32',
      data: [0.75, 0.25],
    });
    expect(orders.map(({ tensor }) => tensor)).toEqual([{ kind: 'encoded', pictures: [Buffer.from('abc')] }]);
    expect((await call({ method: 'POST', url, payload: { inputs } })).json()).not.toHaveProperty('id');
  });

  test('takes an alias and a version', async () => {
    const { call, orders } = await recording();
    for (const path of ['animals@prod', 'animals/versions/3']) {
      await call({ method: 'POST', url: `/v2/models/${path}/infer`, payload: { inputs } });
    }
    expect(orders.map(({ reference }) => reference)).toEqual([
      { model: 'animals', by: 'alias', alias: 'prod' },
      { model: 'animals', by: 'version', version: 3 },
    ]);
  });

  test.each([
    ['application/octet-stream', { 'content-type': 'application/octet-stream' }],
    ['application/json', { 'content-type': 'application/json' }],
    ['no type, as of Triton’s client', {}],
  ])('takes and gives bytes after the JSON: %s', async (_type, headers) => {
    const { call, orders } = await recording();
    const { length, payload } = binary({
      outputs: [{ name: 'className', parameters: { binary_data: true } }],
    });
    const reply = await call({
      method: 'POST',
      url,
      headers: { ...headers, 'inference-header-content-length': length },
      payload,
    });
    expect(reply.status).toBe(200);
    expect(orders.map(({ tensor }) => tensor.pictures.map((one) => Buffer.from(one).toString()))).toEqual([
      ['abc'],
    ]);
    const jsonLength = Number(reply.headers['inference-header-content-length']);
    expect(JSON.parse(reply.body.slice(0, jsonLength))).toMatchObject({
      outputs: [{ name: 'className', parameters: { binary_data_size: 7 } }],
    });
    expect(reply.body.slice(jsonLength)).toBe('\u0003\0\0\0cat');
  });

  test.each<[string, object, string]>([
    ['an unknown field', { inputs, input: [] }, '/input'],
    ['an unknown field of an input', { inputs: [{ ...inputs[0], dtype: 'BYTES' }] }, '/inputs/0/dtype'],
    ['no input', { inputs: [] }, '/inputs'],
    ['another shape', { inputs: [{ ...inputs[0], shape: [2] }] }, '/inputs/0/data'],
    ['an unknown output', { inputs, outputs: [{ name: 'logits' }] }, '/outputs/0/name'],
  ])('refuses %s, and says where', async (_what, payload, pointer) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url, payload });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  test.each(['99999', '-1', 'all', '1.5'])('refuses %s bytes of JSON', async (length) => {
    const { call } = await openApp();
    const reply = await call({
      method: 'POST',
      url,
      headers: { 'inference-header-content-length': length },
      payload: binary().payload,
    });
    expect(reply.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/inference-header-content-length' }],
    });
  });

  test.each([
    ['no body', {}, 400],
    ['bytes without a length', { payload: binary().payload }, 400],
    ['text', { headers: { 'content-type': 'text/plain' }, payload: 'x' }, 415],
  ])('refuses %s', async (_what, options, status) => {
    const { call } = await openApp();
    expect((await call({ method: 'POST', url, ...options })).status).toBe(status);
  });

  test.each([
    new AppError('MODEL_NOT_READY', 'train one with POST /jobs'),
    new AppError('MODEL_NOT_FOUND', 'there is no “birds”'),
    new AppError('IMAGE_UNREADABLE', 'picture 1, counted from 0: damaged'),
    new AppError('PREDICT_QUEUE_FULL', '256 pictures wait'),
    new AppError('PREDICT_DEADLINE', 'waited 30 s'),
  ])('passes on $code as a problem with what clients of the protocol show', async (error) => {
    const { app, call } = await openApp({ inferTensors: () => Promise.reject(error) });
    const reply = await call({ method: 'POST', url, payload: { inputs } });
    expect(reply.json()).toMatchObject({ status: error.status, code: error.code, error: error.message });
    const { statusMessage } = await app.inject({ method: 'POST', url, payload: { inputs } });
    expect(statusMessage).toBe(error.message.replace(/[“”]/g, '?'));
  });

  test('asks for the scope of predictions', async () => {
    const { call } = await openApp({}, { apiKeys: [{ sha256: '0'.repeat(64), scopes: ['predict'] }] });
    const reply = await call({ method: 'POST', url, payload: { inputs } });
    expect(reply.json()).toMatchObject({
      status: 401,
      code: 'KEY_MISSING',
      error: expect.any(String) as string,
    });
    expect((await call({ method: 'GET', url: '/v2/health/live' })).status).toBe(200);
  });
});

import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { StartTrainingInput } from '../../src/usecases/index.ts';
import { openApp } from './open-app.ts';
import { job } from './samples.ts';

const order = { model: 'animals', dataset: { id: 'ds_1' } };

const post = (payload: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST' as const,
  url: '/jobs',
  payload: JSON.stringify(payload),
  headers: { 'content-type': 'application/json', ...headers },
});

describe('POST /jobs', () => {
  test('answers 202 with the job and where it is', async () => {
    const { call } = await openApp({ startTraining: () => Promise.resolve(job) });
    const reply = await call(post(order));
    expect(reply.status).toBe(202);
    expect(reply.headers['location']).toBe('/jobs/job_1');
    expect(reply.json()).toMatchObject({ id: 'job_1', state: 'queued', dataset: { id: 'ds_1' } });
  });

  test('fills in the defaults and passes on its own request id', async () => {
    const orders: StartTrainingInput[] = [];
    const { call } = await openApp({
      startTraining: (input) => {
        orders.push(input);
        return Promise.resolve(job);
      },
    });
    await call(post(order, { 'x-request-id': 'from-the-client' }));
    expect(orders).toEqual([
      {
        model: 'animals',
        dataset: { id: 'ds_1' },
        validation: null,
        preset: 'fast',
        recipe: {},
        device: 'auto',
        seed: null,
        publish: { alias: 'latest', minimum: {}, abstain: null },
        metadata: {},
        requestId: 'from-the-client',
      },
    ]);
  });

  test('passes on all that was asked for', async () => {
    const orders: StartTrainingInput[] = [];
    const { call } = await openApp({
      startTraining: (input) => {
        orders.push(input);
        return Promise.resolve(job);
      },
    });
    await call(
      post({
        model: 'animals',
        dataset: { path: 'photos' },
        validation: { split: 0.3, rule: 'keras' },
        preset: 'keras-tutorial',
        recipe: { epochs: 5, optimizer: { name: 'adam', learningRate: 0.01 }, earlyStopping: null },
        publish: { alias: 'prod', minimum: { val_acc: 0.8, acc: 'current' }, abstain: { precision: 0.95 } },
        device: 'cpu',
        seed: 9,
        metadata: { team: 'birds' },
      }),
    );
    expect(orders[0]).toMatchObject({
      dataset: { path: 'photos' },
      validation: { split: 0.3, rule: 'keras' },
      preset: 'keras-tutorial',
      recipe: { epochs: 5, optimizer: { name: 'adam', learningRate: 0.01 }, earlyStopping: null },
      publish: { alias: 'prod', minimum: { val_acc: 0.8, acc: 'current' }, abstain: { precision: 0.95 } },
      device: 'cpu',
      seed: 9,
      metadata: { team: 'birds' },
    });
  });

  const recipeFaults: readonly [string, unknown, string][] = [
    ['epochs as text', { epochs: '5' }, '/epochs'],
    ['epochs out of bounds', { epochs: 0 }, '/epochs'],
    ['half an epoch', { epochs: 1.5 }, '/epochs'],
    ['a misspelt knob', { epoch: 5 }, '/epoch'],
    ['a misspelt knob of the optimizer', { optimizer: { learning_rate: 1 } }, '/optimizer/learning_rate'],
    ['a misspelt knob of the augmentation', { augment: { rotate: 5 } }, '/augment/rotate'],
    ['a precision that is none', { backbone: { precision: 'int4' } }, '/backbone/precision'],
    ['precision where it does not belong', { precision: 'int8' }, '/precision'],
    ['weights of no form', { backbone: { weights: 'animals:latest' } }, '/backbone/weights'],
    ['a block that is not there', { backbone: { trainableFrom: 'block6' } }, '/backbone/trainableFrom'],
    ['layers beyond the model', { backbone: { frozenLayers: 23 } }, '/backbone/frozenLayers'],
    ['class weights by another name', { classWeights: 'even' }, '/classWeights'],
    ['a class weight as text', { classWeights: { cat: '2' } }, '/classWeights/cat'],
    ['a metric that is none', { earlyStopping: { monitor: 'lr' } }, '/earlyStopping/monitor'],
    ['a recipe that is no object', 5, ''],
  ];
  const faults: readonly [string, unknown, string, string][] = [
    ...recipeFaults.map(([what, recipe, pointer]): [string, unknown, string, string] => [
      what,
      { ...order, recipe },
      'RECIPE_INVALID',
      `/recipe${pointer}`,
    ]),
    ['an unknown field', { ...order, modell: 'x' }, 'REQUEST_INVALID', '/modell'],
    ['a missing field', { dataset: { id: 'ds_1' } }, 'REQUEST_INVALID', '/model'],
    ['a name that no model can have', { ...order, model: '../x' }, 'REQUEST_INVALID', '/model'],
    [
      'an unknown field of the dataset',
      { ...order, dataset: { idd: 'x' } },
      'REQUEST_INVALID',
      '/dataset/idd',
    ],
    [
      'a dataset by id and by path',
      { ...order, dataset: { id: 'a', path: 'b' } },
      'REQUEST_INVALID',
      '/dataset',
    ],
    ['a dataset without id or path', { ...order, dataset: {} }, 'REQUEST_INVALID', '/dataset'],
    [
      'a split of all pictures',
      { ...order, validation: { split: 1 } },
      'REQUEST_INVALID',
      '/validation/split',
    ],
    ['an unknown preset', { ...order, preset: 'slow' }, 'REQUEST_INVALID', '/preset'],
    ['an unknown device', { ...order, device: 'tpu' }, 'REQUEST_INVALID', '/device'],
    ['a seed as text', { ...order, seed: '7' }, 'REQUEST_INVALID', '/seed'],
    ['metadata that is no text', { ...order, metadata: { a: 1 } }, 'REQUEST_INVALID', '/metadata/a'],
    [
      'an abstain precision of nothing',
      { ...order, publish: { abstain: { precision: 0 } } },
      'REQUEST_INVALID',
      '/publish/abstain/precision',
    ],
    [
      'an abstain precision over 1',
      { ...order, publish: { abstain: { precision: 95 } } },
      'REQUEST_INVALID',
      '/publish/abstain/precision',
    ],
    [
      'an abstention without a precision',
      { ...order, publish: { abstain: {} } },
      'REQUEST_INVALID',
      '/publish/abstain/precision',
    ],
    [
      'a minimum for what is no metric',
      { ...order, publish: { minimum: { val_f1: 1 } } },
      'REQUEST_INVALID',
      '/publish/minimum/val_f1',
    ],
    [
      'a minimum for a metric of which less is better',
      { ...order, publish: { minimum: { val_loss: 0.3 } } },
      'REQUEST_INVALID',
      '/publish/minimum/val_loss',
    ],
    [
      'a minimum that is neither a number nor current',
      { ...order, publish: { minimum: { val_accuracy: 'best' } } },
      'REQUEST_INVALID',
      '/publish/minimum/val_accuracy',
    ],
    ['a field of a later version', { ...order, webhook: { url: 'x' } }, 'REQUEST_INVALID', '/webhook'],
    ['a body that is no object', [1], 'REQUEST_INVALID', ''],
    ['a body that is null', null, 'REQUEST_INVALID', ''],
  ];
  test.each(faults)('refuses %s and points to it', async (_what, payload, code, pointer) => {
    const { call } = await openApp();
    const reply = await call(post(payload));
    expect(reply.status).toBe(400);
    const problem = reply.json() as {
      code: string;
      type: string;
      errors: { pointer: string; detail: string }[];
    };
    expect(problem.code).toBe(code);
    expect(problem.type).toBe(`/problems/${code.toLowerCase().replaceAll('_', '-')}`);
    expect(problem.errors.map((fault) => fault.pointer)).toEqual([pointer]);
    expect(problem.errors[0]?.detail).toMatch(/^expected .+, received .+/);
  });

  test('says which metrics and which values a minimum has', async () => {
    const { call } = await openApp();
    const minimum = { loss: 0.3, val_accuracy: 'best' };
    const reply = await call(post({ ...order, publish: { minimum } }));
    const details = (reply.json() as { errors: { detail: string }[] }).errors.map(({ detail }) => detail);
    expect(details.toSorted()).toEqual([
      'expected a number, or "current": as much as the version that the alias points to at that moment. Equal is enough; without such a version it counts as reached, received "best"',
      'expected one of "accuracy", "val_accuracy", "acc", "val_acc", received "loss"',
    ]);
  });

  test('lists all faults at once and says what a misspelt field may have meant', async () => {
    const { call } = await openApp();
    const reply = await call(post({ model: 'a b', dataset: {}, recipe: { epochs: '5', batchsize: 8 } }));
    expect(reply.json()).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: expect.arrayContaining([
        { pointer: '/recipe/epochs', detail: 'expected a whole number, received "5"' },
        {
          pointer: '/recipe/batchsize',
          detail: expect.stringContaining('did you mean "batchSize"?') as string,
        },
      ]) as unknown,
    });
  });

  test('refuses a body of a million wrong values without listing them', async () => {
    const { call } = await openApp();
    const metadata = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, 1]));
    const reply = await call(post({ ...order, metadata }));
    expect(reply.status).toBe(400);
    expect((reply.json() as { errors: unknown[] }).errors).toHaveLength(1);
  });

  test('refuses a name that would reach a prototype', async () => {
    const { call } = await openApp();
    const reply = await call({
      ...post({}),
      payload: '{"model":"a","dataset":{"id":"x"},"metadata":{"__proto__":{"a":"b"}}}',
    });
    expect(reply.status).toBe(400);
  });

  test.each(['{"model":', 'null x', '\u0000'])('refuses malformed JSON: %j', async (payload) => {
    const { call } = await openApp();
    const reply = await call({ ...post({}), payload });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  test('refuses another media type and names the one it reads', async () => {
    const { call } = await openApp();
    const reply = await call({
      method: 'POST',
      url: '/jobs',
      payload: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(reply.json()).toMatchObject({
      code: 'MEDIA_TYPE_UNSUPPORTED',
      detail: 'expected a body of type application/json, received "text/plain"',
    });
  });

  test('refuses a call without a body', async () => {
    const { call } = await openApp();
    expect((await call({ method: 'POST', url: '/jobs' })).status).toBe(400);
  });

  test('refuses a query field it does not know', async () => {
    const { call } = await openApp();
    const reply = await call({ ...post(order), url: '/jobs?dryrun=true' });
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/dryrun' }] });
  });

  const refusals: readonly AppError[] = [
    new AppError('QUEUE_UNAVAILABLE', 'Redis does not answer', { retryAfterSeconds: 3 }),
    new AppError('DATASET_NOT_FOUND', 'there is no ds_1'),
    new AppError('RECIPE_CONFLICT', 'x', { errors: [{ pointer: '/recipe/head', detail: 'y' }] }),
    new AppError('DATASET_TOO_FEW_CLASSES', 'expected two classes, received one'),
    new AppError('DEVICE_UNAVAILABLE', 'there is no GPU'),
    new AppError('STORAGE_UNAVAILABLE', 'the disk is full'),
  ];
  test.each(refusals.map((error) => [error.code, error] as const))('passes on %s', async (code, error) => {
    const { call } = await openApp({ startTraining: () => Promise.reject(error) });
    const reply = await call(post(order));
    expect(reply.status).toBe(error.status);
    expect(reply.json()).toMatchObject({ code, detail: error.message, instance: '/jobs' });
  });

  test('says when to come again while the queue is down', async () => {
    const refuse = (retryAfterSeconds: number | null) =>
      openApp({
        startTraining: () =>
          Promise.reject(
            new AppError('QUEUE_UNAVAILABLE', 'x', retryAfterSeconds === null ? {} : { retryAfterSeconds }),
          ),
      });
    expect((await (await refuse(3)).call(post(order))).headers['retry-after']).toBe('3');
    expect((await (await refuse(null)).call(post(order))).headers['retry-after']).toBe('5');
  });

  test('keeps what went wrong inside to itself', async () => {
    const { call } = await openApp({
      startTraining: () => Promise.reject(new Error('ENOENT: /home/someone/secret')),
    });
    const reply = await call(post(order));
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(reply.json()).toMatchObject({ code: 'INTERNAL' });
  });
});

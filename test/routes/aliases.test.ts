import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { PredictInput } from '../../src/usecases/index.ts';
import { openApp } from './open-app.ts';
import { answer } from './samples.ts';

const url = '/models/animals/aliases/prod';
const alias = {
  model: 'animals',
  alias: 'prod',
  version: 3,
  at: '2026-11-01T00:00:00.000Z',
  by: 'req_1',
};

describe('aliases', () => {
  test('are moved, shown and rolled back', async () => {
    const asked: unknown[] = [];
    const record = (...given: readonly unknown[]) => {
      asked.push(given);
      return Promise.resolve(alias);
    };
    const { call } = await openApp({ moveAlias: record, findAlias: record, rollBackAlias: record });
    const moved = await call({ method: 'PUT', url, payload: { version: 3 } });
    expect(moved.status).toBe(200);
    expect(moved.json()).toEqual({
      model: 'animals',
      alias: 'prod',
      version: 3,
      movedAt: '2026-11-01T00:00:00.000Z',
      movedBy: 'req_1',
      links: { self: url, history: `${url}/history`, version: '/models/animals/versions/3' },
    });
    expect((await call({ method: 'GET', url })).json()).toEqual(moved.json());
    expect((await call({ method: 'POST', url: `${url}/rollback` })).json()).toEqual(moved.json());
    const name = { model: 'animals', alias: 'prod' };
    expect(asked).toEqual([[name, 3, moved.headers['x-request-id']], [name], [name, expect.any(String)]]);
  });

  test('list their moves', async () => {
    const move = { version: 3, at: alias.at, by: 'import' };
    const { call } = await openApp({
      listAliasMoves: () =>
        Promise.resolve({
          data: [
            { ...move, number: 1 },
            { ...move, number: 2, isRollback: true },
            { ...move, number: 3, version: null },
          ],
          nextAfter: '3',
        }),
    });
    const reply = await call({ method: 'GET', url: `${url}/history?limit=3` });
    expect(reply.json()).toEqual({
      data: [
        { number: 1, change: 'moved', version: 3, movedAt: alias.at, movedBy: 'import' },
        { number: 2, change: 'rolledBack', version: 3, movedAt: alias.at, movedBy: 'import' },
        { number: 3, change: 'removed', version: null, movedAt: alias.at, movedBy: 'import' },
      ],
      nextAfter: '3',
    });
  });

  test('are removed, as versions are, without a body', async () => {
    const { call } = await openApp({
      removeAlias: () => Promise.resolve(),
      removeVersion: () => Promise.resolve(),
    });
    expect(await call({ method: 'DELETE', url })).toMatchObject({ status: 204, body: '' });
    const version = await call({ method: 'DELETE', url: '/models/animals/versions/3' });
    expect(version).toMatchObject({ status: 204, body: '' });
  });

  test.each([
    [{}, '/version'],
    [{ version: '3' }, '/version'],
    [{ version: 0 }, '/version'],
    [{ version: 1, to: 2 }, '/to'],
  ])('refuse the body %j', async (payload, pointer) => {
    const { call } = await openApp();
    const reply = await call({ method: 'PUT', url, payload });
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer }] });
  });

  test('have names', async () => {
    const { call } = await openApp();
    const payload = { version: 1 };
    const wrong = await call({ method: 'PUT', url: '/models/animals/aliases/a%20b', payload });
    expect(wrong.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/alias' }] });
    const unknown = await call({ method: 'PUT', url: '/models/a%20b/aliases/prod', payload });
    expect(unknown.json()).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test.each([
    ['POST', `${url}/rollback`, 'ALIAS_NO_PREVIOUS'],
    ['DELETE', '/models/animals/versions/3', 'VERSION_IN_USE'],
  ] as const)('answer 409 where it does not fit: %s %s', async (method, address, code) => {
    const refuse = () => Promise.reject(new AppError(code, 'it does not fit'));
    const { call } = await openApp({ rollBackAlias: refuse, removeVersion: refuse });
    expect((await call({ method, url: address })).json()).toMatchObject({ status: 409, code });
  });
});

describe('an alias whose version cannot be loaded', () => {
  test.each([
    ['PUT', url],
    ['POST', `${url}/rollback`],
  ] as const)('says so: %s %s', async (method, address) => {
    const refuse = () => Promise.reject(new AppError('WEIGHTS_INVALID', 'expected a, received b'));
    const { call } = await openApp({ moveAlias: refuse, rollBackAlias: refuse });
    const payload = method === 'PUT' ? { version: 3 } : {};
    const reply = await call({ method, url: address, payload });
    expect(reply.json()).toMatchObject({ status: 422, code: 'WEIGHTS_INVALID' });
  });
});

describe('POST /predict of a time', () => {
  const payload = { images: ['YWJj'] };

  test('reads the time beside an alias, in UTC', async () => {
    const orders: PredictInput[] = [];
    const { call } = await openApp({
      predict: (order) => {
        orders.push(order);
        return Promise.resolve(answer);
      },
    });
    for (const query of [
      'model=animals@prod&at=2026-11-01T00:00:00Z',
      'model=animals&at=2026-11-01T02:00:00%2B02:00',
    ]) {
      await call({ method: 'POST', url: `/predict?${query}`, payload });
    }
    const at = '2026-11-01T00:00:00.000Z';
    expect(orders.map(({ reference }) => reference)).toEqual([
      { model: 'animals', by: 'alias', alias: 'prod', at },
      { model: 'animals', by: 'alias', alias: 'latest', at },
    ]);
  });

  test.each([
    'model=animals@prod&at=yesterday',
    'model=animals@prod&at=',
    'model=animals@prod&at=2026-12-31T23:59:60Z',
    'model=animals:3&at=2026-11-01T00:00:00Z',
    'at=2026-11-01T00:00:00Z',
  ])('refuses %s', async (query) => {
    const { call } = await openApp();
    const reply = await call({ method: 'POST', url: `/predict?${query}`, payload });
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/at' }],
    });
  });
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ERROR_CODES, problemSlug } from '../../src/contract/index.ts';
import type { HealthReport } from '../../src/usecases/index.ts';
import { openApp } from './open-app.ts';

const report: HealthReport = {
  ready: true,
  degraded: false,
  parts: {
    redis: { state: 'ready' },
    storage: { state: 'ready' },
    predictor: { state: 'ready', precision: { auto: 'int8', int8: 'available' } },
  },
};

describe('health', () => {
  test('is live without asking anybody', async () => {
    const { call } = await openApp();
    expect((await call({ method: 'GET', url: '/health/live' })).json()).toEqual({ status: 'ok' });
  });

  test('is ready, also degraded, with the state of each part and the precisions there are', async () => {
    const redis = { state: 'down' as const, detail: 'connect ECONNREFUSED' };
    const degraded = { ...report, degraded: true, parts: { ...report.parts, redis } };
    const reports = [report, degraded];
    const { call } = await openApp({ checkHealth: () => Promise.resolve(reports.shift() ?? report) });
    expect((await call({ method: 'GET', url: '/health/ready' })).json()).toEqual(report);
    const reply = await call({ method: 'GET', url: '/health/ready' });
    expect([reply.status, reply.json()]).toEqual([200, degraded]);
  });

  test('answers 503 and when to ask again while the predictor starts', async () => {
    const predictor = { state: 'starting' as const, detail: 'loading weights' };
    const starting = { ...report, ready: false, parts: { ...report.parts, predictor } };
    const { call } = await openApp({ checkHealth: () => Promise.resolve(starting) });
    const reply = await call({ method: 'GET', url: '/health/ready' });
    expect([reply.status, reply.headers['retry-after'], reply.json()]).toEqual([503, '2', starting]);
  });
});

describe('documentation', () => {
  test('is the same document as YAML and as JSON', async () => {
    const { call } = await openApp();
    const yaml = await call({ method: 'GET', url: '/openapi.yaml' });
    const json = await call({ method: 'GET', url: '/openapi.json' });
    expect(parse(yaml.body)).toEqual(json.json());
    expect(json.json()).toMatchObject({ openapi: '3.1.0' });
  });

  test('has a page that loads nothing from elsewhere', async () => {
    const { app } = await openApp();
    const page = await app.inject({ method: 'GET', url: '/docs' });
    expect(page.statusCode).toBe(200);
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      expect(asset).toMatch(/^(\.\/|\/docs\/)/);
      const { statusCode } = await app.inject({ method: 'GET', url: asset.replace(/^\.\//, '/docs/') });
      expect(statusCode, asset).toBe(200);
    }
    const start = await app.inject({ method: 'GET', url: '/docs/static/swagger-initializer.js' });
    expect(start.body).toContain('"validatorUrl":null');
  });

  test('is where the root leads', async () => {
    const { app } = await openApp();
    const reply = await app.inject({ method: 'GET', url: '/' });
    expect([reply.statusCode, reply.headers.location]).toEqual([302, '/docs']);
  });

  test('has a page and JSON for every code', async () => {
    const { call } = await openApp();
    for (const code of ERROR_CODES) {
      const url = `/problems/${problemSlug(code)}`;
      expect((await call({ method: 'GET', url })).json()).toMatchObject({ code });
      const page = await call({ method: 'GET', url, headers: { accept: 'text/html,*/*;q=0.8' } });
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain(`<title>${code}</title>`);
    }
  });

  test('has no page for what is no code, and only two forms of those it has', async () => {
    const { call } = await openApp();
    expect((await call({ method: 'GET', url: '/problems/JOB_NOT_FOUND' })).status).toBe(404);
    const picture = { accept: 'image/png' };
    const reply = await call({ method: 'GET', url: '/problems/internal', headers: picture });
    expect(reply.json()).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
  });
});

describe('every reply', () => {
  test('carries the request id of the client if it is well formed, and one of its own otherwise', async () => {
    const { call } = await openApp();
    const idFor = async (given: string): Promise<unknown> => {
      const headers = { 'x-request-id': given };
      return (await call({ method: 'GET', url: '/health/live', headers })).headers['x-request-id'];
    };
    expect(await idFor('4bf92f35-77b3.a:1')).toBe('4bf92f35-77b3.a:1');
    expect(await idFor('a b')).toBe('req_1');
    expect(await idFor('x'.repeat(200))).toBe('req_2');
    const missing = await call({ method: 'GET', url: '/nowhere', headers: { 'x-request-id': 'mine' } });
    expect(missing.json()).toMatchObject({ requestId: 'mine', instance: '/nowhere' });
  });

  test.each(['/nowhere', '/jobs/job_1/nothing', '/docs/static/nothing.js'])(
    'to the unknown address %s is a problem document',
    async (url) => {
      const { call } = await openApp();
      expect((await call({ method: 'GET', url })).json()).toMatchObject({
        status: 404,
        code: 'ROUTE_NOT_FOUND',
      });
    },
  );

  test('to a wrong method lists the right ones', async () => {
    const { call } = await openApp();
    const reply = await call({ method: 'PUT', url: '/jobs/job_1?x=1' });
    expect(reply.json()).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(reply.headers['allow']).toBe('DELETE, GET, HEAD');
    expect((await call({ method: 'GET', url: '/predict' })).headers['allow']).toBe('POST');
    expect((await call({ method: 'DELETE', url: '/jobs/job_1/cancel' })).headers['allow']).toBe('POST');
  });

  test('to an address that cannot be decoded is a problem document', async () => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: '/jobs/%zz' });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});

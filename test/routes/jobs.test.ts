import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';
import { endedJob, epoch, viewOf } from './samples.ts';

describe('jobs', () => {
  test('shows a job that failed, with its error and numbers that are not finite as null', async () => {
    const { call } = await openApp({ findJob: () => Promise.resolve(viewOf(endedJob)) });
    const reply = await call({ method: 'GET', url: '/jobs/job_1' });
    expect(reply.json()).toMatchObject({
      state: 'failed',
      metrics: { loss: null, accuracy: 0.5 },
      best: { epoch: 1, monitor: 'val_loss', value: null },
      error: { code: 'TRAINING_DIVERGED', type: '/problems/training-diverged' },
      recipe: { optimizer: { name: 'lbfgs', historySize: 10 } },
      links: { events: '/jobs/job_1/events' },
    });
  });

  test('answers HEAD as GET, without a body', async () => {
    const { app } = await openApp({ findJob: () => Promise.resolve(viewOf()) });
    const reply = await app.inject({ method: 'HEAD', url: '/jobs/job_1' });
    expect([reply.statusCode, reply.body]).toEqual([200, '']);
  });

  test('lists jobs with filters and paging', async () => {
    const calls: unknown[] = [];
    const { call } = await openApp({
      listJobs: (filter, page) => {
        calls.push([filter, page]);
        return Promise.resolve({ data: [viewOf(), viewOf(endedJob)], nextAfter: 'job_0' });
      },
    });
    const reply = await call({ method: 'GET', url: '/jobs?state=failed&model=animals&limit=2&after=job_9' });
    expect(reply.json()).toMatchObject({ data: [{ id: 'job_1' }, { state: 'failed' }], nextAfter: 'job_0' });
    await call({ method: 'GET', url: '/jobs' });
    expect(calls).toEqual([
      [
        { state: 'failed', model: 'animals' },
        { limit: 2, after: 'job_9' },
      ],
      [{}, { limit: 20, after: null }],
    ]);
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    'state=done',
    'after=%20',
    'sort=id',
  ])('refuses the query %s', async (query) => {
    const { call } = await openApp();
    const reply = await call({ method: 'GET', url: `/jobs?${query}` });
    const name = query.split('=')[0] ?? '';
    expect(reply.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: `/${name}` }] });
  });

  test('lists epochs after the one named', async () => {
    const pages: unknown[] = [];
    const { call } = await openApp({
      listEpochs: (_id, page) => {
        pages.push(page);
        return Promise.resolve({ data: [epoch], nextAfter: '1' });
      },
    });
    const reply = await call({ method: 'GET', url: '/jobs/job_1/epochs?after=3&limit=1' });
    expect(reply.json()).toMatchObject({
      data: [{ epoch: 1, checkpoint: { saved: true }, earlyStopping: { wait: 0, stop: false } }],
    });
    expect(pages).toEqual([{ limit: 1, after: 3 }]);
  });

  test('gives the log as text', async () => {
    const { call } = await openApp({ readJobLog: () => Promise.resolve('line one\nline two\n') });
    const reply = await call({ method: 'GET', url: '/jobs/job_1/logs' });
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(reply.body).toBe('line one\nline two\n');
  });

  test('cancels without a body, with an empty one and with an empty object', async () => {
    const { call } = await openApp({ cancelJob: () => Promise.resolve(viewOf()) });
    const url = '/jobs/job_1/cancel';
    const headers = { 'content-type': 'application/json' };
    for (const more of [{}, { headers }, { headers, payload: '{}' }]) {
      expect((await call({ method: 'POST', url, ...more })).status).toBe(200);
    }
    const refused = await call({ method: 'POST', url, headers, payload: '{"now":true}' });
    expect(refused.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/now' }] });
  });

  test('does not cancel a job that has ended', async () => {
    const error = new AppError('JOB_STATE_CONFLICT', 'job_1 is succeeded');
    const { call } = await openApp({ cancelJob: () => Promise.reject(error) });
    expect((await call({ method: 'POST', url: '/jobs/job_1/cancel' })).status).toBe(409);
  });

  test('removes a job', async () => {
    const removed: string[] = [];
    const { call } = await openApp({
      removeJob: (id) => {
        removed.push(id);
        return Promise.resolve();
      },
    });
    expect((await call({ method: 'DELETE', url: '/jobs/job_1' })).status).toBe(204);
    expect(removed).toEqual(['job_1']);
  });

  test.each([
    'GET /jobs/ID',
    'DELETE /jobs/ID',
    'POST /jobs/ID/cancel',
    'GET /jobs/ID/epochs',
    'GET /jobs/ID/logs',
  ])('%s is 404 for an id that no job can have, without asking anybody', async (line) => {
    const [method = '', path = ''] = line.split(' ');
    const { call } = await openApp();
    for (const id of ['..%2F..%2Fetc', 'job%00', 'job.1', 'x'.repeat(100)]) {
      const reply = await call({ method, url: path.replace('ID', id) });
      expect(reply.json()).toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
    }
  });
});

import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';
import { job, plan } from './samples.ts';

describe('POST /jobs?dryRun=true', () => {
  const dryRun = (value: string) => ({
    method: 'POST' as const,
    url: `/jobs?dryRun=${value}`,
    payload: JSON.stringify({ model: 'animals', dataset: { id: 'ds_1' } }),
    headers: { 'content-type': 'application/json' },
  });

  test('answers 200 with the plan and starts nothing', async () => {
    const { call } = await openApp({ planTraining: () => Promise.resolve(plan) });
    const reply = await call(dryRun('true'));
    expect(reply.status).toBe(200);
    expect(reply.headers['location']).toBeUndefined();
    expect(reply.json()).toMatchObject({
      model: 'animals',
      dataset: { id: 'ds_1' },
      pictures: { train: 5, validation: 2, decoded: 7 },
      steps: { perEpoch: 1, validationPerEpoch: 1, total: 60 },
      secondsPerStep: 0.1,
      secondsPerEpoch: 0.125,
      memory: { neededBytes: 500_000_000, availableBytes: 8_000_000_000 },
    });
  });

  test('starts the job when it is false, and refuses another word', async () => {
    const { call } = await openApp({ startTraining: () => Promise.resolve(job) });
    expect((await call(dryRun('false'))).status).toBe(202);
    expect((await call(dryRun('maybe'))).status).toBe(400);
  });

  test('says that a job would not fit in memory', async () => {
    const error = new AppError('MEMORY_INSUFFICIENT', 'expected at most 2 GiB, received a job that needs 9');
    const { call } = await openApp({ planTraining: () => Promise.reject(error) });
    expect(await call(dryRun('true')).then((reply) => reply.json())).toMatchObject({
      status: 422,
      code: 'MEMORY_INSUFFICIENT',
    });
  });
});

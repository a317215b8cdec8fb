import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody } from '../../src/contract/index.ts';
import { startTestRedis, type TestRedis } from '../integration/support/redis.ts';
import { formOf, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const folders = [temporaryFolder(), temporaryFolder()] as const;
let redis: TestRedis;
let services: readonly RunningService[] = [];

describe('two services with one Redis', () => {
  beforeAll(async () => {
    redis = await startTestRedis();
    const { address } = redis;
    const url = address.kind === 'socket' ? address.path : address.url;
    services = await Promise.all(folders.map(({ path }) => startService(path, { REDIS_URL: url })));
  });

  afterAll(async () => {
    for (const service of services) expect(await service.stop()).toBe(0);
    await redis.close();
    for (const folder of folders) folder.remove();
  });

  it('leave each other’s jobs alone (a worker took and dropped jobs of another data folder)', async () => {
    const [first, second] = services;
    if (first === undefined || second === undefined) throw new Error('expected two services');
    const body = formOf('images', photos(0, 2));
    const reply = await fetch(`${first.url}/datasets`, { method: 'POST', body });
    const { id } = (await reply.json()) as DatasetBody;
    const order = async (model: string): Promise<string> => {
      const posted = await fetch(`${first.url}/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, dataset: { id } }),
      });
      return ((await posted.json()) as JobBody).id;
    };
    const jobs = [await order('one'), await order('two'), await order('three')];
    for (const job of jobs) {
      await eventually(`job ${job} succeeds`, 120_000, async () => {
        const { state } = (await (await fetch(`${first.url}/jobs/${job}`)).json()) as JobBody;
        return state === 'succeeded' ? state : null;
      });
    }
    expect(second.log()).not.toContain(jobs[1]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody, ProblemBody } from '../../src/contract/index.ts';
import { formOf, photos } from './photos.ts';
import { eventually, processesOf, type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
let service: RunningService;

const postJob = (datasetId: string): Promise<Response> =>
  fetch(`${service.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'outage', dataset: { id: datasetId } }),
  });

describe('an API whose Redis is gone', () => {
  beforeAll(async () => {
    service = await startService(folder.path);
  });

  afterAll(async () => {
    await service.stop();
    expect(processesOf(folder.path)).toEqual([]);
    folder.remove();
  });

  it('refuses jobs at once, keeps predicting, and takes jobs again when Redis is back', async () => {
    const upload = await fetch(`${service.url}/datasets`, {
      method: 'POST',
      body: formOf('images', photos(0, 3)),
    });
    const { id } = (await upload.json()) as DatasetBody;
    const { id: jobId } = (await (await postJob(id)).json()) as JobBody;
    await eventually('the job succeeds', 120_000, async () => {
      const job = (await (await fetch(`${service.url}/jobs/${jobId}`)).json()) as JobBody;
      return job.state === 'succeeded' ? job : null;
    });

    const api = await startService(folder.path, { REDIS_URL: 'redis://127.0.0.1:1' }, 'api');
    const whole = service;
    service = api;
    const refused = await postJob(id);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(((await refused.json()) as ProblemBody).code).toBe('QUEUE_UNAVAILABLE');
    const answered = await fetch(`${api.url}/predict`, {
      method: 'POST',
      body: formOf('image', photos(3, 4)),
    });
    expect(answered.status).toBe(200);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${api.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ degraded: true });
    expect((await (await fetch(`${api.url}/jobs`)).json()) as { data: unknown[] }).toMatchObject({
      data: [{ id: jobId }],
    });
    expect(await api.stop()).toBe(0);
    service = whole;
    expect((await postJob(id)).status).toBe(202);
  });
});

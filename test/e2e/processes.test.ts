import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody } from '../../src/contract/index.ts';
import { formOf, photos } from './photos.ts';
import {
  eventually,
  processesOf,
  processesRunning,
  type RunningService,
  startService,
  temporaryFolder,
} from './service.ts';

const DEADLINE_MS = 300_000;
const folder = temporaryFolder();
let service: RunningService;
let dataset: DatasetBody;

const start = () => startService(folder.path, {}, 'serve', true);
const jobOf = async (id: string): Promise<JobBody> =>
  (await (await fetch(`${service.url}/jobs/${id}`)).json()) as JobBody;
const postJob = async (model: string): Promise<Response> =>
  fetch(`${service.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, dataset: { id: dataset.id }, seed: 7 }),
  });
const startJob = async (model: string): Promise<string> =>
  ((await (await postJob(model)).json()) as JobBody).id;
const until = (id: string, what: string, holds: (job: JobBody) => boolean): Promise<JobBody> =>
  eventually(`job ${id} ${what}`, DEADLINE_MS, async () => {
    const job = await jobOf(id);
    return holds(job) ? job : null;
  });
const untilItWorks = (id: string) => until(id, 'works', ({ state }) => state === 'preparing');
const untilItEnds = (id: string) => until(id, 'ends', ({ endedAt }) => endedAt !== null);
const predict = () =>
  fetch(`${service.url}/predict`, { method: 'POST', body: formOf('image', photos(10, 11).slice(0, 1)) });
const kill = (program: string): void => {
  const pids = processesRunning(folder.path, program);
  expect(pids, program).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
};

/** An upload that has begun and does not go on. */
const openUpload = async (url: string): Promise<{ closed: Promise<unknown> }> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => undefined).resume();
  const part = 'Content-Disposition: form-data; name="images"; filename="fish/a.jpg"';
  const type = 'Content-Type: multipart/form-data; boundary=abc';
  socket.write(`POST /datasets HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: 900000\r\n\r\n`);
  socket.write(`--abc\r\n${part}\r\n\r\n${'x'.repeat(200_000)}`);
  await eventually('the upload is under way', 10_000, async () =>
    Promise.resolve(readdirSync(join(folder.path, 'tmp')).length > 0 ? true : null),
  );
  return { closed };
};

describe('the processes of a service', () => {
  beforeAll(async () => {
    service = await start();
    const reply = await fetch(`${service.url}/datasets`, {
      method: 'POST',
      body: formOf('images', photos(0, 5)),
    });
    dataset = (await reply.json()) as DatasetBody;
  });

  afterAll(async () => {
    expect(await service.stop()).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    folder.remove();
  });

  it('train a job again whose trainer was killed', async () => {
    const id = await startJob('things');
    await untilItWorks(id);
    kill('trainer.js');
    expect(await untilItEnds(id)).toMatchObject({ state: 'succeeded', attempt: 2, modelVersion: 1 });
  });

  it('predict again soon after the predictor and the decoders were killed, while the API goes on', async () => {
    kill('predictor.js');
    kill('decoder.js');
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const meanwhile = await predict();
    expect([200, 503]).toContain(meanwhile.status);
    await eventually('a prediction', 60_000, async () => ((await predict()).status === 200 ? true : null));
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('take jobs again after their Redis was killed, and lose none', async () => {
    const id = await startJob('things');
    await untilItWorks(id);
    kill('redis.sock');
    expect((await predict()).status).toBe(200);
    await eventually('the queue', 60_000, async () =>
      (await postJob('later')).status === 202 ? true : null,
    );
    expect(await untilItEnds(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  it('share no data folder: a second start says who has it and changes nothing', async () => {
    await expect(start()).rejects.toThrow(new RegExp(`process ${service.pid} has it`));
    expect((await predict()).status).toBe(200);
  });

  it('all end on Ctrl-C in a terminal, whatever is under way; a later start finishes the job', async () => {
    const id = await startJob('things');
    await untilItWorks(id);
    const events = await fetch(`${service.url}/jobs/${id}/events`, {
      headers: { accept: 'text/event-stream' },
    });
    const upload = await openUpload(service.url);
    expect(await service.stopGroup('SIGINT')).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    expect(readdirSync(join(folder.path, 'tmp'))).toEqual([]);
    expect(await events.text()).toContain('"state":"preparing"');
    await upload.closed;
    service = await start();
    expect(await untilItEnds(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });

  it('do not outlive the service when it is killed', async () => {
    await untilItWorks(await startJob('things'));
    await service.stop('SIGKILL');
    await eventually('the others end', 10_000, async () =>
      Promise.resolve(processesOf(folder.path).length === 0 ? true : null),
    );
    service = await start();
    expect((await predict()).status).toBe(200);
  });
});

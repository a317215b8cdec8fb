import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody, PredictReplyBody, ProblemBody } from '../../src/contract/index.ts';
import { CLASSES, formOf, PHOTOS, photos } from './photos.ts';
import {
  eventually,
  processesOf,
  type RunningService,
  startService,
  temporaryFolder,
  waitUntilReady,
} from './service.ts';

const JOB_DEADLINE_MS = 300_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];

const folder = temporaryFolder();
const datasetsRoot = temporaryFolder();
/** Photos 0..9 of each class are trained on; photos 10..12 are never seen. */
const training = photos(0, 10);
const unseen = photos(10, 13);
let service: RunningService;

const start = () => startService(folder.path, { DATASETS_ROOT: datasetsRoot.path });
const get = async <T>(path: string): Promise<T> => (await (await fetch(`${service.url}${path}`)).json()) as T;
const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const postJob = async (body: unknown): Promise<JobBody> => {
  const reply = await post('/jobs', body);
  expect(reply.status).toBe(202);
  return (await reply.json()) as JobBody;
};
const finished = (id: string): Promise<JobBody> =>
  eventually(`job ${id} ends`, JOB_DEADLINE_MS, async () => {
    const job = await get<JobBody>(`/jobs/${id}`);
    return FINAL.includes(job.state) ? job : null;
  });
const predict = async (query: string, of = unseen): Promise<PredictReplyBody> => {
  const reply = await fetch(`${service.url}/predict${query}`, { method: 'POST', body: formOf('image', of) });
  expect(reply.status).toBe(200);
  return (await reply.json()) as PredictReplyBody;
};
const probabilities = (reply: PredictReplyBody) =>
  reply.predictions.map((prediction) => ('topK' in prediction ? prediction.topK : null));

describe('the main job on the example photos', () => {
  let dataset: DatasetBody;
  let job: JobBody;

  beforeAll(async () => {
    service = await start();
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
    datasetsRoot.remove();
  });

  it('is alive and ready, and says before any training what is missing', async () => {
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await waitUntilReady(service.url);
    const reply = await fetch(`${service.url}/predict`, {
      method: 'POST',
      body: formOf('image', unseen.slice(0, 1)),
    });
    expect(reply.status).toBe(409);
    expect(((await reply.json()) as ProblemBody).code).toBe('MODEL_NOT_READY');
  });

  it('takes photos by multipart and counts each of them', async () => {
    const reply = await fetch(`${service.url}/datasets`, {
      method: 'POST',
      body: formOf('images', training),
    });
    expect(reply.status).toBe(201);
    dataset = (await reply.json()) as DatasetBody;
    expect(dataset.classes.map(({ className, images }) => [className, images])).toEqual(
      CLASSES.map((className) => [className, 10]),
    );
    expect(dataset.verdicts.ok).toBe(30);
  });

  it('gives the same dataset back when the same photos come again, as a folder on the server', async () => {
    for (const { name } of training) {
      const target = join(datasetsRoot.path, 'photos', name);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(PHOTOS, name), target);
    }
    const reply = await post('/datasets', { path: 'photos' });
    expect(reply.status).toBe(200);
    expect(((await reply.json()) as DatasetBody).id).toBe(dataset.id);
  });

  it('trains, and tells of it while it happens', async () => {
    job = await postJob({ model: 'things', dataset: { id: dataset.id }, seed: 7 });
    expect(job.state).toBe('queued');
    const stream = await fetch(`${service.url}/jobs/${job.id}/events`, {
      headers: { accept: 'text/event-stream' },
    });
    const text = await stream.text();
    const states = [...text.matchAll(/"state":"(\w+)"/g)].map(([, state]) => state);
    expect(states).toEqual([
      'queued',
      'validating',
      'preparing',
      'training',
      'evaluating',
      'publishing',
      'succeeded',
    ]);
    const ids = [...text.matchAll(/^id: ?(.+)$/gm)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const resumed = await fetch(`${service.url}/jobs/${job.id}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': ids[3] ?? '' },
    });
    const rest = [...(await resumed.text()).matchAll(/^id: ?(.+)$/gm)].map(([, id]) => id);
    expect(rest).toEqual(ids.slice(4));

    job = await finished(job.id);
    expect(job.error).toBeNull();
    expect(job).toMatchObject({ state: 'succeeded', modelVersion: 1 });
    expect(job.progress.percent).toBe(100);
    expect(job.device?.engine).toMatch(/^TensorFlow 2\.21/);
    expect(job.recipe.preprocess).toBe('caffe');
    expect(job.best?.value).not.toBeNull();
  });

  it('leads from the request of the client to what worker and trainer log about it', () => {
    const lines = service
      .log()
      .split('\n')
      .filter((line) => line.includes(`"requestId":"${job.requestId}"`));
    expect(lines.some((line) => line.includes('"msg":"an attempt succeeded"'))).toBe(true);
    expect(lines.some((line) => line.includes('"child":"trainer"'))).toBe(true);
  });

  it('keeps the decision of every epoch', async () => {
    const { data } = await get<{ data: { epoch: number; checkpoint: { saved: boolean } }[] }>(
      `/jobs/${job.id}/epochs?limit=100`,
    );
    expect(data.map(({ epoch }) => epoch)).toEqual(data.map((_, index) => index + 1));
    const saved = data.filter(({ checkpoint }) => checkpoint.saved).map(({ epoch }) => epoch);
    expect(saved.at(-1)).toBe(job.best?.epoch);
  });

  it('is right on photos that it has never seen', async () => {
    const reply = await predict('?topK=1');
    const right = reply.predictions.filter(
      (prediction, index) =>
        'topK' in prediction && prediction.topK[0]?.className === unseen[index]?.className,
    );
    expect(reply).toMatchObject({ model: 'things', version: 1 });
    expect(right.length).toBeGreaterThanOrEqual(8);
  });

  it('answers the same for a multipart part, a raw body and base64', async () => {
    const [photo] = unseen;
    if (photo === undefined) throw new Error('expected a photo');
    const multipart = await predict('?model=things@latest', [photo]);
    const raw = await fetch(`${service.url}/predict?model=things:1`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: photo.bytes,
    });
    const base64 = await post('/predict', { images: [photo.bytes.toString('base64')] });
    expect(probabilities((await raw.json()) as PredictReplyBody)).toEqual(probabilities(multipart));
    expect(probabilities((await base64.json()) as PredictReplyBody)).toEqual(probabilities(multipart));
  });

  it('answers for the good pictures of a call and names the bad one', async () => {
    const form = formOf('image', unseen.slice(0, 1));
    form.append('image', new Blob(['this is text']), 'note.jpg');
    const reply = await fetch(`${service.url}/predict`, { method: 'POST', body: form });
    expect(reply.status).toBe(200);
    const { predictions } = (await reply.json()) as PredictReplyBody;
    expect(predictions[0]).toHaveProperty('topK');
    expect(predictions[1]).toMatchObject({ error: { code: 'IMAGE_TYPE_UNSUPPORTED', status: 415 } });
  });

  it('lists the model with where it came from', async () => {
    expect(await get('/models/things')).toMatchObject({ name: 'things' });
    const manifest = await get<Record<string, unknown>>('/models/things/versions/1');
    const { id, fingerprint } = dataset;
    expect(manifest).toMatchObject({ classNames: [...CLASSES], jobId: job.id, dataset: { id, fingerprint } });
  });

  it('ends a job for a GPU that is not there at once, with the reason', async () => {
    const { id } = await postJob({ model: 'things', dataset: { id: dataset.id }, device: 'gpu' });
    const failed = await finished(id);
    expect(failed).toMatchObject({
      state: 'failed',
      stopReason: 'error',
      error: { code: 'DEVICE_UNAVAILABLE' },
    });
    expect(failed.modelVersion).toBeNull();
  });

  it('cancels a job that runs; nothing is published', async () => {
    const { id } = await postJob({ model: 'things', dataset: { id: dataset.id }, seed: 8 });
    await eventually('the job runs', 60_000, async () =>
      (await get<JobBody>(`/jobs/${id}`)).state === 'preparing' ? true : null,
    );
    const reply = await post(`/jobs/${id}/cancel`, undefined);
    expect(reply.status).toBeLessThan(300);
    expect(await finished(id)).toMatchObject({
      state: 'cancelled',
      stopReason: 'cancelled',
      modelVersion: null,
    });
    expect(await get('/models/things/versions')).toMatchObject({ data: [{ version: 1 }], nextAfter: null });
    expect((await post(`/jobs/${id}/cancel`, undefined)).status).toBe(200);
  });

  it('trains the tutorial’s fully connected head', async () => {
    const { id } = await postJob({
      model: 'tutorial',
      dataset: { id: dataset.id },
      preset: 'keras-tutorial',
      validation: { split: 0.2 },
      recipe: { epochs: 2 },
    });
    const done = await finished(id);
    expect(done.error).toBeNull();
    expect(done).toMatchObject({ state: 'succeeded', modelVersion: 1 });
    const reply = await predict('?model=tutorial', unseen.slice(0, 1));
    expect(probabilities(reply)[0]).toHaveLength(3);
  });

  it('gives the same answers after a restart, and leaves no process behind', async () => {
    const before = probabilities(await predict('?model=things'));
    expect(await service.stop('SIGTERM')).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    service = await start();
    const after = probabilities(await predict('?model=things'));
    expect(after).toEqual(before);
    const jobs = await get<{ data: JobBody[] }>('/jobs?state=succeeded');
    expect(jobs.data.map(({ model }) => model)).toEqual(['tutorial', 'things']);
  });

  it('ends on Ctrl-C as on SIGTERM', async () => {
    expect(await service.stop('SIGINT')).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    service = await start();
  });
});

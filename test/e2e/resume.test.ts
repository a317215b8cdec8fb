import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, EpochBody, JobBody, ModelVersionBody } from '../../src/contract/index.ts';
import { formOf, photos } from './photos.ts';
import {
  eventually,
  processesRunning,
  type RunningService,
  startService,
  temporaryFolder,
} from './service.ts';

const DEADLINE_MS = 300_000;
const EPOCHS = 400;
const folder = temporaryFolder();
let service: RunningService;
let dataset: DatasetBody;

const start = () => startService(folder.path, { SHUTDOWN_GRACE_MS: '60000' });
const read = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${service.url}${path}`)).json()) as T;

const startJob = async (model: string, recipe: object): Promise<string> => {
  const reply = await fetch(`${service.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, dataset: { id: dataset.id }, seed: 7, recipe }),
  });
  const job = (await reply.json()) as JobBody;
  expect(reply.status, JSON.stringify(job)).toBe(202);
  return job.id;
};

/** Long enough to be interrupted: many short epochs, with dropout and a checkpoint now and then. */
const LONG = {
  epochs: EPOCHS,
  batchSize: 4,
  head: { units: 16, dropout: 0.2 },
  optimizer: { name: 'adam', learningRate: 0.0005 },
  earlyStopping: null,
};

/** Each step multiplies the weights by 1 - 2 * l2 * learningRate, until they are infinite. */
const DIVERGING = {
  epochs: 50,
  batchSize: 4,
  head: { l2: 1 },
  optimizer: { name: 'sgd', learningRate: 10 },
  earlyStopping: null,
};

const until = (id: string, what: string, holds: (job: JobBody) => boolean): Promise<JobBody> =>
  eventually(`job ${id} ${what}`, DEADLINE_MS, async () => {
    const job = await read<JobBody>(`/jobs/${id}`);
    return holds(job) ? job : null;
  });
const untilEpoch = (id: string, attempt: number, epoch: number) =>
  until(id, `is in epoch ${epoch} of attempt ${attempt}`, (job) => {
    expect(job.endedAt, JSON.stringify(job)).toBeNull();
    return job.attempt === attempt && job.progress.epoch >= epoch;
  });
const untilItEnds = (id: string) => until(id, 'ends', ({ endedAt }) => endedAt !== null);

const weightsOf = async (model: string): Promise<string> =>
  (await read<ModelVersionBody>(`/models/${model}/versions/1`)).weights.sha256;

/** Everything but the time that an epoch took. */
const epochsOf = async (id: string): Promise<readonly unknown[]> => {
  const epochs: unknown[] = [];
  for (let after = 0; after < EPOCHS; after += 100) {
    const { data } = await read<{ data: EpochBody[] }>(
      `/jobs/${id}/epochs?limit=100${after === 0 ? '' : `&after=${after}`}`,
    );
    epochs.push(...data.map(({ seconds: _, ...epoch }) => epoch));
  }
  return epochs;
};

beforeAll(async () => {
  service = await start();
  const reply = await fetch(`${service.url}/datasets`, {
    method: 'POST',
    body: formOf('images', photos(0, 5)),
  });
  dataset = (await reply.json()) as DatasetBody;
});

afterAll(async () => {
  await service.stop();
  folder.remove();
});

describe('a job that is interrupted while it trains', () => {
  it('goes on where its worker was ended, and again where its trainer was killed, to the same weights and epochs', async () => {
    const undisturbed = await startJob('undisturbed', LONG);
    expect(await untilItEnds(undisturbed)).toMatchObject({ state: 'succeeded', attempt: 1 });

    const disturbed = await startJob('disturbed', LONG);
    await untilEpoch(disturbed, 1, 40);
    expect(await service.stop('SIGTERM')).toBe(0);
    service = await start();
    const { progress } = await untilEpoch(disturbed, 2, 60);
    const [trainer] = processesRunning(folder.path, 'trainer.js');
    if (trainer === undefined) throw new Error('expected a trainer at work');
    process.kill(trainer, 'SIGKILL');
    expect(await untilItEnds(disturbed)).toMatchObject({ state: 'succeeded', attempt: 3 });

    expect(progress.percent).toBeGreaterThan(85);
    const log = await (await fetch(`${service.url}/jobs/${disturbed}/logs`)).text();
    const resumed = [...log.matchAll(/training goes on after epoch (\d+)/g)].map(([, epoch]) =>
      Number(epoch),
    );
    expect(resumed).toHaveLength(2);
    expect(Math.min(...resumed)).toBeGreaterThanOrEqual(39);
    expect(await epochsOf(disturbed)).toEqual(await epochsOf(undisturbed));
    expect(await weightsOf('disturbed')).toBe(await weightsOf('undisturbed'));
  });
});

describe('a job whose loss is not finite any more', () => {
  it('fails as diverged, lists its best checkpoint, and publishes nothing', async () => {
    const id = await startJob('diverging', DIVERGING);
    const job = await untilItEnds(id);
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 1,
      stopReason: 'diverged',
      error: { code: 'TRAINING_DIVERGED' },
      modelVersion: null,
    });
    const { data } = await read<{ data: EpochBody[] }>(`/jobs/${id}/epochs`);
    const saved = data.filter(({ checkpoint }) => checkpoint.saved);
    expect(saved).not.toEqual([]);
    expect(job.best?.epoch).toBe(saved.at(-1)?.epoch);
    expect((await fetch(`${service.url}/models/diverging`)).status).toBe(404);
  });
});

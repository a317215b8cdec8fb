import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody, JobReportBody, PredictReplyBody } from '../../src/contract/index.ts';
import { formOf, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const JOB_DEADLINE_MS = 300_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];

type Precision = 'float32' | 'int8';

const folder = temporaryFolder();
let service: RunningService;
let dataset: DatasetBody;
/** Rows in float32, of the first job. */
let firstCache: string;

const get = async <T>(path: string): Promise<T> => {
  const reply = await fetch(`${service.url}${path}`);
  expect(reply.status, path).toBe(200);
  return (await reply.json()) as T;
};

/** A job of the preset fast, at its end. */
const train = async (precision: Precision): Promise<JobBody> => {
  const recipe = { backbone: { precision } };
  const order = { model: 'things', dataset: { id: dataset.id }, preset: 'fast', recipe, seed: 7 };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(order);
  const reply = await fetch(`${service.url}/jobs`, { method: 'POST', headers, body });
  expect(reply.status).toBe(202);
  const job = (await reply.json()) as JobBody;
  return eventually(`the job in ${precision} ends`, JOB_DEADLINE_MS, async () => {
    const now = await get<JobBody>(job.links.self);
    return FINAL.includes(now.state) ? now : null;
  });
};

const versionServed = async (): Promise<number> => {
  const body = formOf('image', photos(0, 1));
  const reply = await fetch(`${service.url}/predict?model=things`, { method: 'POST', body });
  expect(reply.status).toBe(200);
  return ((await reply.json()) as PredictReplyBody).version;
};

/** Folders of the feature cache: one for each base that computed rows. */
const cacheFolders = (): string[] => {
  const features = join(service.dataDir, 'cache', 'features');
  return readdirSync(features, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(features, name));
};

describe('a job through the service', () => {
  beforeAll(async () => {
    service = await startService(folder.path);
    const body = formOf('images', photos(0, 6));
    const reply = await fetch(`${service.url}/datasets`, { method: 'POST', body });
    expect(reply.status).toBe(201);
    dataset = (await reply.json()) as DatasetBody;
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  it.each([
    ['float32', 1],
    ['int8', 2],
  ] as const)(
    'in %s publishes a version that answers its validation pictures as its trainer did',
    async (precision, version) => {
      const job = await train(precision);
      expect(job).toMatchObject({ state: 'succeeded', precision, modelVersion: version });
      const report = await get<JobReportBody>(job.links.report);
      const { parity } = report;
      if (parity === null) throw new Error('expected a check');
      expect(parity).toMatchObject({ passed: true, images: report.validation.images, driftedTotal: 0 });
      expect(parity.images).toBeGreaterThan(0);
      expect(parity.maxDifference).toBeLessThanOrEqual(parity.tolerance);
      expect(parity.accuracyTrainer).toBe(report.accuracy);
      expect(parity.accuracyServed).toBe(parity.accuracyTrainer);
      if (precision === 'float32') firstCache = cacheFolders()[0] ?? '';
    },
  );

  describe('in int8 on features that were computed otherwise, as after a cache was put back in the wrong place', () => {
    let job: JobBody;

    beforeAll(async () => {
      const other = cacheFolders().find((name) => name !== firstCache) ?? '';
      // Rows as this program wrote them, and none damaged; only they are not those of this precision.
      for (const name of ['index', 'values.f32']) copyFileSync(join(firstCache, name), join(other, name));
      job = await train('int8');
    });

    it('fails, and says which picture differs and what was expected', () => {
      expect(job).toMatchObject({ state: 'failed', modelVersion: null, attempt: 1 });
      expect(job.error?.code).toBe('PARITY_FAILED');
      expect(job.error?.detail).toMatch(
        /"\w+\/[^"]+\.jpg": expected "\w+" at 0\.\d+, received "\w+" at 0\.\d+/,
      );
    });

    it('publishes nothing: what was served before is served on', async () => {
      const { data } = await get<{ data: { version: number }[] }>('/models/things/versions');
      expect(data.map(({ version }) => version).toSorted()).toEqual([1, 2]);
      expect(await versionServed()).toBe(2);
    });

    it('keeps its report, with each picture that differs and its address', async () => {
      const { parity, modelVersion } = await get<JobReportBody>(job.links.report);
      expect(modelVersion).toBeNull();
      expect(parity).toMatchObject({ passed: false });
      expect(parity?.maxDifference).toBeGreaterThan(parity?.tolerance ?? Number.NaN);
      expect(parity?.drifted).toHaveLength(parity?.driftedTotal ?? Number.NaN);
      const [worst] = parity?.drifted ?? [];
      expect(worst?.difference).toBe(parity?.maxDifference);
      const picture = await fetch(`${service.url}${worst?.image ?? ''}`);
      expect(picture.headers.get('content-type')).toBe('image/jpeg');
    });
  });
});

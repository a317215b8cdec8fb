import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  DatasetBody,
  DatasetFileBody,
  EpochBody,
  JobBody,
  JobReportBody,
  ModelVersionBody,
  PredictReplyBody,
} from '../../src/contract/index.ts';
import { type Photo, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const JOB_DEADLINE_MS = 300_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];

const folder = temporaryFolder();
let service: RunningService;

const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`${service.url}${path}`, init);
const get = async <T>(path: string): Promise<T> => {
  const reply = await call(path);
  expect(reply.status, path).toBe(200);
  return (await reply.json()) as T;
};

/** Validation photos of each class; the first two of each are labelled as the next class. */
const isSwapped = (index: number): boolean => index % 6 < 2;
const NEXT: ReadonlyMap<string, string> = new Map([
  ['fish', 'monument'],
  ['monument', 'tool'],
  ['tool', 'fish'],
]);
const nextClass = (className: string): string => NEXT.get(className) ?? '';
const fileOf = ({ name }: Photo): string => name.split('/').at(-1) ?? '';
const validationPath = (photo: Photo, index: number): string =>
  `validation/${isSwapped(index) ? nextClass(photo.className) : photo.className}/${fileOf(photo)}`;

const validation = photos(10, 16).map((photo, index) => ({
  photo,
  path: validationPath(photo, index),
  isSwapped: isSwapped(index),
}));

const upload = async (): Promise<DatasetBody> => {
  const form = new FormData();
  for (const { name, bytes } of photos(0, 10)) form.append('images', new Blob([bytes]), `train/${name}`);
  for (const { photo, path } of validation) form.append('images', new Blob([photo.bytes]), path);
  const reply = await call('/datasets', { method: 'POST', body: form });
  expect(reply.status).toBe(201);
  return (await reply.json()) as DatasetBody;
};

const startJob = async (datasetId: string): Promise<JobBody> => {
  const publish = { abstain: { precision: 0.95 } };
  const body = JSON.stringify({ model: 'things', dataset: { id: datasetId }, seed: 7, publish });
  const headers = { 'content-type': 'application/json' };
  const reply = await call('/jobs', { method: 'POST', headers, body });
  expect(reply.status).toBe(202);
  return (await reply.json()) as JobBody;
};

describe('the report of a job whose validation pictures have some wrong labels', () => {
  let dataset: DatasetBody;
  let job: JobBody;
  let report: JobReportBody;

  beforeAll(async () => {
    service = await startService(folder.path);
    dataset = await upload();
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  it('is not there before the job has succeeded, which the answer says', async () => {
    job = await startJob(dataset.id);
    for (const address of [job.links.report, `${job.links.report}.html`]) {
      const reply = await call(address);
      expect(reply.status).toBe(409);
      expect(await reply.json()).toMatchObject({
        code: 'REPORT_NOT_READY',
        detail: expect.stringMatching(/received one that is \w+$/) as string,
      });
    }
    job = await eventually('the job ends', JOB_DEADLINE_MS, async () => {
      const now = await get<JobBody>(job.links.self);
      return FINAL.includes(now.state) ? now : null;
    });
    expect(job).toMatchObject({ state: 'succeeded', error: null });
    report = await get<JobReportBody>(job.links.report);
  });

  it('has the accuracy of the epoch that was published', async () => {
    const { data } = await get<{ data: EpochBody[] }>(`${job.links.epochs}?limit=100`);
    const manifest = await get<ModelVersionBody>(job.links.modelVersion ?? '');
    const best = data.find(({ epoch }) => epoch === job.best?.epoch);
    expect(report.epoch).toBe(job.best?.epoch);
    expect(report.accuracy).toBeCloseTo(best?.metrics.val_accuracy ?? Number.NaN, 6);
    expect(report.accuracy).toBeCloseTo(manifest.metrics?.val_accuracy ?? Number.NaN, 6);
    expect(report.calibration).toMatchObject(manifest.calibration);
    expect(report).toMatchObject({ modelVersion: 1, links: { modelVersion: manifest.links.self } });
  });

  it('counts every validation picture once, and none that was trained on', async () => {
    const counts = report.confusionMatrix.counts.flat();
    const images = dataset.splits.validation;
    expect(report.validation).toMatchObject({ images, chosenBy: 'dataset', rule: null });
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(images);
    expect(report.right + report.mistakesTotal).toBe(images);
    for (const bins of [report.calibration.binsBefore, report.calibration.binsAfter]) {
      expect(bins.reduce((sum, bin) => sum + bin.images, 0)).toBe(images);
    }
    const { data } = await get<{ data: DatasetFileBody[] }>(
      `/datasets/${dataset.id}/files?split=validation&verdict=ok&limit=100`,
    );
    expect(data).toHaveLength(images);
    const files = new Map(data.map((file) => [file.fileId, file]));
    for (const { fileId, path, truth } of report.mistakes) {
      expect(files.get(fileId)).toMatchObject({ path, class: truth });
    }
  });

  it('finds the wrong labels: they are among the mistakes, taken for what they show', () => {
    const mistakes = new Map(report.mistakes.map((mistake) => [mistake.path, mistake]));
    const swapped = validation.filter((entry) => entry.isSwapped);
    const found = swapped.filter(({ path, photo }) => mistakes.get(path)?.prediction === photo.className);
    expect(swapped).toHaveLength(6);
    expect(found.length).toBeGreaterThanOrEqual(5);
    const probabilities = report.mistakes.map(({ probability }) => probability ?? -1);
    expect(probabilities).toEqual(probabilities.toSorted((left, right) => right - left));
  });

  it('chooses a threshold, by which the published version abstains unless a call names another', async () => {
    expect(job.publish).toMatchObject({ abstain: { precision: 0.95 } });
    const { threshold } = await get<ModelVersionBody>(job.links.modelVersion ?? '');
    const { chosen, table } = report.abstention;
    expect(chosen).toMatchObject({ asked: 0.95, threshold });
    expect(table.map(({ asked }) => asked)).toEqual([0.9, 0.95, 0.99]);
    expect(table[1]).toEqual(chosen);
    if (threshold === null) throw new Error('expected a threshold, received none');
    const predict = async (query = ''): Promise<(readonly [boolean, number])[]> => {
      const form = new FormData();
      for (const { photo } of validation.slice(0, 16)) form.append('image', new Blob([photo.bytes]));
      const reply = await call(`/predict${query}`, { method: 'POST', body: form });
      expect(reply.status).toBe(200);
      return ((await reply.json()) as PredictReplyBody).predictions.map((entry) => {
        if (!('topK' in entry)) throw new Error('expected an answer');
        return [entry.abstained, entry.topK[0]?.probability ?? Number.NaN];
      });
    };
    for (const [abstained, probability] of await predict()) expect(abstained).toBe(probability < threshold);
    for (const [abstained] of await predict('?threshold=0')) expect(abstained).toBe(false);
    for (const [abstained, probability] of await predict('?threshold=1'))
      expect(abstained).toBe(probability < 1);
  });

  it('links to each wrong picture', async () => {
    const reply = await call(report.mistakes[0]?.image ?? '');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('image/jpeg');
  });

  it('is also one page that has the pictures in it', async () => {
    const reply = await call(report.links.page);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-security-policy')).toMatch(/^default-src 'none'; img-src data:;/);
    const page = await reply.text();
    expect(page).not.toMatch(/https?:|<script|<link/i);
    const sources = [...page.matchAll(/src="([^"]*)"/g)].map(([, source]) => source ?? '');
    expect(sources).toHaveLength(report.mistakesTotal);
    for (const source of sources) {
      const [, base64 = ''] = /^data:image\/jpeg;base64,(.+)$/.exec(source) ?? [];
      const { format, width, height } = await sharp(Buffer.from(base64, 'base64')).metadata();
      expect(format).toBe('jpeg');
      expect(Math.max(width, height)).toBeLessThanOrEqual(256);
    }
    for (const { path } of report.mistakes) expect(page).toContain(`<bdi>${path}</bdi>`);
  });

  it('outlasts its dataset, without the pictures', async () => {
    const removed = await call(`/datasets/${dataset.id}`, { method: 'DELETE' });
    expect(removed.ok).toBe(true);
    expect(await get<JobReportBody>(report.links.self)).toEqual(report);
    const page = await (await call(report.links.page)).text();
    expect(page).not.toContain('<img');
    expect(page.match(/This picture cannot be shown any more/g)).toHaveLength(report.mistakesTotal);
  });

  it('goes with its job', async () => {
    expect((await call(report.links.job, { method: 'DELETE' })).status).toBe(204);
    expect((await call(report.links.self)).status).toBe(404);
  });
});

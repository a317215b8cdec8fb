import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWhetstone,
  type Dataset,
  type Job,
  type Whetstone,
  WhetstoneProblem,
} from '../../clients/typescript/src/index.ts';
import { type Photo, photos } from './photos.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
let service: RunningService;
let whetstone: Whetstone;

const pictureOf = ({ name, bytes }: Photo) => ({ name, data: new Blob([bytes]) });

describe('the TypeScript client with a real service', () => {
  let dataset: Dataset;
  let job: Job;

  beforeAll(async () => {
    service = await startService(folder.path);
    whetstone = createWhetstone({ url: service.url });
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  it('uploads pictures and reads every file of the dataset', async () => {
    dataset = await whetstone.datasets.create({ images: photos(0, 14).map(pictureOf), name: 'things' });
    expect(dataset).toMatchObject({ name: 'things', images: 42 });
    const classes = new Set<string | null>();
    for await (const file of whetstone.datasets.files(dataset.id, { verdict: 'ok' })) classes.add(file.class);
    expect([...classes].sort()).toEqual(['fish', 'monument', 'tool']);
    const all: string[] = [];
    for await (const { id } of whetstone.datasets.all()) all.push(id);
    expect(all).toEqual([dataset.id]);
  });

  it('derives a dataset without one of the files', async () => {
    const first = (await whetstone.datasets.files(dataset.id).next()).value;
    if (first === undefined) throw new Error('expected a file, received none');
    const derived = await whetstone.datasets.derive(dataset.id, { remove: [first.fileId] });
    expect(derived).toMatchObject({ images: 41 });
    await whetstone.datasets.remove(derived.id, { purge: true });
    await expect(whetstone.datasets.get(derived.id)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });

  it('throws a typed problem for a request that is wrong', async () => {
    const request = { model: 'things', dataset: { id: dataset.id }, recipe: { epochs: 0 } };
    const thrown = await whetstone.jobs.create(request).catch((error: unknown) => error);
    if (!(thrown instanceof WhetstoneProblem))
      throw new Error(`expected a problem, received ${String(thrown)}`);
    expect(thrown).toMatchObject({ code: 'RECIPE_INVALID', status: 400, retryAfterSeconds: null });
    expect(thrown.errors.map(({ pointer }) => pointer)).toEqual(['/recipe/epochs']);
    expect(thrown.requestId).not.toBe('');
  });

  it('trains and gives every event once, although the stream is left in the middle', async () => {
    job = await whetstone.jobs.create({ model: 'things', dataset: { id: dataset.id }, seed: 7 });
    const ids: string[] = [];
    for await (const { id, type } of whetstone.jobs.events(job.id)) {
      ids.push(id);
      if (type === 'epoch') break;
    }
    const after = ids.at(-1);
    const ended = await whetstone.jobs.wait(job.id, { after, onEvent: ({ id }) => ids.push(id) });
    expect(ended).toMatchObject({ state: 'succeeded', modelVersion: 1 });
    const again: string[] = [];
    for await (const { id } of whetstone.jobs.events(job.id)) again.push(id);
    expect(ids).toEqual(again);
  });

  it('reads the epochs and the report', async () => {
    let epochs = 0;
    for await (const { epoch } of whetstone.jobs.epochs(job.id)) {
      epochs += 1;
      expect(epoch).toBe(epochs);
    }
    expect(epochs).toBeGreaterThan(0);
    const report = await whetstone.jobs.report(job.id);
    expect(report.classes.map(({ className }) => className)).toEqual(['fish', 'monument', 'tool']);
  });

  it('lists the model and classifies pictures, a bad one among them', async () => {
    const { data } = await whetstone.models.list();
    expect(data.map(({ name }) => name)).toEqual(['things']);
    const [photo] = photos(14, 15);
    if (photo === undefined) throw new Error('expected a photo, received none');
    const pictures = [new Blob([photo.bytes]), new Blob(['no picture'])];
    const { predictions } = await whetstone.predict(pictures, { model: 'things:1', topK: 2 });
    const [good, bad] = predictions;
    if (good === undefined || 'error' in good) throw new Error('expected an answer');
    expect(good.topK).toHaveLength(2);
    expect(good.topK[0]?.className).toBe('fish');
    expect(bad).toMatchObject({ error: { code: 'IMAGE_TYPE_UNSUPPORTED' } });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWhetstone,
  type Dataset,
  type Job,
  type Whetstone,
  WhetstoneProblem,
} from '../../clients/typescript/src/index.ts';
import { makeZip } from '../integration/support/zip.ts';
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

  it('keeps an answer with its heat map, takes its label, and derives a dataset with it', async () => {
    const picture = new Blob(
      photos(15, 16)
        .map(({ bytes }) => bytes)
        .slice(0, 1),
    );
    const asked = { model: 'things:1', explain: 'gradcam', store: true, cache: 'no-cache' } as const;
    const [answer] = (await whetstone.predict(picture, asked)).predictions;
    if (answer === undefined || 'error' in answer) throw new Error('expected an answer');
    expect(answer.explanation?.className).toBe(answer.topK[0]?.className);
    const kept: string[] = [];
    for await (const { id } of whetstone.predictions.all({ model: 'things', labelled: false })) kept.push(id);
    expect(kept).toEqual([answer.predictionId]);
    const [id = ''] = kept;
    expect((await whetstone.predictions.image(id, { size: 64 })).type).toBe('image/jpeg');
    await whetstone.predictions.label(id, 'eel');
    expect((await whetstone.predictions.get(id)).label?.className).toBe('eel');
    const derived = await whetstone.datasets.derive(dataset.id, { predictions: { ids: [id] } });
    expect(derived.classes.map(({ className }) => className)).toEqual(['eel', 'fish', 'monument', 'tool']);
    await whetstone.predictions.remove(id);
    await expect(whetstone.predictions.get(id)).rejects.toMatchObject({ code: 'PREDICTION_NOT_FOUND' });
  });

  it('changes the notes of a version', async () => {
    const changes = { description: 'the first', metadata: { team: 'sea', note: 'x' } };
    await whetstone.models.change('things', 1, changes);
    await whetstone.models.change('things', 1, { metadata: { note: null } });
    expect(await whetstone.models.version('things', 1)).toMatchObject({
      description: 'the first',
      metadata: { team: 'sea' },
    });
  });

  it('makes a dataset of a file that is uploaded in parts', async () => {
    const zip = new Blob([
      new Uint8Array(makeZip(photos(0, 2).map(({ name, bytes }) => ({ name, data: bytes })))),
    ]);
    const uploadId = await whetstone.uploads.send(zip, { name: 'few.zip', chunkBytes: 100_000 });
    expect(await whetstone.uploads.offset(uploadId)).toBe(zip.size);
    const made = await whetstone.datasets.create({ uploadId });
    expect(made).toMatchObject({ name: 'few', images: 6 });
  });

  it('reads the log, and moves an alias back and forth over an exported version that is brought again', async () => {
    expect(await whetstone.jobs.logs(job.id)).toContain('attempt 1 begins');
    const { layers } = await whetstone.models.summary('things', 1);
    expect(layers.length).toBeGreaterThan(18);
    const file = await whetstone.models.export('things', 1, { format: 'keras' });
    const classNames = ['fish', 'monument', 'tool'];
    const brought = await whetstone.models.import('things', { file, classNames, name: 'again.h5' });
    expect(brought).toMatchObject({ version: 2, importedFrom: { name: 'again.h5' } });
    await whetstone.aliases.move('things', 'prod', 1);
    await whetstone.aliases.move('things', 'prod', 2);
    expect(await whetstone.aliases.rollBack('things', 'prod')).toMatchObject({ version: 1 });
    const moves: (number | null)[] = [];
    for await (const { version } of whetstone.aliases.history('things', 'prod')) moves.push(version);
    expect(moves).toEqual([1, 2, 1]);
    await expect(whetstone.models.remove('things', 1)).rejects.toMatchObject({ code: 'VERSION_IN_USE' });
    await whetstone.aliases.move('things', 'latest', 1);
    await whetstone.models.remove('things', 2);
    await expect(whetstone.models.version('things', 2)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

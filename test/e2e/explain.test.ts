import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody, PredictReplyBody, ProblemBody } from '../../src/contract/index.ts';
import { callsOf } from './json-calls.ts';
import { formOf, type Photo, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const JOB_DEADLINE_MS = 300_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];
const LONGEST_SIDE = 512;

const folder = temporaryFolder();
const unseen = photos(10, 12);
let service: RunningService;
const { get, post } = callsOf(() => service.url);

/** A model for each kind of path from the picture to its answer. */
const jobs = [
  { model: 'pooled', preset: 'fast', recipe: {} },
  {
    model: 'connected',
    preset: 'keras-tutorial',
    recipe: {
      head: { units: 32 },
      preprocess: 'caffe',
      optimizer: { name: 'adam', learningRate: 0.001 },
      epochs: 4,
    },
  },
  { model: 'tuned', preset: 'fine-tune', recipe: { epochs: 1 } },
] as const;

const trainAll = async (dataset: DatasetBody): Promise<void> => {
  for (const job of jobs) {
    const made = await post<JobBody>('/jobs', { ...job, dataset: { id: dataset.id }, seed: 7 });
    expect(made.status).toBe(202);
    const done = await eventually(`the job of ${job.model} ends`, JOB_DEADLINE_MS, async () => {
      const now = await get<JobBody>(`/jobs/${made.body.id}`);
      return FINAL.includes(now.state) ? now : null;
    });
    expect(done).toMatchObject({ state: 'succeeded', error: null });
  }
};

const predict = async (query: string, of: readonly Photo[]): Promise<PredictReplyBody['predictions']> => {
  const reply = await fetch(`${service.url}/predict?${query}`, { method: 'POST', body: formOf('image', of) });
  expect(reply.status).toBe(200);
  return ((await reply.json()) as PredictReplyBody).predictions;
};

type Answer = Exclude<PredictReplyBody['predictions'][number], { error: unknown }>;

const answerOf = (entry: PredictReplyBody['predictions'][number] | undefined): Answer => {
  if (entry === undefined || 'error' in entry) throw new Error(`no answer: ${JSON.stringify(entry)}`);
  return entry;
};

const explanationOf = (entry: PredictReplyBody['predictions'][number] | undefined) => {
  const { explanation } = answerOf(entry);
  if (explanation === undefined) throw new Error('no explanation');
  return explanation;
};

/** The pixels of a PNG, which has no alpha. */
const openPng = async ({ mediaType, base64 }: { mediaType: string; base64: string }) => {
  expect(mediaType).toBe('image/png');
  const bytes = Buffer.from(base64, 'base64');
  expect((await sharp(bytes).metadata()).format).toBe('png');
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  return { data, width: info.width, height: info.height };
};

/** Expects two PNGs of the size of the photo: a map that is hot somewhere, and the photo with the map blended in. */
const expectPictures = async ({ bytes }: Photo, { heatMap, blended }: ReturnType<typeof explanationOf>) => {
  const [map, both] = [await openPng(heatMap), await openPng(blended)];
  const { data, info } = await sharp(bytes)
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (const { width, height } of [map, both]) {
    expect([width, height]).toEqual([info.width, info.height]);
  }
  // The hottest place is nearly the lightest colour of the map.
  expect(
    Math.max(...Array.from({ length: info.width * info.height }, (_, i) => map.data[3 * i + 1] ?? 0)),
  ).toBeGreaterThan(200);
  const off = both.data.reduce(
    (sum, value, at) => sum + Math.abs(value - ((data[at] ?? 0) + (map.data[at] ?? 0)) / 2),
    0,
  );
  expect(off / both.data.length).toBeLessThan(2);
};

beforeAll(async () => {
  service = await startService(folder.path);
  const reply = await fetch(`${service.url}/datasets`, {
    method: 'POST',
    body: formOf('images', photos(0, 6)),
  });
  await trainAll((await reply.json()) as DatasetBody);
});

afterAll(async () => {
  await service.stop();
  folder.remove();
});

describe('an explained prediction', () => {
  it.each(jobs)('shows where the class was seen, by a model with the preset $preset', async ({ model }) => {
    const answers = await predict(`model=${model}&explain=gradcam`, unseen);
    expect(answers).toHaveLength(unseen.length);
    const maps = new Set<string>();
    for (const [index, photo] of unseen.entries()) {
      const { topK } = answerOf(answers[index]);
      const explanation = explanationOf(answers[index]);
      expect(explanation).toMatchObject({
        method: 'gradcam',
        className: topK[0]?.className,
        layer: 'block5_pool',
      });
      expect(explanation.ms).toBeGreaterThan(0);
      await expectPictures(photo, explanation);
      maps.add(explanation.heatMap.base64);
    }
    expect(maps.size).toBe(unseen.length);
  });

  it.each(jobs)('gives the same answer as one that is not explained, by $model', async ({ model }) => {
    const explained = await predict(`model=${model}&explain=gradcam`, unseen.slice(0, 2));
    const plain = await predict(`model=${model}`, unseen.slice(0, 2));
    for (const [index, entry] of plain.entries()) {
      const answer = answerOf(entry);
      expect(answer).not.toHaveProperty('explanation');
      expect(answerOf(explained[index]).topK[0]?.className).toBe(answer.topK[0]?.className);
    }
  });

  it('is given after the same picture was answered from memory', async () => {
    const [photo] = unseen;
    if (photo === undefined) throw new Error('expected a photo');
    await predict('model=pooled', [photo]);
    expect(answerOf((await predict('model=pooled', [photo]))[0]).cached).toBe(true);
    await expectPictures(photo, explanationOf((await predict('model=pooled&explain=gradcam', [photo]))[0]));
  });

  it('has the error of a bad picture in its place, and the explanations of the good ones', async () => {
    const [first, second] = unseen;
    if (first === undefined || second === undefined) throw new Error('expected two photos');
    const bad = { ...first, name: 'fish/cut.jpg', bytes: Buffer.from(first.bytes.subarray(0, 5000)) };
    const answers = await predict('model=pooled&explain=gradcam', [first, bad, second]);
    await expectPictures(first, explanationOf(answers[0]));
    expect(answers[1]).toMatchObject({ error: { code: 'IMAGE_UNREADABLE', status: 422 } });
    await expectPictures(second, explanationOf(answers[2]));
  });

  it('is shown at a longest side of 512 pixels over a larger picture, which may lie on its side or be CMYK', async () => {
    const [photo] = unseen;
    if (photo === undefined) throw new Error('expected a photo');
    const large = sharp(photo.bytes).resize({ width: 1400, height: 700, fit: 'fill' });
    const turned = await large.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const cmyk = await large.clone().toColourspace('cmyk').jpeg().toBuffer();
    const pictures = [turned, cmyk].map((bytes) => ({ ...photo, bytes: Buffer.from(bytes) }));
    const sizes = [];
    for (const entry of await predict('model=pooled&explain=gradcam', pictures)) {
      const { width, height } = await openPng(explanationOf(entry).blended);
      sizes.push([width, height]);
    }
    expect(sizes).toEqual([
      [256, 512],
      [512, 256],
    ]);
  });

  it('by another method is refused', async () => {
    const reply = await fetch(`${service.url}/predict?model=pooled&explain=lime`, {
      method: 'POST',
      body: formOf('image', unseen.slice(0, 1)),
    });
    expect(reply.status).toBe(400);
    expect(((await reply.json()) as ProblemBody).code).toBe('REQUEST_INVALID');
  });
});

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  DatasetBody,
  DatasetFileBody,
  JobBody,
  PredictReplyBody,
  StoredPredictionBody,
} from '../../src/contract/index.ts';
import { callsOf } from './json-calls.ts';
import { CLASSES, formOf, type Photo, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const TRAIN_DEADLINE_MS = 240_000;

const folder = temporaryFolder();
let service: RunningService;
let parent: DatasetBody;

const { get, post } = callsOf(() => service.url);

interface List<T> {
  readonly data: readonly T[];
  readonly nextAfter: string | null;
}

const inFolder = (of: readonly Photo[], top: string): Photo[] =>
  of.map((photo) => ({ ...photo, name: `${top}/${photo.name}` }));

const train = async (datasetId: string): Promise<JobBody> => {
  const asked = { model: 'things', dataset: { id: datasetId }, recipe: { epochs: 3 }, seed: 7 };
  const { status, body: started } = await post<JobBody>('/jobs', asked);
  expect(status, JSON.stringify(started)).toBe(202);
  return eventually('the end of the job', TRAIN_DEADLINE_MS, async () => {
    const job = await get<JobBody>(`/jobs/${started.id}`);
    return ['succeeded', 'failed', 'cancelled'].includes(job.state) ? job : null;
  });
};

const predict = async (of: readonly Photo[], query: string): Promise<Response> =>
  fetch(`${service.url}/predict?${query}`, { method: 'POST', body: formOf('image', of) });

const listed = async (query = ''): Promise<readonly StoredPredictionBody[]> =>
  (await get<List<StoredPredictionBody>>(`/predictions?limit=100${query}`)).data;

const filesOf = async (id: string): Promise<readonly DatasetFileBody[]> =>
  (await get<List<DatasetFileBody>>(`/datasets/${id}/files?limit=100`)).data;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('expected one at least');
  return one;
};

beforeAll(async () => {
  service = await startService(folder.path);
  const of = [...inFolder(photos(0, 4), 'train'), ...inFolder(photos(4, 6), 'val')];
  const reply = await fetch(`${service.url}/datasets`, { method: 'POST', body: formOf('images', of) });
  parent = (await reply.json()) as DatasetBody;
  expect((await train(parent.id)).state).toBe('succeeded');
});

afterAll(async () => {
  await service.stop('SIGTERM');
  folder.remove();
});

it('answers that are labelled come into a derived dataset on which the next version is trained', async () => {
  const sent = photos(8, 10);
  expect((await predict(sent, 'model=things')).status).toBe(200);
  expect(await listed()).toEqual([]);
  const answered = (await (await predict(sent, 'model=things&store=true')).json()) as PredictReplyBody;
  const ids = answered.predictions.map((one) => ('error' in one ? 'none' : one.predictionId));

  const uncertain = await listed('&order=uncertain&labelled=false&model=things');
  expect(new Set(uncertain.map(({ id }) => id))).toEqual(new Set(ids));
  const probabilities = uncertain.map(({ probability }) => probability);
  expect(probabilities).toEqual(probabilities.toSorted((one, other) => one - other));
  expect(uncertain.map(({ picture }) => picture.sha256).toSorted()).toEqual(
    sent.map(({ bytes }) => sha256(bytes)).toSorted(),
  );
  const [doubted, other] = uncertain;
  if (doubted === undefined || other === undefined) throw new Error('expected two predictions');
  const image = await fetch(`${service.url}${doubted.links.image}?size=128`);
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect(sha256(new Uint8Array(await image.arrayBuffer()))).not.toBe(doubted.picture.sha256);

  const answer = first(doubted.topK).className;
  const against = first(CLASSES.filter((className) => className !== answer));
  const agreed = first(other.topK).className;
  const labels = [
    [doubted, against],
    [other, agreed],
  ] as const;
  for (const [{ id, links }, className] of labels) {
    const { status, body } = await post<StoredPredictionBody>(`${links.self}/label`, { className });
    expect([status, body.id, body.label?.className]).toEqual([200, id, className]);
  }
  expect((await listed('&labelled=true')).map(({ id }) => id).toSorted()).toEqual(
    [doubted.id, other.id].toSorted(),
  );

  const changes = { predictions: { model: 'things' } };
  const derived = await post<DatasetBody>(`/datasets/${parent.id}/derive`, changes);
  expect(derived.status, JSON.stringify(derived.body)).toBe(201);
  const known = new Set((await filesOf(parent.id)).map(({ path }) => path));
  const added = (await filesOf(derived.body.id)).filter(({ path }) => !known.has(path));
  expect(
    added
      .map(({ path, class: className, split, verdict, sha256: hash }) => ({
        path,
        className,
        split,
        verdict,
        hash,
      }))
      .toSorted(byPath),
  ).toEqual(
    labels
      .map(([{ id, picture }, className]) => ({
        path: `${className}/${id}.jpg`,
        className,
        split: 'train',
        verdict: 'ok',
        hash: picture.sha256,
      }))
      .toSorted(byPath),
  );
  const again = await post<DatasetBody>(`/datasets/${parent.id}/derive`, changes);
  expect([again.status, again.body.id]).toEqual([200, derived.body.id]);

  const job = await train(derived.body.id);
  expect([job.state, job.modelVersion, job.error]).toEqual(['succeeded', 2, null]);
});

const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  one.path < other.path ? -1 : 1;

it('ids that are not there or not labelled are named', async () => {
  const unlabelled = first(await listed('&labelled=false'));
  const url = `/datasets/${parent.id}/derive`;
  const ids = [first(await listed('&labelled=true')).id, unlabelled.id];
  expect((await post(url, { predictions: { ids } })).body).toMatchObject({
    code: 'REQUEST_INVALID',
    errors: [{ pointer: '/predictions/ids/1' }],
  });
  expect((await post(url, { predictions: { ids: ['pred_none'] } })).body).toMatchObject({
    code: 'PREDICTION_NOT_FOUND',
    errors: [{ pointer: '/predictions/ids/0' }],
  });
});

it('stored predictions outlast a restart; one that is removed is gone, with its picture', async () => {
  const before = await listed();
  await service.stop('SIGTERM');
  service = await startService(folder.path);
  expect(await listed()).toEqual(before);
  const { links } = first(before);
  expect((await fetch(`${service.url}${links.self}`, { method: 'DELETE' })).status).toBe(204);
  for (const link of [links.self, links.image])
    expect((await fetch(`${service.url}${link}`)).status).toBe(404);
  expect(await listed()).toEqual(before.slice(1));
});

it('where none are kept the sweep at the start removes all, none is stored, and datasets have their pictures still', async () => {
  await service.stop('SIGTERM');
  service = await startService(folder.path, { PREDICTIONS_KEPT_DAYS: '0' });
  await eventually('the sweep', 20_000, async () => ((await listed()).length === 0 ? true : null));
  const pictures = (): string[] =>
    readdirSync(join(folder.path, 'predictions'), { recursive: true })
      .map(String)
      .filter((name) => /pictures\/./.test(name));
  await eventually('the end of the pictures', 20_000, () =>
    Promise.resolve(pictures().length === 0 ? true : null),
  );
  const refused = await predict(photos(8, 9), 'model=things&store=true');
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'REQUEST_INVALID' }]);
  const [derived] = (await get<List<DatasetBody>>('/datasets')).data;
  const file = first((await filesOf(derived?.id ?? '')).filter(({ path }) => path.includes('/pred_')));
  const image = await fetch(`${service.url}/datasets/${derived?.id ?? ''}/files/${file.fileId}/image`);
  expect(image.status).toBe(200);
});

import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, JobBody, PredictReplyBody, ProblemBody } from '../../src/contract/index.ts';
import { jpegClaiming, pngOf, zlibZeros } from '../images/hostile-files.ts';
import { callsOf } from './json-calls.ts';
import { formOf, type Photo, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const TRAIN_DEADLINE_MS = 240_000;
/** Meant to be long enough for a picture to come into work. */
const GOES_AWAY_MS = 40;
const FINAL = ['succeeded', 'failed', 'cancelled'];
const SVG =
  '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>';

type Bytes = Photo['bytes'];
type Entry = PredictReplyBody['predictions'][number];
type Answer = Exclude<Entry, { error: unknown }>;

const folder = temporaryFolder();
let service: RunningService;
const { get, post } = callsOf(() => service.url);

/** Pictures that no version was trained on; each case takes its own. */
const [first, second, third, fourth, ...others] = photos(6, 10).map(({ bytes }) => bytes);
if (first === undefined || second === undefined || third === undefined || fourth === undefined)
  throw new Error('expected photos');
const damaged = first.subarray(0, Math.floor(first.length / 2));

const train = async (dataset: string, seed: number, l2: number): Promise<void> => {
  const recipe = { backbone: { precision: 'int8' }, head: { l2 } };
  const order = { model: 'things', dataset: { id: dataset }, preset: 'fast', recipe, seed };
  const { status, body } = await post<JobBody>('/jobs', order);
  expect(status, JSON.stringify(body)).toBe(202);
  const done = await eventually('the end of the job', TRAIN_DEADLINE_MS, async () => {
    const job = await get<JobBody>(`/jobs/${body.id}`);
    return FINAL.includes(job.state) ? job : null;
  });
  expect(done).toMatchObject({ state: 'succeeded', error: null });
};

interface Asking {
  readonly model?: string;
  readonly cache?: string;
  readonly query?: string;
}

const ask = (picture: Bytes, { model = 'things:1', cache, query = '' }: Asking = {}) =>
  fetch(`${service.url}/predict?model=${model}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', ...(cache === undefined ? {} : { 'cache-control': cache }) },
    body: picture,
  });

const replyOf = async (asked: Promise<Response>): Promise<PredictReplyBody> => {
  const reply = await asked;
  const body: unknown = await reply.json();
  expect(reply.status, JSON.stringify(body)).toBe(200);
  return body as PredictReplyBody;
};

const answerOf = (entry: Entry | undefined): Answer => {
  if (entry === undefined || 'error' in entry) throw new Error(`no answer: ${JSON.stringify(entry)}`);
  return entry;
};

const answer = async (picture: Bytes, asking: Asking = {}): Promise<Answer> =>
  answerOf((await replyOf(ask(picture, asking))).predictions[0]);

const probabilitiesOf = ({ topK }: Answer): number[] =>
  topK
    .toSorted((one, other) => one.className.localeCompare(other.className))
    .map(({ probability }) => probability);

const farthest = (one: Answer, other: Answer): number => {
  const [these, those] = [probabilitiesOf(one), probabilitiesOf(other)];
  expect(these.length).toBe(those.length);
  return Math.max(...these.map((value, index) => Math.abs(value - (those[index] ?? Number.NaN))));
};

const expectClose = (one: Answer, other: Answer): void => {
  expect(farthest(one, other)).toBeLessThan(1e-4);
};

const pointProd = async (version: number): Promise<void> => {
  const reply = await fetch(`${service.url}/models/things/aliases/prod`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version }),
  });
  expect(reply.status).toBe(200);
};

/** Sends the first bytes of a picture, maybe all of them, and goes away. */
const goAway = (picture: Bytes, bytes = picture.length): Promise<void> =>
  new Promise((resolve) => {
    const sending = request(`${service.url}/predict?model=things:1`, {
      method: 'POST',
      headers: {
        'content-type': 'image/jpeg',
        'content-length': picture.length,
        'cache-control': 'no-store',
      },
    });
    sending.once('close', resolve);
    sending.once('error', () => undefined);
    sending.write(picture.subarray(0, bytes), () => setTimeout(() => sending.destroy(), GOES_AWAY_MS));
  });

beforeAll(async () => {
  service = await startService(folder.path, { PREDICT_BATCH_WINDOW_MS: '20' });
  const inFolder = (top: string) => (photo: Photo) => ({ ...photo, name: `${top}/${photo.name}` });
  const of = [...photos(0, 4).map(inFolder('train')), ...photos(4, 6).map(inFolder('val'))];
  const reply = await fetch(`${service.url}/datasets`, { method: 'POST', body: formOf('images', of) });
  const { id } = (await reply.json()) as DatasetBody;
  await train(id, 7, 0.01);
  await train(id, 8, 3);
});

afterAll(async () => {
  await service.stop();
  folder.remove();
});

describe('a picture that was asked about before', () => {
  it('gets the same answer to the bit without work, however much of it is asked for', async () => {
    const computed = await answer(first);
    expect(computed.cached).toBe(false);
    const again = await replyOf(ask(first));
    expect(again.predictions).toEqual([{ ...computed, cached: true }]);
    expect(again.timing).toMatchObject({ queueMs: 0, inferMs: 0 });
    const short = await answer(first, { query: '&topK=1&threshold=1' });
    expect(short).toEqual({ topK: computed.topK.slice(0, 1), abstained: true, cached: true });
  });

  it('is computed anew for no-cache and for no-store, which leaves nothing behind', async () => {
    const known = await answer(first);
    for (const cache of ['no-cache', 'no-store', 'no-cache, no-store']) {
      const anew = await answer(first, { cache });
      expect([cache, anew.cached]).toEqual([cache, false]);
      expectClose(anew, known);
    }
    expect((await answer(second, { cache: 'no-store' })).cached).toBe(false);
    expect((await answer(second)).cached).toBe(false);
    expect((await answer(second)).cached).toBe(true);
  });

  it('is not decoded again for another version on the same base, which has an answer of its own', async () => {
    const before = await answer(third, { cache: 'no-cache' });
    const other = await answer(third, { model: 'things:2' });
    expect(other.cached).toBe(true);
    expect(farthest(other, before)).toBeGreaterThan(0.01);
    expectClose(other, await answer(third, { model: 'things:2', cache: 'no-store' }));
  });
});

describe('bad pictures', () => {
  it('are entries of their own among good ones, whose answers they do not change', async () => {
    const huge = Buffer.from(await jpegClaiming(65_500, 65_500));
    const sent = [first, damaged, second, Buffer.alloc(0), Buffer.from(SVG), third, huge, fourth];
    const form = new FormData();
    for (const bytes of sent) form.append('image', new Blob([bytes]), 'picture.jpg');
    const url = `${service.url}/predict?model=things:1`;
    const headers = { 'cache-control': 'no-store' };
    const { predictions } = await replyOf(fetch(url, { method: 'POST', headers, body: form }));
    expect(predictions.map((entry) => ('error' in entry ? entry.error.code : 'answered'))).toEqual([
      'answered',
      'IMAGE_UNREADABLE',
      'answered',
      'IMAGE_UNREADABLE',
      'IMAGE_TYPE_UNSUPPORTED',
      'answered',
      'IMAGE_TOO_LARGE',
      'answered',
    ]);
    const details = predictions.flatMap((entry) => ('error' in entry ? [entry.error.detail] : []));
    expect(new Set(details).size).toBe(4);
    const good = [
      [0, first],
      [2, second],
      [5, third],
      [7, fourth],
    ] as const;
    for (const [index, picture] of good) {
      expectClose(answerOf(predictions[index]), await answer(picture, { cache: 'no-store' }));
    }
  });

  it('of some clients do not touch those of others who ask at the same time', async () => {
    const bomb = Buffer.from(pngOf({ width: 60_000, height: 60_000, depth: 1, idat: zlibZeros(430) }));
    const good = others.slice(0, 5);
    const bad = [damaged, bomb, Buffer.from(SVG)].map((picture) => ask(picture, { cache: 'no-store' }));
    const replies = await Promise.all(good.map((picture) => replyOf(ask(picture, { cache: 'no-store' }))));
    const refusals = await Promise.all(
      bad.map(async (asked) => {
        const { status, code } = (await (await asked).json()) as ProblemBody;
        return [status, code];
      }),
    );
    expect(refusals).toEqual([
      [422, 'IMAGE_UNREADABLE'],
      [422, 'IMAGE_TOO_LARGE'],
      [415, 'IMAGE_TYPE_UNSUPPORTED'],
    ]);
    // What was computed in one batch took equally long, to the bit.
    expect(new Set(replies.map(({ timing }) => timing.inferMs)).size).toBeLessThan(good.length);
    for (const [index, picture] of good.entries()) {
      expectClose(answerOf(replies[index]?.predictions[0]), await answer(picture, { cache: 'no-store' }));
    }
  });
});

describe('an alias', () => {
  it('that moves while clients ask gives each the answer of one version, and after the reply the new one', async () => {
    const own = new Map<number, Answer>();
    for (const version of [1, 2]) own.set(version, await answer(fourth, { model: `things:${version}` }));
    await pointProd(1);
    let hasMoved = false;
    let answered = 0;
    const client = async (): Promise<void> => {
      for (let sinceMove = 0; sinceMove < 2; ) {
        const isAfter = hasMoved;
        const reply = await replyOf(ask(fourth, { model: 'things@prod', cache: 'no-cache' }));
        expect(isAfter ? [2] : [1, 2]).toContain(reply.version);
        expectClose(answerOf(reply.predictions[0]), own.get(reply.version) ?? answerOf(undefined));
        answered += 1;
        if (isAfter) sinceMove += 1;
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    const move = async (): Promise<void> => {
      while (answered < 3) await sleep(5);
      await pointProd(2);
      hasMoved = true;
    };
    await Promise.all([clients, move()]);
    expect(answered).toBeGreaterThanOrEqual(9);
  });
});

describe('a client', () => {
  it('that goes away does not stop the others', async () => {
    const asked = others.slice(0, 4).map((picture) => replyOf(ask(picture, { cache: 'no-store' })));
    await Promise.all([goAway(first, 1000), goAway(second), goAway(third)]);
    for (const { predictions } of await Promise.all(asked))
      expect(answerOf(predictions[0]).cached).toBe(false);
    expect((await answer(second, { cache: 'no-store' })).cached).toBe(false);
    expect(service.log()).not.toMatch(/"level":(50|"error")/);
  });

  it('that comes while the line is full is told when to come again, and gets in once there is room', async () => {
    await service.stop();
    service = await startService(folder.path, { PREDICT_QUEUE_MAX: '1', PREDICT_MAX_BATCH: '1' });
    const replies = await Promise.all(others.slice(0, 8).map((picture) => ask(picture)));
    const statuses = replies.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    for (const reply of replies) {
      if (reply.status === 200) continue;
      expect(await reply.json()).toMatchObject({ status: 503, code: 'PREDICT_QUEUE_FULL' });
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    // Whoever goes away leaves room behind.
    for (const picture of [first, second, third]) await goAway(picture);
    await eventually('room', 20_000, async () => ((await ask(fourth)).status === 200 ? true : null));
  });
});

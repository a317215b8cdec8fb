import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  createWhetstone,
  type ErrorCode,
  type JobEvent,
  type PredictReply,
  type Whetstone,
  WhetstoneProblem,
} from '../../clients/typescript/src/index.ts';
import type { ERROR_CATALOGUE } from '../../src/domain/index.ts';

const run = (...args: string[]): string => execFileSync(process.execPath, args, { encoding: 'utf8' });

const event = (id: string, state: string): string =>
  `id: ${id}\nevent: state\ndata: ${JSON.stringify({ id, at: '2026-01-01T00:00:00Z', type: 'state', data: { state } })}\n\n`;

/** A client whose calls are answered one by one from `replies`; a call beyond them fails. */
const answeredBy = (...replies: readonly (() => Response | Promise<Response>)[]) => {
  const calls: { url: string; method: string; headers: Headers; body: unknown }[] = [];
  const waiting = [...replies];
  const client = createWhetstone({
    url: 'http://service/base/',
    key: 'k',
    fetch: async (input, init) => {
      calls.push({
        url: input instanceof Request ? input.url : String(input),
        method: init?.method ?? 'GET',
        headers: new Headers(init?.headers),
        body: init?.body,
      });
      const next = waiting.shift();
      if (next === undefined) throw new TypeError('no reply left');
      return next();
    },
  });
  return { client, calls };
};

const statesOf = async (events: AsyncIterable<JobEvent>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const one of events) if (one.type === 'state') seen.push(one.data.state);
  return seen;
};

describe('the TypeScript client', () => {
  test('has the types that openapi.yaml gives', () => {
    expect(run('setup/client.mjs', '--check')).toContain('is what openapi.yaml says');
  });

  test('builds to modules that plain Node loads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'whetstone-client-'));
    try {
      run('node_modules/typescript/bin/tsc', '-p', 'clients/typescript', '--outDir', folder);
      const built = pathToFileURL(join(folder, 'index.js')).href;
      const script = `import { createWhetstone } from '${built}';
        const client = createWhetstone({ url: 'http://x', fetch: async () => Response.json({ id: 'job_1' }) });
        console.log((await client.jobs.get('job_1')).id);`;
      expect(run('--input-type=module', '-e', script).trim()).toBe('job_1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('does not compile with a field, a code or an event that the document does not have', () => {
    // The compiler checks these, as part of `npm run check`; they never run.
    const calls = [
      // @ts-expect-error the field is `model`
      (to: Whetstone) => to.jobs.create({ modle: 'animals', dataset: { id: 'ds_1' } }),
      // @ts-expect-error there is no such preset
      (to: Whetstone) => to.jobs.create({ model: 'animals', dataset: { id: 'ds_1' }, preset: 'quick' }),
      // @ts-expect-error the option is `topK`
      (to: Whetstone) => to.predict(new Blob(), { topk: 1 }),
      // @ts-expect-error there is no such verdict
      (to: Whetstone) => to.datasets.files('ds_1', { verdict: 'fine' }),
      // @ts-expect-error the field is `fileId`
      (to: Whetstone) => to.datasets.derive('ds_1', { relabel: [{ file: 'file_1', class: 'dog' }] }),
      // @ts-expect-error there is no such code
      (problem: WhetstoneProblem) => problem.code === 'RECIPE_WRONG',
      // @ts-expect-error an epoch event has no state
      (one: JobEvent) => (one.type === 'epoch' ? one.data.state === 'queued' : null),
      // @ts-expect-error there is no such way to explain
      (to: Whetstone) => to.predict(new Blob(), { explain: 'lime' }),
      // @ts-expect-error the order is `uncertain`
      (to: Whetstone) => to.predictions.all({ order: 'unsure' }),
      // The correct forms.
      (to: Whetstone) => to.jobs.create({ model: 'animals', dataset: { id: 'ds_1' }, preset: 'fast' }),
      (to: Whetstone) => to.datasets.create({ path: 'photos' }, { leakPolicy: 'move' }),
    ];
    expect(calls).toHaveLength(11);
    expectTypeOf<ReturnType<Whetstone['predict']>>().resolves.toEqualTypeOf<PredictReply>();
    expectTypeOf<ErrorCode>().toEqualTypeOf<keyof typeof ERROR_CATALOGUE>();
  });

  test('calls below the path of its address, with its key, and asks for one part of a list after the other', async () => {
    const { client, calls } = answeredBy(
      () => Response.json({ data: [{ fileId: 'a' }], nextAfter: 'a' }),
      () => Response.json({ data: [{ fileId: 'b' }], nextAfter: null }),
    );
    const ids: string[] = [];
    for await (const { fileId } of client.datasets.files('ds/1', { class: 'dog' })) ids.push(fileId);
    expect(ids).toEqual(['a', 'b']);
    expect(calls.map(({ url }) => url)).toEqual([
      'http://service/base/datasets/ds%2F1/files?limit=100&class=dog',
      'http://service/base/datasets/ds%2F1/files?limit=100&class=dog&after=a',
    ]);
    expect(calls[0]?.headers.get('authorization')).toBe('Bearer k');
  });

  test('goes on with the next event after a cut, within an event or between two', async () => {
    const { client, calls } = answeredBy(
      () =>
        new Response(
          `retry: 1\n\n${event('1', 'queued')}: heartbeat\n\n${event('2', 'training').slice(0, -9)}`,
        ),
      () => Promise.reject(new TypeError('connection refused')),
      () => new Response(event('2', 'training').replaceAll('\n', '\r\n')),
      () => new Response(`${event('3', 'succeeded')}id: 4\nevent: log\ndata: {"id":"4","type":"log"}\n\n`),
    );
    expect(await statesOf(client.jobs.events('job_1'))).toEqual(['queued', 'training', 'succeeded']);
    expect(calls.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '1', '1', '2']);
  });

  test('follows no longer where nothing will follow, and throws what does not pass by waiting', async () => {
    const over = answeredBy(() => new Response(null, { status: 204 }));
    expect(await statesOf(over.client.jobs.events('job_1', { after: '3' }))).toEqual([]);
    expect(over.calls[0]?.headers.get('last-event-id')).toBe('3');
    const gone = answeredBy(() => new Response('<p>not here</p>', { status: 404 }));
    await expect(statesOf(gone.client.jobs.events('job_1'))).rejects.toThrow('received 404');
    expect(gone.calls).toHaveLength(1);
  });

  test('moves an alias, rolls it back and goes through its history', async () => {
    const { client, calls } = answeredBy(
      () => Response.json({ version: 3 }),
      () => Response.json({ version: 2 }),
      () => Response.json({ data: [{ number: 1 }], nextAfter: '1' }),
      () => Response.json({ data: [{ number: 2 }], nextAfter: null }),
      () => new Response(null, { status: 204 }),
    );
    expect((await client.aliases.move('animals', 'prod', 3)).version).toBe(3);
    expect((await client.aliases.rollBack('animals', 'prod')).version).toBe(2);
    const numbers: number[] = [];
    for await (const { number } of client.aliases.history('animals', 'prod')) numbers.push(number);
    expect(numbers).toEqual([1, 2]);
    await client.aliases.remove('animals', 'prod');
    const url = 'http://service/base/models/animals/aliases/prod';
    expect(calls.map(({ method, url: called, body }) => [method, called, body])).toEqual([
      ['PUT', url, '{"version":3}'],
      ['POST', `${url}/rollback`, undefined],
      ['GET', `${url}/history?limit=100`, undefined],
      ['GET', `${url}/history?limit=100&after=1`, undefined],
      ['DELETE', url, undefined],
    ]);
  });

  test('changes the notes of a version, and derives a dataset with labelled predictions', async () => {
    const { client, calls } = answeredBy(
      () => Response.json({ version: 3 }),
      () => Response.json({ id: 'ds_2' }, { status: 201 }),
    );
    const changes = { description: null, metadata: { team: 'birds' } };
    expect((await client.models.change('animals', 3, changes)).version).toBe(3);
    const derivation = { predictions: { model: 'animals' } };
    expect((await client.datasets.derive('ds_1', derivation)).id).toBe('ds_2');
    expect(calls.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PATCH', 'http://service/base/models/animals/versions/3', JSON.stringify(changes)],
      ['POST', 'http://service/base/datasets/ds_1/derive', JSON.stringify(derivation)],
    ]);
  });

  test('asks for an answer that is explained, kept and not taken from the cache', async () => {
    const { client, calls } = answeredBy(
      () => Response.json({ predictions: [] }),
      () => Response.json({ predictions: [] }),
    );
    const picture = new Blob(['x']);
    await client.predict(picture, { explain: 'gradcam', store: true, cache: 'no-store' });
    await client.predict(picture);
    expect(calls.map(({ url, headers }) => [url, headers.get('cache-control')])).toEqual([
      ['http://service/base/predict?explain=gradcam&store=true', 'no-store'],
      ['http://service/base/predict', null],
    ]);
  });

  test('goes through stored predictions, shows, labels and removes one', async () => {
    const { client, calls } = answeredBy(
      () => Response.json({ data: [{ id: 'pred_1' }], nextAfter: 'n' }),
      () => Response.json({ data: [{ id: 'pred_2' }], nextAfter: null }),
      () => Response.json({ id: 'pred_1' }),
      () => new Response('JPEG', { headers: { 'content-type': 'image/jpeg' } }),
      () => Response.json({ id: 'pred_1', label: { className: 'dog' } }),
      () => new Response(null, { status: 204 }),
    );
    const ids: string[] = [];
    for await (const { id } of client.predictions.all({ labelled: false, order: 'uncertain' })) ids.push(id);
    expect(ids).toEqual(['pred_1', 'pred_2']);
    expect((await client.predictions.get('pred_1')).id).toBe('pred_1');
    expect(await (await client.predictions.image('pred_1', { size: 128 })).text()).toBe('JPEG');
    expect((await client.predictions.label('pred_1', 'dog')).label?.className).toBe('dog');
    await client.predictions.remove('pred_1');
    const url = 'http://service/base/predictions';
    expect(calls.map(({ method, url: called, body }) => [method, called, body])).toEqual([
      ['GET', `${url}?limit=100&labelled=false&order=uncertain`, undefined],
      ['GET', `${url}?limit=100&labelled=false&order=uncertain&after=n`, undefined],
      ['GET', `${url}/pred_1`, undefined],
      ['GET', `${url}/pred_1/image?size=128`, undefined],
      ['POST', `${url}/pred_1/label`, '{"className":"dog"}'],
      ['DELETE', `${url}/pred_1`, undefined],
    ]);
  });

  test('brings a model file with its class names as JSON, and leaves out what is not given', async () => {
    const { client, calls } = answeredBy(() => Response.json({ version: 1 }, { status: 201 }));
    const file = new Blob(['H5']);
    await client.models.import('animals', { file, classNames: ['cat', 'dog'], orient: true });
    const form = calls[0]?.body;
    if (!(form instanceof FormData)) throw new Error('expected a form');
    expect([...form.keys()]).toEqual(['classNames', 'orient', 'file']);
    expect([form.get('classNames'), form.get('orient')]).toEqual(['["cat","dog"]', 'true']);
  });

  test('sends an upload in parts and goes on where the service says after a failure', async () => {
    const at = (bytes: number, status = 204) =>
      new Response(null, { status, headers: { 'upload-offset': String(bytes) } });
    const { client, calls } = answeredBy(
      () => new Response(null, { status: 201, headers: { location: '/base/uploads/up_1' } }),
      () => at(4),
      () => Promise.reject(new TypeError('connection reset')),
      () => at(6, 200),
      () => at(10),
    );
    const seen: number[] = [];
    const id = await client.uploads.send(new Blob(['0123456789']), {
      name: 'größe.zip',
      chunkBytes: 4,
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect(id).toBe('up_1');
    expect(seen).toEqual([0, 4, 6, 10]);
    expect(calls.map(({ method, headers }) => [method, headers.get('upload-offset')])).toEqual([
      ['POST', null],
      ['PATCH', '0'],
      ['PATCH', '4'],
      ['HEAD', null],
      ['PATCH', '6'],
    ]);
    expect(calls[0]?.headers.get('upload-length')).toBe('10');
    expect(calls[0]?.headers.get('upload-metadata')).toBe('filename Z3LDtsOfZS56aXA=');
    const parts = calls.flatMap(({ body }) => (body instanceof Blob ? [body] : []));
    expect(await Promise.all(parts.map((part) => part.text()))).toEqual(['0123', '4567', '6789']);
  });

  test('throws the problem with how long to wait', async () => {
    const problem = {
      type: '/problems/predict-queue-full',
      title: 'Too many pictures are waiting for a prediction',
      status: 503,
      detail: 'expected room for 1',
      code: 'PREDICT_QUEUE_FULL',
      instance: '/predict',
      requestId: 'req_1',
    };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '2' };
    const { client } = answeredBy(() => new Response(JSON.stringify(problem), { status: 503, headers }));
    const thrown = await client.predict(new Blob(['x'])).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(WhetstoneProblem);
    expect(thrown).toMatchObject({
      code: 'PREDICT_QUEUE_FULL',
      status: 503,
      retryAfterSeconds: 2,
      requestId: 'req_1',
      errors: [],
    });
  });
});

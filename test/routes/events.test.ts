import { describe, expect, test } from 'vitest';
import { AppError, type JobEvent } from '../../src/domain/index.ts';
import type { HttpUseCases } from '../../src/http/index.ts';
import { listen } from './connection.ts';
import { makeEvent } from './deferred.ts';
import { openApp } from './open-app.ts';
import { endedJob, events, job, stateEvent, viewOf } from './samples.ts';

const url = '/jobs/job_1/events';
const stream = { accept: 'text/event-stream' };

const after = (id: string | null): readonly JobEvent[] =>
  id === null ? events : events.slice(events.findIndex((event) => event.id === id) + 1);

/** A job whose events are all there, and that ends with them. */
const endedRun = {
  findJob: () => Promise.resolve(viewOf(endedJob)),
  readEvents: (_id, from, limit) => Promise.resolve({ data: after(from).slice(0, limit), nextAfter: null }),
  followEvents: async function* (_id, from) {
    await Promise.resolve();
    yield* after(from);
  },
} satisfies Partial<HttpUseCases>;

/** A job that goes on: after its first event nothing happens until the signal aborts. */
const openRun = (onEnd: () => void): Partial<HttpUseCases> => ({
  findJob: () => Promise.resolve(viewOf(job)),
  readEvents: () => Promise.resolve({ data: [], nextAfter: null }),
  followEvents: async function* (_id, _from, signal) {
    try {
      yield stateEvent(1, 'queued');
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    } finally {
      onEnd();
    }
  },
});

interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

const parseFrames = (text: string): Frame[] =>
  text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const field = (name: string): string =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n');
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown };
    });

/** Reads a reply until the text fits. */
const readUntil = async (reply: Response, isEnough: (text: string) => boolean): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (isEnough(text)) return text;
  }
  return text;
};

describe('GET /jobs/:id/events', () => {
  test('is a list where a stream is not asked for', async () => {
    const calls: unknown[] = [];
    const { call } = await openApp({
      readEvents: (...given) => {
        calls.push(given);
        return Promise.resolve({ data: events, nextAfter: '5-0' });
      },
    });
    for (const accept of [undefined, '*/*', 'application/json', 'text/html, */*;q=0.1']) {
      const headers = accept === undefined ? {} : { accept };
      const reply = await call({ method: 'GET', url: `${url}?after=0-0&limit=7`, headers });
      expect(reply.json()).toMatchObject({
        nextAfter: '5-0',
        data: [
          { id: '1-0', type: 'state', data: { state: 'queued' } },
          { type: 'progress' },
          { type: 'epoch', data: { metrics: { val_loss: null } } },
          { type: 'log', data: { message: 'one\ntwo' } },
          { type: 'state', data: { state: 'failed', error: { type: '/problems/training-diverged' } } },
        ],
      });
    }
    expect(calls[0]).toEqual(['job_1', '0-0', 7]);
  });

  test('is a stream of the same events with their ids and types', async () => {
    const { call } = await openApp(endedRun);
    const list = (await call({ method: 'GET', url })).json() as { data: { id: string; type: string }[] };
    const reply = await call({ method: 'GET', url, headers: stream });
    expect(reply.headers['content-type']).toBe('text/event-stream');
    expect(reply.headers['cache-control']).toContain('no-cache');
    expect(parseFrames(reply.body)).toEqual(
      list.data.map((event) => ({ id: event.id, event: event.type, data: event })),
    );
  });

  test('goes on after Last-Event-ID without gap or repeat, also by the query', async () => {
    const { app } = await openApp(endedRun);
    const address = await listen(app);
    const ids = async (path: string, headers: Record<string, string>): Promise<string[]> => {
      const reply = await fetch(`${address.url}${path}`, { headers: { ...stream, ...headers } });
      return parseFrames(await reply.text()).map(({ id }) => id);
    };
    const first = await ids(url, {});
    for (const id of ['1-0', '3-0']) {
      const rest = await ids(url, { 'last-event-id': id });
      expect([...first.slice(0, first.indexOf(id) + 1), ...rest]).toEqual(first);
      expect(await ids(`${url}?after=${id}`, {})).toEqual(rest);
    }
    expect(await ids(`${url}?after=1-0`, { 'last-event-id': '4-0' })).toEqual(['5-0']);
  });

  test('tells a client that comes back after the last event to stay away', async () => {
    const { call } = await openApp(endedRun);
    const reply = await call({ method: 'GET', url, headers: { ...stream, 'last-event-id': '5-0' } });
    expect(reply.status).toBe(204);
  });

  test('sends its head at once and heartbeats while nothing happens', async () => {
    const { app } = await openApp(
      openRun(() => undefined),
      { heartbeatMs: 20 },
    );
    const address = await listen(app);
    const gone = new AbortController();
    const reply = await fetch(`${address.url}${url}`, { headers: stream, signal: gone.signal });
    expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
    const text = await readUntil(reply, (so) => so.split(': heartbeat\n\n').length > 3);
    expect(text).toMatch(/^retry: 2000\n\nid: 1-0\nevent: state\ndata: /);
    gone.abort();
  });

  test('stops following when the client goes away', async () => {
    const ended = makeEvent();
    const { app } = await openApp(openRun(ended.happen));
    const address = await listen(app);
    const gone = new AbortController();
    const reply = await fetch(`${address.url}${url}`, { headers: stream, signal: gone.signal });
    await readUntil(reply, (text) => text.includes('queued')).catch(() => undefined);
    gone.abort();
    await ended.happened;
  });

  test('ends the stream when the service closes, which does not hang', async () => {
    const ended = makeEvent();
    const { app } = await openApp(openRun(ended.happen), { closeGraceMs: 60_000 });
    const address = await listen(app);
    const reply = await fetch(`${address.url}${url}`, { headers: stream });
    const text = readUntil(reply, () => false);
    await app.close();
    await ended.happened;
    expect(await text).toContain('"state":"queued"');
  });

  test('does not follow a job for a HEAD', async () => {
    const { app } = await openApp({ findJob: endedRun.findJob, readEvents: endedRun.readEvents });
    const reply = await app.inject({ method: 'HEAD', url, headers: stream });
    expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([
      200,
      'text/event-stream',
      '',
    ]);
  });

  test('ends the stream when the events break off, so that the client comes back', async () => {
    const { call } = await openApp({
      ...endedRun,
      followEvents: async function* () {
        yield stateEvent(1, 'queued');
        await Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'Redis went away'));
      },
    });
    const reply = await call({ method: 'GET', url, headers: stream });
    expect(parseFrames(reply.body).map(({ id }) => id)).toEqual(['1-0']);
  });

  test('does not keep thousands of events for a client that does not read', async () => {
    let given = 0;
    const ended = makeEvent();
    const { app } = await openApp({
      ...openRun(() => undefined),
      followEvents: async function* () {
        try {
          for (given = 1; given <= 1_000_000; given += 1) {
            yield stateEvent(given, 'training');
            if (given % 1000 === 0) await Promise.resolve();
          }
        } finally {
          ended.happen();
        }
      },
    });
    const address = await listen(app);
    const gone = new AbortController();
    await fetch(`${address.url}${url}`, { headers: stream, signal: gone.signal });
    let before = -1;
    await expect
      .poll(
        () => {
          const isStill = given === before;
          before = given;
          return isStill;
        },
        { timeout: 10_000, interval: 200 },
      )
      .toBe(true);
    expect(given).toBeLessThan(200_000);
    gone.abort();
    await ended.happened;
  });

  test.each([
    new AppError('JOB_NOT_FOUND', 'there is no job_1'),
    new AppError('STORAGE_UNAVAILABLE', 'the disk is gone'),
  ])('answers $code before a stream begins', async (error) => {
    const { call } = await openApp({ findJob: () => Promise.reject(error) });
    expect((await call({ method: 'GET', url, headers: stream })).json()).toMatchObject({ code: error.code });
  });

  test('answers 503 before a stream begins while the queue is down', async () => {
    const { call } = await openApp({
      ...endedRun,
      readEvents: () => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'Redis does not answer')),
    });
    expect((await call({ method: 'GET', url, headers: stream })).status).toBe(503);
  });

  test('refuses what is no event id, and a form it does not have', async () => {
    const { call } = await openApp();
    const odd = await call({ method: 'GET', url, headers: { ...stream, 'last-event-id': 'a b' } });
    expect(odd.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    const reply = await call({ method: 'GET', url, headers: { accept: 'image/png' } });
    expect(reply.json()).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventLog, createRedisServer, type RedisEventLog } from '../../src/queue/index.ts';
import { logEvent, messagesOf, progressAt } from '../conformance/event-log.ts';
import { waitFor } from './support/child.ts';
import { nextJobId } from './support/jobs.ts';
import { openQueueBench, type QueueBench, type SeenAttempt } from './support/queue.ts';
import { makeTestLog, redisBinary } from './support/redis.ts';

const AT = '2026-01-01T00:00:00.000Z';
let bench: QueueBench;
let opened: { close(): Promise<void> }[];
beforeEach(async () => {
  bench = await openQueueBench();
  opened = [];
});
afterEach(async () => {
  for (const part of opened) await part.close();
  await bench.close();
});

const openLog = async (mode: 'failFast' | 'patient' = 'failFast'): Promise<RedisEventLog> => {
  const log = makeTestLog();
  const events = await createEventLog({ address: bench.redis.address, prefix: bench.prefix, log, mode });
  opened.push(events);
  return events;
};

/** The same server again, on the same data, after the bench's own was closed. */
const startAgain = async (): Promise<void> => {
  const dataDir = bench.redis.folder.replace(/\/redis$/, '');
  opened.push(await createRedisServer({ binary: redisBinary(), dataDir, log: makeTestLog() }));
};

const killServer = async (): Promise<void> => {
  const pid = bench.serverPid();
  process.kill(pid, 'SIGKILL');
  await waitFor('another server', () => (bench.serverPid() === pid ? undefined : true));
};

const untilItAnswers = (queue: { ping(): Promise<void> }): Promise<true> =>
  waitFor('an answer', () =>
    queue.ping().then(
      () => true as const,
      () => undefined,
    ),
  );

const reasonOf = (attempt: SeenAttempt): Promise<string> =>
  waitFor('an interruption', () => (attempt.signal.aborted ? String(attempt.signal.reason) : undefined));

/** A lock that outlasts a slow restart, in the proportions of the real one. */
const PATIENT = { lockDurationMs: 20_000, stalledIntervalMs: 5_000, maxStalledCount: 5 };

const UNAVAILABLE = { code: 'QUEUE_UNAVAILABLE', status: 503, retryAfterSeconds: 5 };

describe('while Redis is away', () => {
  it('every call says so at once, and works again when Redis is back', async () => {
    const [queue, events] = [await bench.openQueue(), await openLog()];
    await queue.enqueue('job_kept');
    await bench.redis.server.close();
    const [lateQueue, lateEvents] = [await bench.openQueue(), await openLog()];
    for (const away of [queue, lateQueue]) {
      await expect(away.enqueue('job_a')).rejects.toMatchObject(UNAVAILABLE);
      await expect(away.removeWaiting('job_a')).rejects.toMatchObject(UNAVAILABLE);
      await expect(away.holds('job_a')).rejects.toMatchObject(UNAVAILABLE);
      await expect(away.notifyControl('job_a', 'cancel')).rejects.toMatchObject(UNAVAILABLE);
      await expect(away.ping()).rejects.toMatchObject(UNAVAILABLE);
    }
    for (const log of [events, lateEvents]) {
      await expect(log.append('job_a', AT, logEvent('x'))).rejects.toMatchObject(UNAVAILABLE);
      await expect(log.read('job_a', null, 1)).rejects.toMatchObject(UNAVAILABLE);
      const first = log.follow('job_a', null, new AbortController().signal)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toMatchObject(UNAVAILABLE);
      expect(await log.latestProgress('job_a')).toBeNull();
    }
    await startAgain();
    await untilItAnswers(queue);
    await untilItAnswers(lateQueue);
    expect(await lateQueue.holds('job_kept')).toBe(true);
    expect(await queue.holds('job_a')).toBe(false);
    await lateEvents.append('job_a', AT, { type: 'progress', data: progressAt(1) });
    expect(await events.latestProgress('job_a')).toEqual(progressAt(1));
  });

  it('a call fails within seconds also when the server merely says nothing', async () => {
    const queue = await bench.openQueue();
    const pid = bench.serverPid();
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(queue.enqueue('job_a')).rejects.toMatchObject(UNAVAILABLE);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await untilItAnswers(queue);
  });

  it('a patient event log waits and then has written what it was given', async () => {
    const events = await openLog('patient');
    await bench.redis.server.close();
    const written = events.append('job_a', AT, logEvent('kept'));
    await startAgain();
    await written;
    expect(messagesOf(await events.read('job_a', null, 10))).toEqual(['kept']);
  });

  it('a follower stays and goes on where it stood, without gap or repeat', async () => {
    const [api, worker] = [await openLog(), await openLog('patient')];
    const controller = new AbortController();
    const heard: string[] = [];
    const following = (async () => {
      for await (const event of api.follow('job_a', null, controller.signal))
        heard.push(...messagesOf([event]));
    })();
    for (const message of ['1', '2']) await worker.append('job_a', AT, logEvent(message));
    await waitFor('two events', () => (heard.length === 2 ? true : undefined));
    await bench.redis.server.close();
    const during = worker.append('job_a', AT, logEvent('3'));
    await startAgain();
    await during;
    await worker.append('job_a', AT, logEvent('4'));
    await waitFor('four events', () => (heard.length === 4 ? true : undefined));
    controller.abort();
    await following;
    expect(heard).toEqual(['1', '2', '3', '4']);
  });

  it('a worker can be closed, and its job runs elsewhere when Redis is back', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    const first = await bench.openWorker();
    const attempt = await first.attempt(0);
    await bench.redis.server.close();
    await first.worker.close();
    expect(attempt.signal.reason).toBe('shutdown');
    await startAgain();
    const second = await bench.openWorker();
    expect((await second.attempt(0)).jobId).toBe(jobId);
  });
});

describe('when Redis is killed and comes back', () => {
  it('no job is lost, none runs twice, and the attempt that runs goes on', async () => {
    const queue = await bench.openQueue();
    const jobIds = Array.from({ length: 20 }, nextJobId);
    for (const jobId of jobIds) await queue.enqueue(jobId);
    // On a busy machine the server takes longer to come back than the quick locks of the bench last.
    const worker = await bench.openWorker({ settings: PATIENT });
    const running = await worker.attempt(0);
    await killServer();
    await untilItAnswers(queue);
    expect(running.signal.aborted).toBe(false);
    for (let index = 0; index < jobIds.length; index += 1) (await worker.attempt(index)).end('finished');
    for (const jobId of jobIds) {
      await waitFor('the queue to let the job go', async () =>
        (await queue.holds(jobId)) ? undefined : true,
      );
    }
    expect(worker.attempts.map((attempt) => attempt.jobId)).toEqual(jobIds);
  });

  it('a waiting worker takes new jobs again', async () => {
    const queue = await bench.openQueue();
    const worker = await bench.openWorker();
    await killServer();
    await untilItAnswers(queue);
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    expect((await worker.attempt(0)).jobId).toBe(jobId);
  });

  it('a control message reaches its worker, however the two came back', async () => {
    const queue = await bench.openQueue();
    const worker = await bench.openWorker();
    for (let round = 0; round < 3; round += 1) {
      const jobId = nextJobId();
      await queue.enqueue(jobId);
      const attempt = await worker.attempt(round);
      await killServer();
      await untilItAnswers(queue);
      await queue.notifyControl(jobId, 'cancel');
      expect(await reasonOf(attempt)).toBe('cancelled');
    }
  });
});

describe('when Redis falls silent', () => {
  it('a worker stops its attempt before its lock runs out, and runs the job again later', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const jobId = nextJobId();
    const worker = await bench.openWorker();
    await queue.enqueue(jobId);
    const attempt = await worker.attempt(0);
    const pid = bench.serverPid();
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await reasonOf(attempt)).toBe('lockLost');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const again = await worker.attempt(1);
    expect(again.jobId).toBe(jobId);
    again.end('finished');
    await waitFor('the queue to let the job go', async () => ((await queue.holds(jobId)) ? undefined : true));
    expect(worker.givenUp).toEqual([]);
  });
});

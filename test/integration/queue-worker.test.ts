import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { createTrainingWorker } from '../../src/queue/index.ts';
import { waitFor, waitUntilGone } from './support/child.ts';
import { nextJobId } from './support/jobs.ts';
import { openQueueBench, type QueueBench, type SeenAttempt } from './support/queue.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = await openQueueBench();
});
afterEach(() => bench.close());

const waitUntilUnheld = (queue: { holds(jobId: string): Promise<boolean> }, jobId: string): Promise<true> =>
  waitFor('the queue to let the job go', async () => ((await queue.holds(jobId)) ? undefined : true));

const aborted = (attempt: SeenAttempt): Promise<unknown> =>
  waitFor('the attempt to be interrupted', () =>
    attempt.signal.aborted ? String(attempt.signal.reason) : undefined,
  );

describe('a worker', () => {
  it('runs a job that was put in before or after it started, and the queue forgets it then', async () => {
    const queue = await bench.openQueue();
    const [early, late] = [nextJobId(), nextJobId()];
    await queue.enqueue(early);
    const worker = await bench.openWorker();
    (await worker.attempt(0)).end('finished');
    await queue.enqueue(late);
    const second = await worker.attempt(1);
    expect([(await worker.attempt(0)).jobId, second.jobId]).toEqual([early, late]);
    expect(await queue.holds(late)).toBe(true);
    second.end('finished');
    await waitUntilUnheld(queue, early);
    await waitUntilUnheld(queue, late);
  });

  it('runs as many jobs at a time as it may, and no more', async () => {
    const queue = await bench.openQueue();
    const worker = await bench.openWorker({ concurrency: 2 });
    for (let count = 0; count < 3; count += 1) await queue.enqueue(nextJobId());
    const [first] = [await worker.attempt(0), await worker.attempt(1)];
    expect(worker.attempts).toHaveLength(2);
    first.end('finished');
    await worker.attempt(2);
  });

  it('tries a job again while it has attempts left, then gives it up with the last fault', async () => {
    const queue = await bench.openQueue();
    const jobId = nextJobId();
    const worker = await bench.openWorker();
    await queue.enqueue(jobId);
    for (const index of [0, 1, 2]) {
      (await worker.attempt(index)).end(new AppError('TRAINER_CRASHED', `crash ${index}`));
    }
    const [given] = await waitFor('the job to be given up', () =>
      worker.givenUp.length > 0 ? worker.givenUp : undefined,
    );
    expect(given).toMatchObject([jobId, { code: 'TRAINER_CRASHED', message: 'crash 2' }]);
    expect(worker.attempts).toHaveLength(3);
    await waitUntilUnheld(queue, jobId);
  });

  it('is told of a cancel while it runs the job, and of none that is meant for another', async () => {
    const queue = await bench.openQueue();
    const [running, other] = [nextJobId(), nextJobId()];
    const worker = await bench.openWorker({ concurrency: 2 });
    await queue.enqueue(running);
    await queue.enqueue(other);
    const attempts = [await worker.attempt(0), await worker.attempt(1)];
    expect(await queue.removeWaiting(running)).toBe(false);
    await queue.notifyControl(running, 'cancel');
    const cancelled = attempts.find(({ jobId }) => jobId === running);
    const spared = attempts.find(({ jobId }) => jobId === other);
    if (cancelled === undefined || spared === undefined) throw new Error('expected both jobs to run');
    expect(await aborted(cancelled)).toBe('cancelled');
    await waitUntilUnheld(queue, running);
    expect(spared.signal.aborted).toBe(false);
  });

  it('never sees a job that was cancelled while it waited', async () => {
    const queue = await bench.openQueue();
    const [first, second, third] = [nextJobId(), nextJobId(), nextJobId()];
    for (const jobId of [first, second, third]) await queue.enqueue(jobId);
    const worker = await bench.openWorker();
    const running = await worker.attempt(0);
    expect(await queue.removeWaiting(second)).toBe(true);
    running.end('finished');
    expect((await worker.attempt(1)).jobId).toBe(third);
  });

  it('hands its job back when it is closed, without using up an attempt', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    const first = await bench.openWorker();
    const attempt = await first.attempt(0);
    await first.worker.close();
    expect(attempt.signal.reason).toBe('shutdown');
    expect(await queue.holds(jobId)).toBe(true);
    const second = await bench.openWorker();
    const again = await second.attempt(0);
    expect(again.jobId).toBe(jobId);
    again.end('finished');
    await waitUntilUnheld(queue, jobId);
    expect([...first.givenUp, ...second.givenUp]).toEqual([]);
  });

  it('hands back every job it has, also one that it was about to take', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const [first, second] = [nextJobId(), nextJobId()];
    const worker = await bench.openWorker({ concurrency: 3 });
    await queue.enqueue(first);
    await queue.enqueue(second);
    await worker.attempt(1);
    await worker.worker.close();
    expect(worker.attempts).toHaveLength(2);
    const next = await bench.openWorker({ concurrency: 3 });
    expect([(await next.attempt(0)).jobId, (await next.attempt(1)).jobId].sort()).toEqual(
      [first, second].sort(),
    );
    expect(worker.givenUp).toEqual([]);
  });

  it('can be closed before it was ready and twice', async () => {
    await bench.redis.server.close();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const worker = createTrainingWorker({
      address: bench.redis.address,
      prefix: bench.prefix,
      concurrency: 1,
      log,
      runAttempt: () => Promise.resolve('finished'),
      giveUp: () => Promise.resolve(),
    });
    await Promise.all([worker.close(), worker.close()]);
    await expect(worker.ready).rejects.toBeInstanceOf(Error);
  });

  it('stops its attempt at once when the lock is another’s', async () => {
    const queue = await bench.openQueue();
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    const worker = await bench.openWorker();
    const attempt = await worker.attempt(0);
    await bench.client.set(`${bench.prefix}:training:${jobId}:lock`, 'another worker');
    expect(await aborted(attempt)).toBe('lockLost');
  });
});

describe('a worker process', () => {
  it('that is killed loses its trainer with it, and another worker takes the job over', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const jobId = nextJobId();
    const first = await bench.startWorkerProcess('hangOnce');
    await queue.enqueue(jobId);
    const { message } = await first.line({ event: 'said', jobId });
    const second = await bench.startWorkerProcess('hangOnce');
    await first.end('SIGKILL');
    await waitUntilGone(Number(String(message).replace('pid ', '')));
    await second.line({ event: 'finished', jobId });
    await waitUntilUnheld(queue, jobId);
  });

  it('gives a job up whose workers die again and again', async () => {
    const queue = await bench.openQueue();
    const jobId = nextJobId();
    const settings = { lockDurationMs: 1_000, stalledIntervalMs: 250, maxStalledCount: 1 };
    await queue.enqueue(jobId);
    for (let count = 0; count < 2; count += 1) {
      const victim = await bench.startWorkerProcess('busy', { settings });
      await victim.line({ event: 'said', jobId });
      await victim.end('SIGKILL');
    }
    const last = await bench.startWorkerProcess('busy', { settings });
    expect(await last.line({ event: 'givenUp', jobId })).toMatchObject({ code: 'TRAINER_CRASHED' });
    await waitUntilUnheld(queue, jobId);
    expect(last.lines().some(({ event }) => event === 'started')).toBe(false);
  });

  it('kills its trainer and hands the job back when it is told to end', async () => {
    const queue = await bench.openQueue({ attempts: 1 });
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    const first = await bench.startWorkerProcess('hangOnce');
    const { message } = await first.line({ event: 'said', jobId });
    await first.end('SIGTERM');
    expect(first.lines()).toContainEqual({ event: 'interrupted', jobId, reason: 'shutdown' });
    await waitUntilGone(Number(String(message).replace('pid ', '')));
    const second = await bench.startWorkerProcess('hangOnce');
    await second.line({ event: 'finished', jobId });
  });

  it('kills its trainer when the job is cancelled', async () => {
    const queue = await bench.openQueue();
    const jobId = nextJobId();
    await queue.enqueue(jobId);
    const worker = await bench.startWorkerProcess('busy');
    const { message } = await worker.line({ event: 'said', jobId });
    await queue.notifyControl(jobId, 'cancel');
    await worker.line({ event: 'interrupted', jobId, reason: 'cancelled' });
    await waitUntilGone(Number(String(message).replace('pid ', '')));
    await waitUntilUnheld(queue, jobId);
  });
});

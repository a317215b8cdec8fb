import { describe, expect, it } from 'vitest';
import { AppError, initialProgress, type JobProgress } from '../../src/domain/index.ts';
import type { TrainingQueue } from '../../src/ports/index.ts';
import {
  makeCancelJob,
  makeFindJob,
  makeFollowEvents,
  makeListEpochs,
  makeListJobs,
  makeReadEvents,
  makeReadJobLog,
  makeRemoveJob,
  makeRequeueLostJobs,
} from '../../src/usecases/index.ts';
import { aJob, anEpoch, makeClock, makeLog } from './fakes.ts';
import { makeMemoryEvents, makeMemoryQueue, makeMemoryRuns, type Trace } from './memory-stores.ts';

const ID = 'job_0001';
const AT = '2026-01-02T03:04:05.000Z';
const down = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'down'));

const live = (changes: Partial<JobProgress> = {}): JobProgress => ({
  ...initialProgress(60),
  phase: 'training',
  percent: 90,
  epoch: 7,
  ...changes,
});

const running = () =>
  aJob({ state: 'training', attempt: 1, startedAt: AT, progress: live({ percent: 86, epoch: 1 }) });

describe('finding a job', () => {
  it('merges the live progress of the phase that the job is in', async () => {
    const { runs } = makeMemoryRuns([running()]);
    const { events } = makeMemoryEvents();
    const find = makeFindJob({ runs, events });
    expect((await find(ID)).job.progress.percent).toBe(86);
    await events.append(ID, AT, { type: 'progress', data: live() });
    const { job, dataset } = await find(ID);
    expect(job.progress).toEqual(live());
    expect(job.state).toBe('training');
    expect(dataset).toEqual({ id: 'ds_0001', fingerprint: 'f1' });
    await events.append(ID, AT, { type: 'progress', data: live({ phase: 'preparing', percent: 40 }) });
    expect((await find(ID)).job.progress.percent).toBe(86);
  });

  it('shows cancelling once a client has asked for it, and the end as it is', async () => {
    const { runs } = makeMemoryRuns([running(), aJob({ id: 'job_0002', state: 'succeeded' })]);
    await runs.requestControl(ID, 'cancel');
    await runs.requestControl('job_0002', 'cancel');
    const find = makeFindJob({ runs, events: makeMemoryEvents().events });
    expect((await find(ID)).job.state).toBe('cancelling');
    expect((await find('job_0002')).job.state).toBe('succeeded');
  });

  it('says JOB_NOT_FOUND for an unknown id, as all that is asked of a job does', async () => {
    const { runs } = makeMemoryRuns();
    const { events } = makeMemoryEvents();
    const notFound = { code: 'JOB_NOT_FOUND' };
    await expect(makeFindJob({ runs, events })('job_x')).rejects.toMatchObject(notFound);
    await expect(makeRemoveJob({ runs })('job_x')).rejects.toMatchObject(notFound);
    await expect(makeListEpochs({ runs })('job_x', { limit: 5, after: null })).rejects.toMatchObject(
      notFound,
    );
    await expect(makeReadJobLog({ runs })('job_x')).rejects.toMatchObject(notFound);
    await expect(makeReadEvents({ runs, events })('job_x', null, 5)).rejects.toMatchObject(notFound);
    const followed = makeFollowEvents({ runs, events })('job_x', null, new AbortController().signal);
    await expect(followed.next()).rejects.toMatchObject(notFound);
  });
});

describe('listing jobs', () => {
  it('gives pages of views, newest first', async () => {
    const jobs = ['job_1', 'job_2', 'job_3'].map((id) => aJob({ id, state: 'training' }));
    const { runs } = makeMemoryRuns(jobs);
    await runs.requestControl('job_3', 'cancel');
    const list = makeListJobs({ runs, events: makeMemoryEvents().events });
    const first = await list({}, { limit: 2, after: null });
    expect(first.data.map(({ job }) => [job.id, job.state])).toEqual([
      ['job_3', 'cancelling'],
      ['job_2', 'training'],
    ]);
    const rest = await list({}, { limit: 2, after: first.nextAfter });
    expect(rest.data.map(({ job }) => job.id)).toEqual(['job_1']);
    expect(rest.nextAfter).toBeNull();
  });
});

const makeCancelWorld = (job = running(), queueStubs: Partial<TrainingQueue> = {}) => {
  const trace: Trace = [];
  const memory = makeMemoryRuns([job], trace);
  const { queue, waiting, active } = makeMemoryQueue(trace);
  const { events } = makeMemoryEvents(trace);
  const log = makeLog();
  const cancel = makeCancelJob({
    runs: memory.runs,
    queue: { ...queue, ...queueStubs },
    events,
    clock: makeClock(),
    log,
  });
  return {
    cancel,
    trace,
    runs: memory.runs,
    jobs: memory.jobs,
    controls: memory.controls,
    waiting,
    active,
    log,
  };
};

describe('cancelling a job', () => {
  it('ends a waiting job at once', async () => {
    const world = makeCancelWorld(aJob());
    world.waiting.add(ID);
    const { job } = await world.cancel(ID);
    expect(job).toMatchObject({
      state: 'cancelled',
      stopReason: 'cancelled',
      progress: { phase: 'cancelled' },
    });
    expect(job.endedAt).not.toBeNull();
    expect(world.trace).toEqual(['save cancelled', 'event cancelled']);
    expect(world.waiting.size).toBe(0);
  });

  it('tells the worker that holds the job, after the wish is in the run store', async () => {
    const world = makeCancelWorld();
    world.active.add(ID);
    expect((await world.cancel(ID)).job.state).toBe('cancelling');
    expect(world.trace).toEqual(['event cancelling', 'notify cancel']);
    expect(world.controls.get(ID)).toBe('cancel');
    expect(world.jobs.get(ID)?.state).toBe('training');
  });

  it('ends a job that the queue has lost', async () => {
    const world = makeCancelWorld();
    expect((await world.cancel(ID)).job.state).toBe('cancelled');
  });

  it('ends a waiting job whose last attempt died before it wrote anything', async () => {
    const world = makeCancelWorld(aJob());
    world.waiting.add(ID);
    await world.runs.beginAttempt(ID);
    expect((await world.cancel(ID)).job).toMatchObject({ state: 'cancelled', attempt: 2 });
  });

  it('leaves a job alone that ended while it was asked', async () => {
    const ended = aJob({ state: 'succeeded', endedAt: AT });
    const world = makeCancelWorld(running(), {
      holds: () => {
        world.jobs.set(ID, ended);
        return Promise.resolve(false);
      },
    });
    expect((await world.cancel(ID)).job.state).toBe('succeeded');
    expect(world.trace).toEqual([]);
  });

  it('changes nothing on a cancelled job', async () => {
    const world = makeCancelWorld(aJob({ state: 'cancelled', endedAt: AT }));
    expect((await world.cancel(ID)).job.endedAt).toBe(AT);
    expect(world.trace).toEqual([]);
  });

  it.each(['succeeded', 'failed'] as const)('is refused for a job that has %s', async (state) => {
    await expect(makeCancelWorld(aJob({ state })).cancel(ID)).rejects.toMatchObject({
      code: 'JOB_STATE_CONFLICT',
    });
  });

  it('is kept for the worker while the queue is down', async () => {
    const world = makeCancelWorld(running(), { removeWaiting: down });
    expect((await world.cancel(ID)).job.state).toBe('cancelling');
    expect(world.controls.get(ID)).toBe('cancel');
    expect(world.log.lines).toHaveLength(1);
  });
});

describe('removing a job', () => {
  it('takes one that has ended and refuses one that has not', async () => {
    const { runs, jobs } = makeMemoryRuns([running(), aJob({ id: 'job_0002', state: 'failed' })]);
    const remove = makeRemoveJob({ runs });
    await remove('job_0002');
    await expect(remove(ID)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    expect([...jobs.keys()]).toEqual([ID]);
  });
});

describe('the epochs of a job', () => {
  it('come oldest first in pages', async () => {
    const { runs, epochs } = makeMemoryRuns([running()]);
    epochs.push(anEpoch(1, 0.5), anEpoch(2, 0.6), anEpoch(3, 0.7));
    const list = makeListEpochs({ runs });
    const first = await list(ID, { limit: 2, after: null });
    expect(first.data.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(first.nextAfter).toBe('2');
    const rest = await list(ID, { limit: 2, after: 2 });
    expect(rest.data.map(({ epoch }) => epoch)).toEqual([3]);
    expect(rest.nextAfter).toBeNull();
  });
});

describe('the log of a job', () => {
  it('is its text', async () => {
    const { runs } = makeMemoryRuns([running()]);
    await runs.appendLog(ID, 'hello');
    expect(await makeReadJobLog({ runs })(ID)).toBe('hello');
  });
});

describe('jobs that the queue has lost', () => {
  it('are enqueued again, oldest first, and no others', async () => {
    const trace: Trace = [];
    const { runs } = makeMemoryRuns([
      aJob({ id: 'job_1', state: 'training' }),
      aJob({ id: 'job_2', state: 'queued' }),
      aJob({ id: 'job_3', state: 'succeeded' }),
      aJob({ id: 'job_4', state: 'queued' }),
    ]);
    const { queue, waiting } = makeMemoryQueue(trace);
    waiting.add('job_2');
    const log = makeLog();
    expect(await makeRequeueLostJobs({ runs, queue, log })()).toBe(2);
    expect([...waiting]).toEqual(['job_2', 'job_1', 'job_4']);
    expect(log.lines).toHaveLength(2);
    expect(await makeRequeueLostJobs({ runs, queue, log })()).toBe(0);
  });

  it('are found on every page', async () => {
    const jobs = Array.from({ length: 250 }, (_, index) => aJob({ id: `job_${1000 + index}` }));
    const { queue } = makeMemoryQueue();
    expect(await makeRequeueLostJobs({ runs: makeMemoryRuns(jobs).runs, queue, log: makeLog() })()).toBe(250);
  });
});

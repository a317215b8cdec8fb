import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../src/domain/index.ts';
import { aTrainerAssignment, ID, makeWorld, type Play, playWhole, untilAborted } from './attempt-world.ts';
import { aJob, aManifest, anEpoch, aTrainedModel, CPU } from './fakes.ts';

describe('an attempt that succeeds', () => {
  it('writes each state to the run store and tells the event log then, in the order of the messages', async () => {
    const world = makeWorld();
    expect(await world.run()).toBe('finished');
    expect(world.trace).toEqual([
      'save validating',
      'event validating',
      'save preparing',
      'event preparing',
      'save training',
      'event training',
      'epoch 1',
      'event epoch',
      'epoch 2',
      'event epoch',
      'epoch 3',
      'event epoch',
      'save evaluating',
      'event evaluating',
      'save publishing',
      'event publishing',
      'save succeeded',
      'event succeeded',
    ]);
  });

  it('leaves the whole story in the record', async () => {
    const world = makeWorld();
    await world.run();
    expect(world.job()).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      stopReason: 'earlyStopping',
      device: CPU,
      metrics: anEpoch(3, 0.7).metrics,
      best: { epoch: 2, monitor: 'loss', value: 0.9 },
      earlyStopping: { wait: 0, patience: 10 },
      progress: { phase: 'succeeded', percent: 100, etaSeconds: 0 },
      modelVersion: 1,
      warnings: [],
      error: null,
    });
    expect(world.job().startedAt).not.toBeNull();
    expect(world.job().endedAt).not.toBeNull();
    expect(world.models.moves).toEqual(['animals@latest -> 1']);
    expect(world.logLines.at(-1)).toMatch(/ info succeeded$/);
  });

  it('names the request of the client in each line that the worker logs (no line had it)', async () => {
    const world = makeWorld();
    await world.run();
    const facts = { jobId: ID, attempt: 1, requestId: 'req_1' };
    expect(world.log.fields).toEqual([facts, facts]);
  });

  it('hands the trainer the job, the number and the folder of the attempt', async () => {
    const world = makeWorld(playWhole, { job: aJob({ attempt: 2 }) });
    await world.run();
    expect(world.assignments).toMatchObject([
      {
        attempt: 3,
        folder: '/runs/job_0001/attempt-3',
        stateFolder: '/runs/job_0001/state',
        parent: null,
        job: { id: ID, attempt: 3, state: 'validating' },
      },
    ]);
  });

  it('keeps warnings of the trainer and of publishing', async () => {
    const job = aJob({}, { publish: { alias: 'latest', minimum: { val_accuracy: 0.95 }, abstain: null } });
    const play: Play = async (hear) => {
      await hear({ type: 'warning', message: 'fc1 starts from random weights' });
      return aTrainedModel();
    };
    const world = makeWorld(play, { job });
    await world.run();
    expect(world.job()).toMatchObject({
      state: 'succeeded',
      modelVersion: 1,
      warnings: [
        'fc1 starts from random weights',
        'Version 1 is kept, but no alias points to it: val_accuracy is 0.9, expected at least 0.95.',
      ],
    });
    expect(world.models.moves).toEqual([]);
  });

  it('goes on while the event log cannot be reached', async () => {
    const append = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'down'));
    const world = makeWorld(playWhole, { events: { append } });
    expect(await world.run()).toBe('finished');
    expect(world.job().state).toBe('succeeded');
    expect(world.epochs).toHaveLength(3);
    expect(world.log.lines[1]).toBe('warn: an event of a job could not be written to the event log');
  });

  it('leaves out a state that cannot follow', async () => {
    const play: Play = async (hear) => {
      await hear({ type: 'state', state: 'evaluating' });
      await hear({ type: 'state', state: 'preparing' });
      return aTrainedModel();
    };
    const world = makeWorld(play);
    await world.run();
    expect(world.trace).not.toContain('save preparing');
    expect(world.job().state).toBe('succeeded');
  });

  it('does not train again when an earlier attempt has published already', async () => {
    const job = aJob({
      state: 'publishing',
      attempt: 1,
      stopReason: 'earlyStopping',
      metrics: { loss: 0.1 },
    });
    const world = makeWorld(playWhole, { job, published: [aManifest({ version: 4 })] });
    expect(await world.run()).toBe('finished');
    expect(world.assignments).toEqual([]);
    expect(world.job()).toMatchObject({
      state: 'succeeded',
      modelVersion: 4,
      stopReason: 'earlyStopping',
      metrics: { loss: 0.1 },
    });
  });

  it('moves the aliases that an earlier attempt published for and did not come to move', async () => {
    const publish = { alias: 'prod', minimum: {}, abstain: null };
    const job = aJob({ state: 'publishing', attempt: 1, stopReason: 'earlyStopping' }, { publish });
    const world = makeWorld(playWhole, { job, published: [aManifest({ version: 4 })] });
    expect(await world.run()).toBe('finished');
    expect(world.models.moves).toEqual(['animals@latest -> 4', 'animals@prod -> 4']);
  });
});

describe('an attempt that fails', () => {
  const failing =
    (code: ErrorCode): Play =>
    async (hear) => {
      await hear({ type: 'state', state: 'training' });
      await hear({ type: 'epoch', epoch: anEpoch(1, 0.5) });
      throw new AppError(code, 'the reason');
    };

  it.each(['TRAINER_CRASHED', 'TRAINER_STALLED', 'STORAGE_UNAVAILABLE', 'INTERNAL'] as const)(
    'with %s goes back to the queue, and the queue hears of it',
    async (code) => {
      const world = makeWorld(failing(code));
      await expect(world.run()).rejects.toMatchObject({ code });
      expect(world.job()).toMatchObject({
        state: 'queued',
        error: null,
        endedAt: null,
        progress: { percent: 0 },
      });
      expect(world.trace.slice(-3)).toEqual(['save queued', 'event log', 'event queued']);
      expect(world.logLines.at(-1)).toContain(`${code}: the reason`);
    },
  );

  it('in a way that nobody foresaw counts as INTERNAL', async () => {
    const world = makeWorld(() => Promise.reject(new TypeError('x is not a function')));
    await expect(world.run()).rejects.toMatchObject({ code: 'INTERNAL', message: 'x is not a function' });
  });

  it.each([
    ['DEVICE_UNAVAILABLE', 'error'],
    ['DATASET_NOT_FOUND', 'error'],
    ['WEIGHTS_MISSING', 'error'],
    ['TRAINING_DIVERGED', 'diverged'],
  ] as const)('with %s ends the job at once', async (code, stopReason) => {
    const world = makeWorld(failing(code));
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({
      state: 'failed',
      stopReason,
      error: { code, detail: 'the reason' },
      best: { epoch: 1 },
      modelVersion: null,
    });
    expect(world.logLines.at(-1)).toMatch(/ error failed: \w+: the reason$/);
    expect(world.trace.slice(-2)).toEqual(['save failed', 'event failed']);
    expect(world.models.stored).toEqual([]);
  });

  it('is ended by the queue when it gives the job up', async () => {
    const world = makeWorld(failing('TRAINER_CRASHED'));
    await expect(world.run()).rejects.toThrow();
    await world.giveUp(ID, new AppError('TRAINER_CRASHED', 'three times'));
    expect(world.job()).toMatchObject({
      state: 'failed',
      stopReason: 'error',
      error: { code: 'TRAINER_CRASHED', detail: 'three times' },
    });
    await world.giveUp(ID, new AppError('INTERNAL', 'again'));
    await world.giveUp('job_none', new AppError('INTERNAL', 'again'));
    expect(world.job().error?.code).toBe('TRAINER_CRASHED');
  });
});

describe('a job that the queue gives up', () => {
  it('ends failed, even if its last attempt died before it wrote anything', async () => {
    const world = makeWorld();
    await world.runs.beginAttempt(ID);
    await world.giveUp(ID, new AppError('TRAINER_CRASHED', 'every worker died'));
    expect(world.job()).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'TRAINER_CRASHED' } });
  });
});

describe('an attempt that is interrupted', () => {
  const interrupted =
    (world: () => ReturnType<typeof makeWorld>, reason: string): Play =>
    async (hear, _assignment, signal) => {
      await hear({ type: 'state', state: 'training' });
      world().controller.abort(reason);
      return untilAborted(signal);
    };

  it('by a client ends cancelled', async () => {
    const world = makeWorld(interrupted(() => world, 'cancelled'));
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({
      state: 'cancelled',
      stopReason: 'cancelled',
      error: null,
      modelVersion: null,
    });
    expect(world.trace.slice(-2)).toEqual(['save cancelled', 'event cancelled']);
  });

  it('by the end of its worker goes back to the queue, and its log says so (it said nothing)', async () => {
    const world = makeWorld(interrupted(() => world, 'shutdown'));
    expect(await world.run()).toBe('retry');
    expect(world.job()).toMatchObject({ state: 'queued', endedAt: null });
    expect(world.logLines.at(-1)).toMatch(/ info attempt 1 was interrupted, the job waits again$/);
  });

  it('by the loss of its lock writes nothing more', async () => {
    const world = makeWorld(interrupted(() => world, 'lockLost'));
    expect(await world.run()).toBe('retry');
    expect(world.trace.at(-1)).toBe('event training');
    expect(world.job().state).toBe('training');
  });

  it('just when the trainer is done is interrupted and publishes nothing', async () => {
    const world = makeWorld(async (hear) => {
      const trained = await playWhole(hear, aTrainerAssignment, new AbortController().signal);
      world.controller.abort('cancelled');
      return trained;
    });
    expect(await world.run()).toBe('finished');
    expect(world.job().state).toBe('cancelled');
    expect(world.models.stored).toEqual([]);
  });

  it('by a wish that is found in the run store only ends cancelled at the next epoch', async () => {
    const world = makeWorld(async (hear, assignment, signal) => {
      await world.runs.requestControl(ID, 'cancel');
      return playWhole(hear, assignment, signal);
    });
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({ state: 'cancelled', metrics: anEpoch(1, 0.5).metrics });
  });

  it('by a wish from before it began does not train at all', async () => {
    const world = makeWorld();
    await world.runs.requestControl(ID, 'cancel');
    expect(await world.run()).toBe('finished');
    expect(world.assignments).toEqual([]);
    expect(world.job().state).toBe('cancelled');
  });
});

describe('an attempt that a later one has fenced out', () => {
  it('stops at the next message and changes nothing', async () => {
    const world = makeWorld(async (hear, assignment, signal) => {
      await hear({ type: 'state', state: 'preparing' });
      await world.runs.beginAttempt(ID);
      return playWhole(hear, assignment, signal);
    });
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({ state: 'preparing', attempt: 1, device: null });
    expect(world.models.stored).toEqual([]);
    expect(world.log.lines).toContain('warn: an attempt was fenced out by a later one');
  });

  it('publishes nothing, even if it has trained to the end', async () => {
    const world = makeWorld(async (hear, assignment, signal) => {
      const trained = await playWhole(hear, assignment, signal);
      await world.runs.beginAttempt(ID);
      return trained;
    });
    expect(await world.run()).toBe('finished');
    expect(world.models.stored).toEqual([]);
  });

  it('does not fail a job that goes on elsewhere', async () => {
    const world = makeWorld(async () => {
      await world.runs.beginAttempt(ID);
      throw new AppError('WEIGHTS_MISSING', 'too late to matter');
    });
    expect(await world.run()).toBe('finished');
    expect(world.job().state).toBe('validating');
  });
});

describe('a job that has nothing left to do', () => {
  it.each(['succeeded', 'failed', 'cancelled'] as const)('because it has %s is finished', async (state) => {
    const world = makeWorld(playWhole, { job: aJob({ state }) });
    expect(await world.run()).toBe('finished');
    expect(world.trace).toEqual([]);
  });

  it('because nobody knows it is finished', async () => {
    const world = makeWorld();
    world.jobs.clear();
    expect(await world.run()).toBe('finished');
    expect(world.assignments).toEqual([]);
  });
});

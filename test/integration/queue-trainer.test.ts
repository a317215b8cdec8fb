import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { TrainerMessage } from '../../src/ports/index.ts';
import { makeTrainerProcesses, type TrainerProcessesOptions } from '../../src/queue/index.ts';
import { childEntry, isAlive, waitFor, waitUntilGone } from './support/child.ts';
import { makeAssignment } from './support/jobs.ts';
import { makeTemporaryFolder } from './support/redis.ts';

const makeTrainers = (more: Partial<TrainerProcessesOptions> = {}) =>
  makeTrainerProcesses({ entry: childEntry('trainer'), env: {}, onLine: () => undefined, ...more });

const quiet = (): Promise<void> => Promise.resolve();
const unsignalled = (): AbortSignal => new AbortController().signal;

/** Runs a trainer that says its process id and stays; resolves when it has said it. */
const startStaying = async (
  behaviour: string,
  more: Partial<TrainerProcessesOptions> = {},
  folder?: string,
) => {
  const controller = new AbortController();
  let said: string | undefined;
  const run = makeTrainers(more).run(
    makeAssignment(behaviour, folder),
    (message) => {
      if (message.type === 'warning') said = message.message;
      return Promise.resolve();
    },
    controller.signal,
  );
  run.catch(() => undefined);
  const message = await waitFor('a message of the trainer', () => said);
  return { run, controller, message, pid: Number(message.replace('pid ', '')) };
};

describe('a trainer process', () => {
  it('gives its result after all its messages were handled, in order and one at a time', async () => {
    const heard: string[] = [];
    let handling = 0;
    const onMessage = async (message: TrainerMessage): Promise<void> => {
      handling += 1;
      expect(handling).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      if (message.type === 'warning') heard.push(message.message);
      handling -= 1;
    };
    const trained = await makeTrainers().run(makeAssignment('succeed', '/runs/1'), onMessage, unsignalled());
    expect(trained).toMatchObject({
      classNames: ['cat', 'dog'],
      weightsLocation: '/runs/1/best.safetensors',
    });
    expect(heard).toEqual(Array.from({ length: 200 }, (_, index) => String(index + 1)));
  });

  it('hands on the error that it met', async () => {
    await expect(makeTrainers().run(makeAssignment('refuse'), quiet, unsignalled())).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: 'the loss is not finite',
    });
    await expect(makeTrainers().run(makeAssignment('break'), quiet, unsignalled())).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'a fault in the trainer',
    });
  });

  it('is a crash that names how it ended and what it complained of, when it ends without a result', async () => {
    const lines: string[] = [];
    const trainers = makeTrainers({ onLine: (jobId, line) => lines.push(`${jobId} ${line}`) });
    const assignment = makeAssignment('leave');
    const error: unknown = await trainers
      .run(assignment, quiet, unsignalled())
      .catch((reason: unknown) => reason);
    if (!(error instanceof AppError)) throw new Error('expected an AppError');
    expect(error.code).toBe('TRAINER_CRASHED');
    expect(error.message).toMatch(/exit code 134 \| free\(\): invalid pointer/);
    expect(error.message).not.toMatch(/not a complaint/);
    expect(lines.sort()).toEqual([
      `${assignment.job.id} free(): invalid pointer`,
      `${assignment.job.id} not a complaint`,
    ]);
    await expect(makeTrainers().run(makeAssignment('die'), quiet, unsignalled())).rejects.toMatchObject({
      code: 'TRAINER_CRASHED',
      message: expect.stringMatching(/SIGSEGV/) as string,
    });
  });

  it('is a crash when it cannot even be started', async () => {
    const trainers = makeTrainers({ entry: '/no/such/trainer.js' });
    await expect(trainers.run(makeAssignment('succeed'), quiet, unsignalled())).rejects.toMatchObject({
      code: 'TRAINER_CRASHED',
      message: expect.stringMatching(/Cannot find module/) as string,
    });
  });

  it('is killed at once when its signal aborts, even in the midst of a native call', async () => {
    const { run, controller, pid } = await startStaying('busy');
    controller.abort('cancelled');
    await expect(run).rejects.toBe('cancelled');
    expect(isAlive(pid)).toBe(false);
  });

  it('writes its state and ends by itself when its worker shuts down', async () => {
    const folder = makeTemporaryFolder();
    try {
      const { run, controller, pid } = await startStaying('handsBack', {}, folder.path);
      controller.abort('shutdown');
      await expect(run).rejects.toBe('shutdown');
      expect(isAlive(pid)).toBe(false);
      expect(readFileSync(join(folder.path, 'state'), 'utf8')).toBe('handBack');
    } finally {
      folder.remove();
    }
  });

  it('is killed when it has not ended within the time that it has for its state', async () => {
    const { run, controller, pid } = await startStaying('busy', { handBackGraceMs: 100 });
    controller.abort('shutdown');
    await expect(run).rejects.toBe('shutdown');
    expect(isAlive(pid)).toBe(false);
  });

  it('does not run when its signal has aborted before', async () => {
    const heard: TrainerMessage[] = [];
    const run = makeTrainers().run(
      makeAssignment('succeed'),
      (message) => {
        heard.push(message);
        return Promise.resolve();
      },
      AbortSignal.abort('shutdown'),
    );
    await expect(run).rejects.toBe('shutdown');
    expect(heard).toEqual([]);
  });

  it('is killed when what it says cannot be recorded, and that fault is the outcome', async () => {
    const fault = new AppError('STORAGE_UNAVAILABLE', 'the disk is full');
    const run = makeTrainers().run(makeAssignment('hang'), () => Promise.reject(fault), unsignalled());
    await expect(run).rejects.toBe(fault);
  });

  it('is killed when it gives no sign of life', async () => {
    await expect(
      makeTrainers({ maxSilenceMs: 1_000 }).run(makeAssignment('silent'), quiet, unsignalled()),
    ).rejects.toMatchObject({ code: 'TRAINER_STALLED' });
  });

  it('has given its result even if its process does not end by itself', async () => {
    const trained = await makeTrainers().run(makeAssignment('linger'), quiet, unsignalled());
    expect(trained.classNames).toEqual(['cat', 'dog']);
  });

  it('runs at a lower priority than its worker', async () => {
    const { run, controller, message } = await startStaying('niceness');
    controller.abort('cancelled');
    await expect(run).rejects.toBe('cancelled');
    expect(Number(message)).toBe(Math.min(19, getPriority() + 10));
  });

  it('is a process of its own for each attempt', async () => {
    const first = await startStaying('hang');
    const second = await startStaying('hang');
    expect(first.pid).not.toBe(second.pid);
    first.controller.abort('cancelled');
    await waitUntilGone(first.pid);
    expect(isAlive(second.pid)).toBe(true);
    second.controller.abort('cancelled');
    await waitUntilGone(second.pid);
  });
});

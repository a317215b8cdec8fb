import { describe, expect, it } from 'vitest';
import type { TrainingQueue } from '../../src/ports/index.ts';

/** What every training queue does, whatever carries it. `open` gives an empty one that no worker listens to. */
export const describeTrainingQueue = (
  name: string,
  open: () => Promise<{ readonly queue: TrainingQueue; readonly waiting: () => Promise<readonly string[]> }>,
): void => {
  describe(`${name} as a training queue`, () => {
    it('holds a job from when it is put in until it is taken out', async () => {
      const { queue } = await open();
      expect(await queue.holds('job_a')).toBe(false);
      await queue.enqueue('job_a');
      expect(await queue.holds('job_a')).toBe(true);
      expect(await queue.removeWaiting('job_a')).toBe(true);
      expect(await queue.holds('job_a')).toBe(false);
    });

    it('takes a job once, however often it is put in', async () => {
      const { queue, waiting } = await open();
      await queue.enqueue('job_a');
      await queue.enqueue('job_b');
      await queue.enqueue('job_a');
      expect([...(await waiting())].sort()).toEqual(['job_a', 'job_b']);
    });

    it('takes nothing out that is not waiting', async () => {
      const { queue } = await open();
      await queue.enqueue('job_a');
      expect(await queue.removeWaiting('job_unknown')).toBe(false);
      expect(await queue.removeWaiting('job_a')).toBe(true);
      expect(await queue.removeWaiting('job_a')).toBe(false);
    });

    it('takes a job again that was taken out', async () => {
      const { queue } = await open();
      await queue.enqueue('job_a');
      await queue.removeWaiting('job_a');
      await queue.enqueue('job_a');
      expect(await queue.holds('job_a')).toBe(true);
    });

    it('passes control verbs on without asking whether anybody listens', async () => {
      const { queue } = await open();
      await queue.notifyControl('job_unknown', 'cancel');
      await queue.ping();
    });
  });
};

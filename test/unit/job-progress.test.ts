import { describe, expect, it } from 'vitest';
import {
  canFollow,
  endedProgress,
  initialProgress,
  isFinal,
  type JobState,
  makeProgressTracker,
  PRESETS,
} from '../../src/domain/index.ts';

const STATES: readonly JobState[] = [
  'queued',
  'validating',
  'preparing',
  'training',
  'evaluating',
  'publishing',
  'pausing',
  'stopping',
  'cancelling',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
];

const followersOf = (from: JobState): JobState[] => STATES.filter((to) => canFollow(from, to));

describe('the states of a job', () => {
  it('lead from queued to succeeded, forward only', () => {
    const way: JobState[] = [
      'queued',
      'validating',
      'preparing',
      'training',
      'evaluating',
      'publishing',
      'succeeded',
    ];
    for (const [index, state] of way.slice(0, -1).entries()) {
      expect(canFollow(state, way[index + 1] ?? 'queued'), state).toBe(true);
    }
    expect(canFollow('evaluating', 'training')).toBe(false);
    expect(canFollow('training', 'preparing')).toBe(false);
    expect(canFollow('training', 'succeeded')).toBe(false);
    expect(canFollow('queued', 'training')).toBe(false);
  });

  it('are never left once final', () => {
    for (const state of STATES.filter(isFinal)) expect(followersOf(state)).toEqual([]);
  });

  it('can fail or be cancelled before the end from everywhere', () => {
    for (const state of STATES.filter((one) => !isFinal(one))) {
      expect(canFollow(state, 'failed'), state).toBe(true);
      expect(canFollow(state, 'cancelled'), state).toBe(true);
    }
  });

  it('lead out of cancelling to the end only', () => {
    expect(followersOf('cancelling')).toEqual(['cancelling', 'failed', 'cancelled']);
  });

  it('let an attempt begin again and a job go back to the queue', () => {
    expect(canFollow('publishing', 'validating')).toBe(true);
    expect(canFollow('training', 'queued')).toBe(true);
  });
});

describe('the progress of a job', () => {
  it('begins at 0, ends at 100, and stays where it was when the job fails', () => {
    const half = { ...initialProgress(10), phase: 'training' as const, percent: 50, etaSeconds: 3 };
    expect(initialProgress(10)).toMatchObject({ phase: 'queued', percent: 0, epochs: 10, etaSeconds: null });
    expect(endedProgress(half, 'succeeded')).toMatchObject({
      phase: 'succeeded',
      percent: 100,
      etaSeconds: 0,
    });
    expect(endedProgress(half, 'failed')).toMatchObject({ phase: 'failed', percent: 50, etaSeconds: null });
  });

  it('rises through a whole job and never falls', () => {
    const tracker = makeProgressTracker(PRESETS.fast);
    const percents = [tracker.enter('validating', 0).percent, tracker.enter('preparing', 100).percent];
    for (let step = 0; step <= 10; step += 1) {
      percents.push(
        tracker.update({ epoch: 0, epochs: 3, step, steps: 10, secondsPerEpoch: null }, 100 + step * 500)
          .percent,
      );
    }
    percents.push(tracker.enter('training', 6000).percent);
    for (const epoch of [1, 2, 1, 3]) {
      for (const step of [1, 2]) {
        percents.push(tracker.update({ epoch, epochs: 3, step, steps: 2, secondsPerEpoch: 1 }, 7000).percent);
      }
    }
    percents.push(tracker.enter('evaluating', 9000).percent, tracker.enter('publishing', 9100).percent);
    expect([...percents].sort((a, b) => a - b)).toEqual(percents);
    expect(percents[0]).toBe(0);
    expect(percents.at(-1)).toBe(99);
  });

  it('expects the rest of a phase to go as fast as its beginning', () => {
    const tracker = makeProgressTracker(PRESETS.fast);
    tracker.enter('preparing', 10_000);
    const counts = { epoch: 0, epochs: 60, step: 20, steps: 80, secondsPerEpoch: null };
    const { percent, etaSeconds } = tracker.update(counts, 14_000);
    expect(percent).toBe(22.8);
    // A quarter of 83 percent took 4 s; what is left of 100 takes as long by the percent.
    expect(etaSeconds).toBeCloseTo((4 / (83 / 4)) * (100 - (2 + 83 / 4)), 1);
  });

  it('counts epochs while training', () => {
    const tracker = makeProgressTracker(PRESETS['keras-tutorial']);
    tracker.enter('training', 0);
    const first = tracker.update({ epoch: 1, epochs: 100, step: 0, steps: 2, secondsPerEpoch: null }, 0);
    expect(first).toMatchObject({ percent: 30, etaSeconds: null });
    const later = tracker.update({ epoch: 51, epochs: 100, step: 0, steps: 2, secondsPerEpoch: 2 }, 100_000);
    expect(later).toMatchObject({ phase: 'training', percent: 63, etaSeconds: 100, epoch: 51 });
  });
});

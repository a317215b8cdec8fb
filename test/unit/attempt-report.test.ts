import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { ID, makeWorld, playWhole } from './attempt-world.ts';
import { aJob, aManifest, aReport, aTrainedModel } from './fakes.ts';

describe('the report of an attempt', () => {
  it('is kept with the job', async () => {
    const world = makeWorld();
    await world.run();
    expect(world.reports.get(ID)).toEqual(aTrainedModel().report);
  });

  it('is kept before anything is published, so that no version is without one', async () => {
    const saveReport = (): Promise<never> => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'full'));
    const world = makeWorld(playWhole, { runs: { saveReport } });
    await expect(world.run()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(world.models.stored).toEqual([]);
    expect(world.job().state).toBe('queued');
  });

  it('is not kept, and nothing is published, once a later attempt owns the job', async () => {
    const saveReport = (): Promise<boolean> => Promise.resolve(false);
    const world = makeWorld(playWhole, { runs: { saveReport } });
    expect(await world.run()).toBe('finished');
    expect(world.models.stored).toEqual([]);
    expect(world.job().state).toBe('publishing');
    expect(world.log.lines).toContain('warn: an attempt was fenced out by a later one');
  });

  it('stays as it is when an earlier attempt has published already', async () => {
    const job = aJob({ state: 'publishing', attempt: 1, stopReason: 'earlyStopping' });
    const world = makeWorld(playWhole, { job, published: [aManifest({ version: 4 })] });
    const report = aReport({ epoch: 1 });
    world.reports.set(ID, report);
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({ state: 'succeeded', modelVersion: 4 });
    expect(world.reports.get(ID)).toBe(report);
  });
});

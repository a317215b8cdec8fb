import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { makeReadReport } from '../../src/usecases/index.ts';
import { ID, makeWorld, type Play, playWhole } from './attempt-world.ts';
import { aDrift, aJob, aManifest, aReport, aTrainedModel } from './fakes.ts';

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

describe('an attempt whose version answers otherwise than its trainer', () => {
  const report = aReport({ parity: aDrift });
  const playDrift: Play = async (hear, ...rest) => ({ ...(await playWhole(hear, ...rest)), report });

  it('ends the job, for good, with an error that says which picture differs and how', async () => {
    const world = makeWorld(playDrift);
    expect(await world.run()).toBe('finished');
    expect(world.job()).toMatchObject({
      state: 'failed',
      stopReason: 'error',
      modelVersion: null,
      error: {
        code: 'PARITY_FAILED',
        detail: expect.stringContaining('"cat/1.jpg": expected "cat" at 0.9526, received "dog"') as string,
      },
    });
  });

  it('publishes nothing and moves no alias', async () => {
    const world = makeWorld(playDrift);
    await world.run();
    expect(world.models.stored).toEqual([]);
    expect(await world.models.models.aliasState('animals', 'latest')).toMatchObject({ moves: [] });
    expect(world.trace.join()).not.toContain('publishing');
  });

  it('keeps the report, which can be read although the job failed', async () => {
    const world = makeWorld(playDrift);
    await world.run();
    expect(world.reports.get(ID)).toEqual(report);
    const view = await makeReadReport({ runs: world.runs })(ID);
    expect(view).toEqual({ report, modelVersion: null });
  });

  it('is tried again where the report could not be kept', async () => {
    const saveReport = (): Promise<never> => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'full'));
    const world = makeWorld(playDrift, { runs: { saveReport } });
    await expect(world.run()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(world.job().state).toBe('queued');
  });
});

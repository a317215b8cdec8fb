import { describe, expect, it } from 'vitest';
import { AppError, type Recipe } from '../../src/domain/index.ts';
import { ID, makeWorld, type Play, playWhole } from './attempt-world.ts';
import { aJob, aManifest, anEpoch, aTrainedModel } from './fakes.ts';

const continuing: Recipe = {
  ...aJob().request.recipe,
  backbone: { ...aJob().request.recipe.backbone, weights: 'animals:4' },
};

describe('an attempt that goes on from an earlier one', () => {
  it('goes on from the epochs that the trainer resumes from, and forgets those that it tells again', async () => {
    const before = aJob({
      state: 'queued',
      attempt: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      warnings: ['old'],
      metrics: anEpoch(3, 0.4).metrics,
      best: { epoch: 3, monitor: 'val_accuracy', value: 0.4 },
    });
    const seen: object[] = [];
    const play: Play = async (hear) => {
      seen.push(world.job());
      await hear({ type: 'resume', done: [anEpoch(1, 0.2), anEpoch(2, 0.3)] });
      seen.push(world.job());
      await hear({ type: 'epoch', epoch: anEpoch(3, 0.35, false) });
      return aTrainedModel();
    };
    const world = makeWorld(play, { job: before });
    world.epochs.push(anEpoch(1, 0.2), anEpoch(2, 0.3), anEpoch(3, 0.4));
    await world.run();
    expect(seen).toMatchObject([
      { warnings: [], startedAt: before.startedAt, attempt: 2, metrics: before.metrics, best: before.best },
      { metrics: anEpoch(2, 0.3).metrics, best: { epoch: 2, value: 0.3 }, earlyStopping: { wait: 0 } },
    ]);
    expect(world.epochs).toEqual([anEpoch(1, 0.2), anEpoch(2, 0.3), anEpoch(3, 0.35, false)]);
    expect(world.logLines).toContainEqual(expect.stringMatching(/ info training goes on after epoch 2$/));
  });

  it('learns of an epoch that the earlier attempt had done, but could not tell any more', async () => {
    const play: Play = async (hear) => {
      await hear({ type: 'resume', done: [anEpoch(1, 0.2), anEpoch(2, 0.3)] });
      return aTrainedModel();
    };
    const world = makeWorld(play, { job: aJob({ attempt: 1 }) });
    world.epochs.push(anEpoch(1, 0.2));
    await world.run();
    expect(world.epochs).toEqual([anEpoch(1, 0.2), anEpoch(2, 0.3)]);
    expect(world.trace.filter((line) => line.includes('epoch'))).toEqual(['epoch 2', 'event epoch']);
    expect(world.job().metrics).toEqual(anEpoch(2, 0.3).metrics);
  });

  it('forgets all epochs of earlier attempts when the trainer starts from the beginning', async () => {
    const seen: object[] = [];
    const play: Play = async (hear) => {
      await hear({ type: 'resume', done: [] });
      seen.push(world.job());
      return aTrainedModel();
    };
    const before = aJob({ attempt: 1, metrics: { loss: 3 }, earlyStopping: { wait: 4, patience: 10 } });
    const world = makeWorld(play, { job: before });
    world.epochs.push(anEpoch(9, 0.1));
    await world.run();
    expect(seen).toMatchObject([{ metrics: null, best: null, earlyStopping: null }]);
    expect(world.epochs).toEqual([]);
  });

  it('keeps its state until the job has succeeded', async () => {
    let faults = 1;
    const play: Play = () => {
      faults -= 1;
      return faults >= 0
        ? Promise.reject(new AppError('TRAINER_CRASHED', 'once'))
        : Promise.resolve(aTrainedModel());
    };
    const world = makeWorld(play);
    await expect(world.run()).rejects.toMatchObject({ code: 'TRAINER_CRASHED' });
    expect(world.droppedStates).toEqual([]);
    await world.run();
    expect(world.droppedStates).toEqual([ID]);
  });

  it('has no use for its state once it has diverged', async () => {
    const world = makeWorld(() => Promise.reject(new AppError('TRAINING_DIVERGED', 'NaN')));
    await world.run();
    expect(world.job()).toMatchObject({ state: 'failed', stopReason: 'diverged' });
    expect(world.droppedStates).toEqual([ID]);
  });

  it('keeps the precision that the trainer has settled, for later attempts too', async () => {
    const play: Play = async (hear) => {
      await hear({ type: 'precision', precision: 'int8' });
      throw new AppError('TRAINER_CRASHED', 'once');
    };
    const world = makeWorld(play);
    await expect(world.run()).rejects.toMatchObject({ code: 'TRAINER_CRASHED' });
    expect(world.job()).toMatchObject({ state: 'queued', precision: 'int8' });
    await expect(world.run()).rejects.toMatchObject({ code: 'TRAINER_CRASHED' });
    expect(world.assignments[1]).toMatchObject({ attempt: 2, job: { precision: 'int8' } });
  });
});

describe('an attempt that continues from a version', () => {
  it('hands it to the trainer, and the manifest names it as parent', async () => {
    const parent = aManifest({ version: 4, jobId: 'job_0000' });
    const world = makeWorld(playWhole, { job: aJob({}, { recipe: continuing }), published: [parent] });
    await world.run();
    expect(world.assignments).toMatchObject([
      { parent: { manifest: parent, weightsLocation: '/models/animals/4' } },
    ]);
    expect(world.models.stored.at(-1)).toMatchObject({
      version: 5,
      parent: { model: 'animals', version: 4 },
    });
  });

  it('fails when the version to continue from is gone', async () => {
    const world = makeWorld(playWhole, { job: aJob({}, { recipe: continuing }) });
    expect(await world.run()).toBe('finished');
    expect(world.assignments).toEqual([]);
    expect(world.job()).toMatchObject({
      state: 'failed',
      error: { code: 'MODEL_NOT_FOUND', detail: expect.stringContaining('"animals:4"') as string },
    });
  });
});

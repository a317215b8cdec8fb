import { describe, expect, it } from 'vitest';
import { AppError, type ModelManifest } from '../../src/domain/index.ts';
import type { Predictor, TrainingQueue } from '../../src/ports/index.ts';
import {
  makeCheckHealth,
  makeFindModel,
  makeFindVersion,
  makeListModels,
  makeListVersions,
  makePublishVersion,
} from '../../src/usecases/index.ts';
import { aJob, aManifest, aTrainedModel, CPU, fake, makeClock } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const version = (model: string, number: number, day: number): ModelManifest =>
  aManifest({
    model,
    version: number,
    jobId: `job_${model}_${number}`,
    createdAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
  });

describe('listing models', () => {
  const { models } = makeMemoryModels([
    version('b', 1, 1),
    version('a', 1, 2),
    version('b', 2, 9),
    version('c', 1, 5),
  ]);

  it('has the one that was published last first', async () => {
    const list = makeListModels({ models });
    const first = await list({ limit: 2, after: null });
    expect(first.data.map(({ name }) => name)).toEqual(['b', 'c']);
    const rest = await list({ limit: 2, after: first.nextAfter });
    expect(rest.data.map(({ name }) => name)).toEqual(['a']);
    expect(rest.nextAfter).toBeNull();
  });

  it('refuses to go on after what is not in the list', async () => {
    await expect(makeListModels({ models })({ limit: 2, after: 'zebra' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/after' }],
    });
  });

  it('has the versions of a model, newest first', async () => {
    const list = makeListVersions({ models });
    const first = await list('b', { limit: 1, after: null });
    expect(first).toMatchObject({ data: [{ version: 2 }], nextAfter: '2' });
    expect(await list('b', { limit: 1, after: '2' })).toMatchObject({
      data: [{ version: 1 }],
      nextAfter: null,
    });
  });

  it('finds models and versions, and says MODEL_NOT_FOUND for others', async () => {
    expect(await makeFindModel({ models })('b')).toMatchObject({ name: 'b', latestVersion: 2, versions: 2 });
    expect(await makeFindVersion({ models })('b', 1)).toMatchObject({ model: 'b', version: 1 });
    const notFound = { code: 'MODEL_NOT_FOUND' };
    await expect(makeFindModel({ models })('zebra')).rejects.toMatchObject(notFound);
    await expect(makeListVersions({ models })('zebra', { limit: 1, after: null })).rejects.toMatchObject(
      notFound,
    );
    await expect(makeFindVersion({ models })('b', 3)).rejects.toMatchObject(notFound);
  });
});

describe('publishing a version', () => {
  it('keeps where it came from and moves latest and the alias of the job', async () => {
    const memory = makeMemoryModels([version('animals', 1, 1)]);
    const publish = makePublishVersion({ models: memory.models, clock: makeClock() });
    const job = aJob({}, { publish: { alias: 'prod', minimum: { val_accuracy: 0.9 }, abstain: null } });
    const { manifest, warnings } = await publish(job, 2, aTrainedModel({ threshold: 0.7 }));
    expect(warnings).toEqual([]);
    expect(manifest).toMatchObject({
      model: 'animals',
      version: 2,
      jobId: job.id,
      attempt: 2,
      classNames: ['cat', 'dog'],
      dataset: { id: 'ds_0001', fingerprint: 'f1' },
      recipe: job.request.recipe,
      seed: 7,
      metrics: { val_accuracy: 0.9 },
      calibration: { temperature: 2 },
      threshold: 0.7,
      backbone: { sha256: 'b1', precision: 'float32' },
      device: CPU,
      parent: null,
    });
    expect(memory.moves).toEqual(['animals@latest -> 2', 'animals@prod -> 2']);
  });

  it('happens once a job', async () => {
    const memory = makeMemoryModels();
    const publish = makePublishVersion({ models: memory.models, clock: makeClock() });
    const first = await publish(aJob(), 1, aTrainedModel());
    const again = await publish(aJob(), 2, aTrainedModel());
    expect(again.manifest).toEqual(first.manifest);
    expect(memory.stored).toHaveLength(1);
    expect(memory.moves).toEqual(['animals@latest -> 1']);
  });

  it('never takes an alias back to an older version', async () => {
    const memory = makeMemoryModels();
    const publish = makePublishVersion({ models: memory.models, clock: makeClock() });
    await publish(aJob(), 1, aTrainedModel());
    await publish(aJob({ id: 'job_0002' }), 1, aTrainedModel());
    await publish(aJob(), 2, aTrainedModel());
    expect(memory.aliases.get('animals@latest')).toBe(2);
  });

  it.each([
    [{ val_accuracy: 0.91 }, 'val_accuracy is 0.9, expected at least 0.91'],
    [{ accuracy: 0.5 }, 'accuracy is unknown, expected at least 0.5'],
  ])('moves no alias below the least value of %j', async (minimum, reason) => {
    const memory = makeMemoryModels();
    const publish = makePublishVersion({ models: memory.models, clock: makeClock() });
    const job = aJob({}, { publish: { alias: 'prod', minimum, abstain: null } });
    const { manifest, warnings } = await publish(job, 1, aTrainedModel());
    expect(manifest.version).toBe(1);
    expect(warnings).toEqual([`Version 1 is kept, but no alias points to it: ${reason}.`]);
    expect(memory.moves).toEqual([]);
  });
});

describe('the health of the service', () => {
  const INT8 = { auto: 'int8', int8: 'available' } as const;
  const up = (): Promise<void> => Promise.resolve();
  const down = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'no answer'));
  const check = (parts: {
    ping?: () => Promise<void>;
    storage?: () => Promise<void>;
    health?: Predictor['health'];
  }) =>
    makeCheckHealth({
      queue: fake<TrainingQueue>('queue', { ping: parts.ping ?? up }),
      predictor: fake<Predictor>('predictor', {
        health: parts.health ?? (() => ({ state: 'ready', device: CPU, precision: INT8 })),
      }),
      probeStorage: parts.storage ?? up,
    })();

  it('is ready when every part is, and says in which precisions models run', async () => {
    expect(await check({})).toEqual({
      ready: true,
      degraded: false,
      parts: {
        redis: { state: 'ready' },
        storage: { state: 'ready' },
        predictor: { state: 'ready', precision: INT8 },
      },
    });
  });

  it('is degraded but ready without Redis', async () => {
    expect(await check({ ping: down })).toMatchObject({
      ready: true,
      degraded: true,
      parts: { redis: { state: 'down', detail: 'no answer' } },
    });
  });

  it('is not ready without storage or predictor', async () => {
    expect(await check({ storage: down })).toMatchObject({ ready: false, degraded: false });
    const starting = await check({ health: () => ({ state: 'starting', detail: 'loading weights' }) });
    expect(starting).toMatchObject({
      ready: false,
      parts: { predictor: { state: 'starting', detail: 'loading weights' } },
    });
  });
});

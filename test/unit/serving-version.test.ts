import { describe, expect, it } from 'vitest';
import { AppError, type ModelReference } from '../../src/domain/index.ts';
import { makeAnswerCache } from '../../src/inference/index.ts';
import { aManifest } from './fakes.ts';
import { answerTo, makePredictWorld } from './predict-world.ts';

const prod = { model: 'animals', by: 'alias', alias: 'prod' } as const;

/** Two versions, of which the alias points to the first, and loads that end when they are told to. */
const makeWorld = () => {
  const loaded = new Set<number>([1]);
  const loads: { readonly version: number; readonly end: (error?: AppError) => void }[] = [];
  const world = makePredictWorld(
    [1, 2].map((version) =>
      aManifest({
        version,
        jobId: `j${version}`,
        weights: { file: 'weights.safetensors', bytes: 1, sha256: `w${version}` },
      }),
    ),
    [['animals@prod', 1]],
    {
      answers: makeAnswerCache(0),
      predictor: {
        isLoaded: ({ version }) => loaded.has(version),
        load: ({ version }) =>
          new Promise((resolve, reject) => {
            loads.push({
              version,
              end: (error) => {
                if (error !== undefined) {
                  reject(error);
                  return;
                }
                loaded.add(version);
                resolve();
              },
            });
          }),
        infer: ({ inputs }) =>
          Promise.resolve({ pictures: inputs.map((input) => answerTo(input)), queueMs: 0, inferMs: 0 }),
      },
    },
  );
  const versionFor = async (reference: ModelReference = prod, signal?: AbortSignal) =>
    (await world.ask({ reference }, signal)).version;
  const untilLoading = async (count = 1): Promise<void> => {
    while (loads.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  const move = (version: number): void => {
    world.aliases.set('animals@prod', version);
  };
  return { ...world, loaded, loads, versionFor, untilLoading, move };
};

describe('the version that answers', () => {
  it('is the new one where it is loaded, from the next request on', async () => {
    const world = makeWorld();
    expect(await world.versionFor()).toBe(1);
    world.loaded.add(2);
    world.move(2);
    expect(await world.versionFor()).toBe(2);
    expect(world.loads).toEqual([]);
  });

  it('is the new one where it is loaded in a moment', async () => {
    const world = makeWorld();
    await world.versionFor();
    world.move(2);
    const answer = world.versionFor();
    await world.untilLoading();
    world.loads[0]?.end();
    expect(await answer).toBe(2);
  });

  it('is the earlier one while the new one takes long to load, and the new one from then on', async () => {
    const world = makeWorld();
    await world.versionFor();
    world.move(2);
    expect(await Promise.all([world.versionFor(), world.versionFor()])).toEqual([1, 1]);
    for (let time = 0; time < 5; time += 1) expect(await world.versionFor()).toBe(1);
    expect(world.loads.map(({ version }) => version)).toEqual([2]);
    world.loads[0]?.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await world.versionFor()).toBe(2);
  });

  it.each<[string, (world: ReturnType<typeof makeWorld>) => void]>([
    ['was removed', ({ stored }) => stored.splice(0, 1)],
    ['is not loaded any more', ({ loaded }) => loaded.delete(1)],
  ])('waits for the new one where the earlier one %s', async (_what, lose) => {
    const world = makeWorld();
    await world.versionFor();
    world.move(2);
    lose(world);
    const answer = world.versionFor();
    await world.untilLoading();
    await new Promise((resolve) => setTimeout(resolve, 300));
    world.loads[0]?.end();
    expect(await answer).toBe(2);
  });

  it.each<[string, ModelReference]>([
    ['a version', { model: 'animals', by: 'version', version: 2 }],
    ['an alias that did not answer before', { model: 'animals', by: 'alias', alias: 'canary' }],
  ])('waits for the load where it is asked for by %s', async (_what, reference) => {
    const world = makeWorld();
    world.aliases.set('animals@canary', 2);
    await world.versionFor();
    const answer = world.versionFor(reference);
    await world.untilLoading();
    await new Promise((resolve) => setTimeout(resolve, 300));
    world.loads[0]?.end();
    expect(await answer).toBe(2);
  });

  it('fails with the load where no other one can answer, and is tried anew by the next request', async () => {
    const world = makeWorld();
    world.move(2);
    for (const count of [1, 2]) {
      const answer = world.versionFor();
      await world.untilLoading(count);
      world.loads[count - 1]?.end(new AppError('WEIGHTS_INVALID', 'damaged'));
      await expect(answer).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    }
  });

  it('is the earlier one where the new one cannot be loaded, which is not tried for each request', async () => {
    const world = makeWorld();
    await world.versionFor();
    world.move(2);
    const answer = world.versionFor();
    await world.untilLoading();
    world.loads[0]?.end(new AppError('WEIGHTS_INVALID', 'damaged'));
    expect(await answer).toBe(1);
    expect(await world.versionFor()).toBe(1);
    expect(world.loads).toHaveLength(1);
  });

  it('is waited for until the client goes or the deadline passes', async () => {
    const world = makeWorld();
    const client = new AbortController();
    const answer = world.versionFor({ model: 'animals', by: 'version', version: 2 }, client.signal);
    await world.untilLoading();
    client.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
  });
});

import { describe, expect, it } from 'vitest';
import type { Dataset, ModelManifest, RecipeOverrides } from '../../src/domain/index.ts';
import { aDataset, aManifest } from './fakes.ts';
import { makeWorld } from './start-training-world.ts';

describe('starting a training from a model version', () => {
  const backbone = (ownLayers: readonly string[]): ModelManifest['backbone'] => ({
    ...aManifest().backbone,
    ownLayers,
  });
  const versions = [
    aManifest({ model: 'animals', version: 2 }),
    aManifest({ model: 'animals', version: 3, backbone: backbone(['block5_conv2', 'block5_conv3']) }),
  ];
  const aliases = { 'animals@latest': 3, 'animals@prod': 2, 'animals@gone': 9 };
  const weightsOf = async (weights: string): Promise<string> => {
    const job = await makeWorld({ versions, aliases }).start({ recipe: { backbone: { weights } } });
    return job.request.recipe.backbone.weights;
  };

  it.each([
    ['animals:3', 'animals:3'],
    ['animals@prod', 'animals:2'],
    ['animals', 'animals:3'],
    ['imagenet', 'imagenet'],
  ])('stores %s as %s, which stays what it is when an alias moves', async (given, stored) => {
    expect(await weightsOf(given)).toBe(stored);
  });

  it.each(['animals:4', 'animals@test', 'animals@gone', 'birds'])(
    'refuses %s, which does not exist, and points to it',
    async (weights) => {
      await expect(weightsOf(weights)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        errors: [{ pointer: '/recipe/backbone/weights' }],
      });
    },
  );

  it('refuses weights that are of no form at all', async () => {
    await expect(weightsOf('a model')).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      errors: [{ pointer: '/recipe/backbone/weights' }],
    });
  });

  it("refuses int8 where the frozen part holds the version's own convolutions", async () => {
    const start = (changes: RecipeOverrides['backbone'], optimizer: 'sgd' | 'lbfgs') =>
      makeWorld({ versions, aliases }).start({
        recipe: { optimizer: { name: optimizer }, backbone: { precision: 'int8', ...changes } },
      });
    await expect(start({ weights: 'animals:3' }, 'lbfgs')).rejects.toMatchObject({
      code: 'RECIPE_CONFLICT',
      errors: [{ pointer: '/recipe/backbone/precision' }],
    });
    const blocks = await start({ weights: 'animals:3', trainableFrom: 'block5' }, 'sgd');
    expect(blocks.request.recipe.backbone.precision).toBe('int8');
    const frozen = await start({ weights: 'animals:2' }, 'lbfgs');
    expect(frozen.request.recipe.backbone.precision).toBe('int8');
  });
});

describe('a recipe that does not fit its dataset is RECIPE_CONFLICT', () => {
  const optimizer = { name: 'sgd' } as const;
  const onlyTraining = aDataset({ splits: { train: 20, validation: 0 } });

  it.each<[string, RecipeOverrides, Dataset, string]>([
    ['a batch larger than the training set', { batchSize: 17 }, aDataset(), '/recipe/batchSize'],
    [
      'a batch larger than the training folder',
      { batchSize: 16 },
      aDataset({ splits: { train: 15, validation: 5 } }),
      '/recipe/batchSize',
    ],
    [
      'a weight for a class that is not there',
      { optimizer, classWeights: { cat: 2, 'bi/rd': 1 } },
      aDataset(),
      '/recipe/classWeights/bi~1rd',
    ],
    [
      'a checkpoint on pictures that are not there',
      { modelCheckpoint: { monitor: 'val_acc' } },
      onlyTraining,
      '/recipe/modelCheckpoint/monitor',
    ],
    [
      'an early stopping on pictures that are not there',
      { earlyStopping: { monitor: 'val_loss' } },
      onlyTraining,
      '/recipe/earlyStopping/monitor',
    ],
    [
      'a plateau of pictures that are not there',
      { optimizer, reduceLearningRateOnPlateau: {} },
      onlyTraining,
      '/recipe/reduceLearningRateOnPlateau/monitor',
    ],
  ])('%s', async (_what, recipe, dataset, pointer) => {
    const world = makeWorld({ dataset });
    await expect(world.start({ recipe })).rejects.toMatchObject({
      code: 'RECIPE_CONFLICT',
      errors: [{ pointer }],
    });
    expect(world.trace).toEqual([]);
  });

  it("takes a batch of the whole training set, and a preset's own, which is one short batch of a small dataset", async () => {
    const whole = await makeWorld().start({ recipe: { batchSize: 16 } });
    expect(whole.request.recipe.batchSize).toBe(16);
    expect((await makeWorld().start()).request.recipe.batchSize).toBe(32);
  });

  it('and one whose training folder has no usable picture is DATASET_EMPTY', async () => {
    const dataset = aDataset({ splits: { train: 0, validation: 20 } });
    await expect(makeWorld({ dataset }).start()).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  });

  it('takes weights for some of the classes', async () => {
    const { request } = await makeWorld().start({ recipe: { optimizer, classWeights: { dog: 3 } } });
    expect(request.recipe.classWeights).toEqual({ dog: 3 });
  });

  it('forgets a dataset that was made for it', async () => {
    const world = makeWorld();
    await expect(
      world.start({ dataset: { path: 'photos' }, recipe: { batchSize: 500 } }),
    ).rejects.toMatchObject({ code: 'RECIPE_CONFLICT' });
    expect([...world.stored.keys()]).toEqual(['ds_0001']);
  });
});

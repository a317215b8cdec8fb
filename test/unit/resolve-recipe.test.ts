import { describe, expect, it } from 'vitest';
import { PRESETS, type PresetName } from '../../src/domain/index.ts';
import { recipeOf } from './recipes.ts';

const PRESET_NAMES = ['fast', 'keras-tutorial', 'fine-tune'] as const satisfies readonly PresetName[];

const CONSTANT = { name: 'constant', warmupSteps: 0 };

describe('resolving a recipe', () => {
  it.each(PRESET_NAMES)('gives the preset %s itself when nothing is changed', (preset) => {
    expect(recipeOf(preset, {})).toEqual(PRESETS[preset]);
  });

  it.each(PRESET_NAMES)(
    'gives %s again when the whole recipe is sent back, whatever the preset',
    (preset) => {
      const resolved = recipeOf(preset, {});
      for (const base of PRESET_NAMES) expect(recipeOf(base, resolved)).toEqual(resolved);
    },
  );

  it('has the tutorial script as keras-tutorial', () => {
    expect(recipeOf('keras-tutorial', {})).toEqual({
      backbone: {
        name: 'vgg16',
        weights: 'imagenet',
        trainableFrom: 'none',
        frozenLayers: 19,
        precision: 'float32',
      },
      preprocess: 'none',
      interpolation: 'nearest',
      orient: false,
      head: { pool: 'fullyConnected', units: 4096, l2: 0, standardise: false, dropout: 0, start: 'random' },
      loss: { labelSmoothing: 0 },
      classWeights: null,
      augment: null,
      optimizer: {
        name: 'sgd',
        learningRate: 0.0001,
        weightDecay: 0,
        schedule: CONSTANT,
        momentum: 0.9,
        nesterov: false,
      },
      epochs: 100,
      batchSize: 32,
      stepsPerEpoch: 2,
      validationSteps: 1,
      modelCheckpoint: {
        monitor: 'val_accuracy',
        mode: 'auto',
        saveBestOnly: true,
        initialValueThreshold: null,
      },
      earlyStopping: {
        monitor: 'val_accuracy',
        mode: 'auto',
        minDelta: 0,
        patience: 40,
        baseline: null,
        restoreBestWeights: false,
        startFromEpoch: 0,
      },
      reduceLearningRateOnPlateau: null,
    });
  });

  it('changes what is named and keeps the rest', () => {
    const recipe = recipeOf('fast', {
      epochs: 60,
      batchSize: 16,
      optimizer: { name: 'adam', learningRate: 0.01 },
      earlyStopping: { patience: 3 },
    });
    expect(recipe.epochs).toBe(60);
    expect(recipe.batchSize).toBe(16);
    expect(recipe.optimizer).toEqual({
      name: 'adam',
      learningRate: 0.01,
      weightDecay: 0,
      schedule: CONSTANT,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    });
    expect(recipe.earlyStopping).toEqual({ ...PRESETS.fast.earlyStopping, patience: 3 });
    expect(recipe.head).toEqual(PRESETS.fast.head);
  });

  it("keeps the preset's optimizer values when only one knob of it changes", () => {
    expect(recipeOf('keras-tutorial', { optimizer: { learningRate: 0.01 } }).optimizer).toEqual({
      name: 'sgd',
      learningRate: 0.01,
      weightDecay: 0,
      schedule: CONSTANT,
      momentum: 0.9,
      nesterov: false,
    });
  });

  it.each([
    ['sgd', { learningRate: 0.01, weightDecay: 0, momentum: 0, nesterov: false }],
    ['adam', { learningRate: 0.001, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['adamw', { learningRate: 0.001, weightDecay: 0.004, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['rmsprop', { learningRate: 0.001, weightDecay: 0, rho: 0.9, epsilon: 1e-7 }],
  ])("starts %s from Keras's defaults where the preset has another optimizer", (name, defaults) => {
    expect(recipeOf('fast', { optimizer: { name } }).optimizer).toEqual({
      name,
      schedule: CONSTANT,
      ...defaults,
    });
  });

  it('takes acc and val_acc as names of accuracy and val_accuracy', () => {
    const recipe = recipeOf('fast', {
      modelCheckpoint: { monitor: 'val_acc' },
      earlyStopping: { monitor: 'acc' },
    });
    expect(recipe.modelCheckpoint.monitor).toBe('val_accuracy');
    expect(recipe.earlyStopping?.monitor).toBe('accuracy');
  });

  it('takes frozenLayers 19 as a wholly frozen backbone', () => {
    expect(recipeOf('keras-tutorial', { backbone: { frozenLayers: 19 } })).toEqual(PRESETS['keras-tutorial']);
  });

  it.each([
    ['none', 19],
    ['block5', 15],
    ['block4', 11],
    ['block3', 7],
    ['block2', 4],
    ['block1', 1],
    ['all', 0],
    [17, 17],
    [14, 14],
  ])('takes trainableFrom %s and frozenLayers %i as the same boundary', (trainableFrom, frozenLayers) => {
    const byName = recipeOf('keras-tutorial', { backbone: { trainableFrom } }).backbone;
    const byNumber = recipeOf('keras-tutorial', { backbone: { frozenLayers } }).backbone;
    expect(byName).toMatchObject({ trainableFrom, frozenLayers });
    expect(byNumber).toEqual(byName);
    expect(recipeOf('keras-tutorial', { backbone: { trainableFrom, frozenLayers } }).backbone).toEqual(
      byName,
    );
  });

  it('freezes fc1 and fc2 of a fully connected head', () => {
    const { backbone } = recipeOf('keras-tutorial', { backbone: { frozenLayers: 22 } });
    expect(backbone).toMatchObject({ trainableFrom: 22, frozenLayers: 22 });
  });

  it('takes random weights where all of the backbone is trained, and the weights of a model version', () => {
    const optimizer = { name: 'sgd' };
    const fromNothing = { optimizer, backbone: { weights: 'none', trainableFrom: 'all' } };
    expect(recipeOf('fast', fromNothing).backbone.weights).toBe('none');
    expect(recipeOf('fast', { backbone: { weights: 'animals:3' } }).backbone.weights).toBe('animals:3');
  });

  it.each([
    [{ trainableFrom: 'none' }, 'lbfgs'],
    [{ trainableFrom: 'block5' }, 'adam'],
    [{ frozenLayers: 14 }, 'adam'],
    [{ frozenLayers: 18 }, 'lbfgs'],
  ])('takes int8 for a base that is frozen as %j', (backbone, name) => {
    const recipe = recipeOf('fast', { optimizer: { name }, backbone: { ...backbone, precision: 'int8' } });
    expect(recipe.backbone.precision).toBe('int8');
  });

  it.each([
    [{ name: 'cosine' }, { name: 'cosine', warmupSteps: 0, decaySteps: null, alpha: 0 }],
    [
      { name: 'cosine', warmupSteps: 10, decaySteps: 90, alpha: 0.1 },
      { name: 'cosine', warmupSteps: 10, decaySteps: 90, alpha: 0.1 },
    ],
    [
      { name: 'step', everySteps: 30 },
      { name: 'step', warmupSteps: 0, everySteps: 30, factor: 0.5 },
    ],
    [{ warmupSteps: 5 }, { name: 'constant', warmupSteps: 5 }],
  ])('completes the schedule %j', (schedule, whole) => {
    expect(recipeOf('fast', { optimizer: { name: 'adam', schedule } }).optimizer).toMatchObject({
      schedule: whole,
    });
  });

  it('completes an augmentation with what leaves pictures as they are, and drops one that changes nothing', () => {
    const optimizer = { name: 'sgd' };
    expect(recipeOf('fast', { optimizer, augment: { flip: 'horizontal', zoom: 0.1 } }).augment).toEqual({
      flip: 'horizontal',
      rotation: 0,
      zoom: 0.1,
      shift: 0,
      brightness: 0,
    });
    expect(recipeOf('fast', { augment: {} }).augment).toBeNull();
    expect(recipeOf('fast', { augment: null }).augment).toBeNull();
  });

  it("completes a reduction of the learning rate with Keras's defaults", () => {
    const recipe = recipeOf('keras-tutorial', { reduceLearningRateOnPlateau: { monitor: 'val_acc' } });
    expect(recipe.reduceLearningRateOnPlateau).toEqual({
      monitor: 'val_accuracy',
      mode: 'auto',
      factor: 0.1,
      patience: 10,
      minDelta: 1e-4,
      cooldown: 0,
      minLearningRate: 0,
    });
  });

  it.each([['balanced'], [{ cat: 2, __proto__x: 0.5 }], [null]])(
    'takes the class weights %j',
    (classWeights) => {
      expect(recipeOf('keras-tutorial', { classWeights }).classWeights).toEqual(classWeights);
    },
  );

  it('takes an augmentation together with a head that starts converged', () => {
    expect(recipeOf('fine-tune', { augment: { rotation: 10 } }).head.start).toBe('converged');
  });

  it('switches early stopping off by null', () => {
    expect(recipeOf('fast', { earlyStopping: null }).earlyStopping).toBeNull();
  });

  it('gives a fully connected head the width of VGG16 unless another is named', () => {
    const optimizer = { name: 'sgd' };
    expect(recipeOf('fast', { optimizer, head: { pool: 'fullyConnected' } }).head.units).toBe(4096);
    expect(recipeOf('fast', { optimizer, head: { pool: 'fullyConnected', units: 64 } }).head.units).toBe(64);
    expect(recipeOf('keras-tutorial', { head: { pool: 'average' } }).head.units).toBeNull();
  });

  it('does not restore best weights where every epoch is saved and nobody says so', () => {
    const recipe = recipeOf('fast', { modelCheckpoint: { saveBestOnly: false } });
    expect(recipe.earlyStopping?.restoreBestWeights).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { faultsOf, pointersOf } from './recipes.ts';

describe('a recipe whose parts contradict each other is RECIPE_CONFLICT', () => {
  it.each([
    ['momentum for adam', { optimizer: { name: 'adam', momentum: 0.9 } }, '/recipe/optimizer/momentum'],
    ['a learning rate for lbfgs', { optimizer: { learningRate: 0.1 } }, '/recipe/optimizer/learningRate'],
    ['a schedule for lbfgs', { optimizer: { schedule: { name: 'cosine' } } }, '/recipe/optimizer/schedule'],
    ['weight decay for lbfgs', { optimizer: { weightDecay: 0.1 } }, '/recipe/optimizer/weightDecay'],
    ['rho for sgd', { optimizer: { name: 'sgd', rho: 0.1 } }, '/recipe/optimizer/rho'],
    [
      "another schedule's knob",
      { optimizer: { name: 'sgd', schedule: { name: 'cosine', factor: 0.1 } } },
      '/recipe/optimizer/schedule/factor',
    ],
    ['lbfgs with a hidden layer', { head: { units: 32 } }, '/recipe/head/units'],
    ['lbfgs with dropout', { head: { dropout: 0.5 } }, '/recipe/head/dropout'],
    ['lbfgs with label smoothing', { loss: { labelSmoothing: 0.1 } }, '/recipe/loss/labelSmoothing'],
    ['lbfgs with class weights', { classWeights: 'balanced' }, '/recipe/classWeights'],
    ['lbfgs with an augmentation', { augment: { flip: 'horizontal' } }, '/recipe/augment'],
    ['lbfgs with a plateau', { reduceLearningRateOnPlateau: {} }, '/recipe/reduceLearningRateOnPlateau'],
    [
      'lbfgs with a trained block',
      { backbone: { trainableFrom: 'block5' } },
      '/recipe/backbone/trainableFrom',
    ],
    ['lbfgs with trained layers', { backbone: { frozenLayers: 17 } }, '/recipe/backbone/frozenLayers'],
    [
      'two boundaries',
      { optimizer: { name: 'sgd' }, backbone: { trainableFrom: 'block5', frozenLayers: 19 } },
      '/recipe/backbone/frozenLayers',
    ],
    ['frozen fc1 without an fc1', { backbone: { frozenLayers: 21 } }, '/recipe/backbone/frozenLayers'],
    [
      'int8 with other pixels',
      { preprocess: 'none', backbone: { precision: 'int8' } },
      '/recipe/backbone/precision',
    ],
    [
      'int8 to the middle of a block',
      { optimizer: { name: 'sgd' }, backbone: { frozenLayers: 17, precision: 'int8' } },
      '/recipe/backbone/precision',
    ],
    [
      'int8 with nothing frozen',
      { optimizer: { name: 'sgd' }, backbone: { trainableFrom: 'all', precision: 'int8' } },
      '/recipe/backbone/precision',
    ],
    ['random weights that are frozen', { backbone: { weights: 'none' } }, '/recipe/backbone/weights'],
    [
      'a converged start with nothing to train after it',
      { head: { start: 'converged' } },
      '/recipe/head/start',
    ],
    [
      'a plateau beside a warm-up',
      { optimizer: { name: 'sgd', schedule: { warmupSteps: 5 } }, reduceLearningRateOnPlateau: {} },
      '/recipe/reduceLearningRateOnPlateau',
    ],
    [
      'a plateau beside a schedule',
      {
        optimizer: { name: 'sgd', schedule: { name: 'cosine' } },
        reduceLearningRateOnPlateau: { monitor: 'loss' },
      },
      '/recipe/reduceLearningRateOnPlateau',
    ],
    [
      'lbfgs named for a hidden layer',
      { head: { units: 32 }, optimizer: { name: 'lbfgs' } },
      '/recipe/optimizer/name',
    ],
    [
      'fc1 and fc2 without a width',
      { optimizer: { name: 'sgd' }, head: { pool: 'fullyConnected', units: null } },
      '/recipe/head/units',
    ],
    [
      'restoring best weights while the last epoch is published',
      { modelCheckpoint: { saveBestOnly: false }, earlyStopping: { restoreBestWeights: true } },
      '/recipe/earlyStopping/restoreBestWeights',
    ],
  ])('for %s', (_what, tree, pointer) => {
    expect(pointersOf('fast', tree)).toEqual(['RECIPE_CONFLICT', [pointer]]);
  });

  it('for lbfgs in the tutorial preset', () => {
    expect(pointersOf('keras-tutorial', { optimizer: { name: 'lbfgs' } })).toEqual([
      'RECIPE_CONFLICT',
      ['/recipe/optimizer/name'],
    ]);
  });

  it.each([
    ['a wholly frozen base', { backbone: { trainableFrom: 'none' } }, '/recipe/backbone/trainableFrom'],
    ['a hidden layer', { head: { units: 64 } }, '/recipe/head/units'],
    ['lbfgs', { optimizer: { name: 'lbfgs' } }, '/recipe/optimizer/name'],
  ])('for fine-tune with %s', (_what, tree, pointer) => {
    expect(pointersOf('fine-tune', tree)).toEqual(['RECIPE_CONFLICT', [pointer]]);
  });

  it('and says what was expected and what came', () => {
    const trees = [
      { optimizer: { momentum: 0.9 } },
      { optimizer: { name: 'sgd' }, backbone: { frozenLayers: 21, precision: 'int8' } },
      { backbone: { weights: 'none' }, augment: { zoom: 0.2 } },
      { head: { start: 'converged', units: 3 } },
    ];
    for (const tree of trees) {
      for (const { detail } of faultsOf('fast', tree).faults) {
        expect(detail).toMatch(/expected .+, received .+/);
      }
    }
  });
});

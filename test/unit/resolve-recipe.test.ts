import { describe, expect, it } from 'vitest';
import {
  PRESETS,
  type PresetName,
  RECIPE_BOUNDS,
  type Recipe,
  type RecipeFaults,
  type RecipeOverrides,
  resolveRecipe,
} from '../../src/domain/index.ts';

/** Overrides as they come over the wire, where nothing has been checked. */
const unchecked = (tree: unknown): RecipeOverrides => tree as RecipeOverrides;

const recipeOf = (preset: PresetName, tree: unknown): Recipe => {
  const resolved = resolveRecipe(preset, unchecked(tree));
  if ('recipe' in resolved) return resolved.recipe;
  throw new Error(`expected a recipe, received ${JSON.stringify(resolved)}`);
};

const faultsOf = (preset: PresetName, tree: unknown): RecipeFaults => {
  const resolved = resolveRecipe(preset, unchecked(tree));
  if ('faults' in resolved) return resolved;
  throw new Error('expected faults, received a recipe');
};

const pointersOf = (preset: PresetName, tree: unknown): [string, string[]] => {
  const { code, faults } = faultsOf(preset, tree);
  return [code, faults.map((fault) => fault.pointer)];
};

describe('resolving a recipe', () => {
  it.each(['fast', 'keras-tutorial'] as const)(
    'gives the preset %s itself when nothing is changed',
    (preset) => {
      expect(recipeOf(preset, {})).toEqual(PRESETS[preset]);
    },
  );

  it('has the tutorial script as keras-tutorial', () => {
    expect(recipeOf('keras-tutorial', {})).toEqual({
      backbone: { name: 'vgg16', weights: 'imagenet', trainableFrom: 'none', precision: 'float32' },
      preprocess: 'none',
      interpolation: 'nearest',
      orient: false,
      head: { pool: 'fullyConnected', units: 4096, l2: 0, standardise: false },
      optimizer: { name: 'sgd', learningRate: 0.0001, momentum: 0.9, nesterov: false },
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
      momentum: 0.9,
      nesterov: false,
    });
  });

  it.each([
    ['sgd', { learningRate: 0.01, momentum: 0, nesterov: false }],
    ['adam', { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['adamw', { learningRate: 0.001, weightDecay: 0.004, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['rmsprop', { learningRate: 0.001, rho: 0.9, epsilon: 1e-7 }],
  ])("starts %s from Keras's defaults where the preset has another optimizer", (name, defaults) => {
    expect(recipeOf('fast', { optimizer: { name } }).optimizer).toEqual({ name, ...defaults });
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

describe('a recipe with a knob or a value that does not exist is RECIPE_INVALID', () => {
  it.each([
    ['a misspelt knob', { epoch: 5 }, '/recipe/epoch'],
    ['a misspelt knob of a part', { earlyStopping: { patiense: 5 } }, '/recipe/earlyStopping/patiense'],
    ['a misspelt knob of the optimizer', { optimizer: { lr: 5 } }, '/recipe/optimizer/lr'],
    ['a knob with a slash in its name', { 'a/b~': 5 }, '/recipe/a~1b~0'],
    ['a knob called __proto__', JSON.parse('{"__proto__": {"epochs": 3}}'), '/recipe/__proto__'],
    ['text where a number belongs', { epochs: '5' }, '/recipe/epochs'],
    ['a fraction where a whole number belongs', { epochs: 1.5 }, '/recipe/epochs'],
    ['null where it is no value', { epochs: null }, '/recipe/epochs'],
    ['a number where a flag belongs', { orient: 1 }, '/recipe/orient'],
    ['a value where a part belongs', { head: 3 }, '/recipe/head'],
    ['null where a part belongs', { optimizer: null }, '/recipe/optimizer'],
    ['a part where a value belongs', { epochs: { a: 1 } }, '/recipe/epochs'],
    ['a name that is no choice', { preprocess: 'torch' }, '/recipe/preprocess'],
    ['a metric that is none', { modelCheckpoint: { monitor: 'f1' } }, '/recipe/modelCheckpoint/monitor'],
    ['an optimizer that is none', { optimizer: { name: 'lion' } }, '/recipe/optimizer/name'],
    ['int8', { backbone: { precision: 'int8' } }, '/recipe/backbone/precision'],
    ['an unfrozen block', { backbone: { trainableFrom: 'block5' } }, '/recipe/backbone/trainableFrom'],
    ['other frozen layers', { backbone: { frozenLayers: 15 } }, '/recipe/backbone/frozenLayers'],
    ['augmentation', { augment: { flip: true } }, '/recipe/augment'],
    ['dropout', { head: { dropout: 0.5 } }, '/recipe/head/dropout'],
    ['a list', [], '/recipe'],
    ['text', 'fast', '/recipe'],
  ])('for %s', (_what, tree, pointer) => {
    expect(pointersOf('fast', tree)).toEqual(['RECIPE_INVALID', [pointer]]);
  });

  it('says of int8 that it is not available yet', () => {
    expect(faultsOf('fast', { backbone: { precision: 'int8' } }).faults[0]?.detail).toContain(
      'not available yet',
    );
  });

  it('says what was expected and what came', () => {
    expect(faultsOf('fast', { epochs: '5' }).faults[0]?.detail).toBe(
      'expected a whole number from 1 to 10000, received "5"',
    );
  });

  it('names all faults at once', () => {
    const [, pointers] = pointersOf('fast', { epochs: 0, batchSize: -1, colour: 'red' });
    expect(pointers.sort()).toEqual(['/recipe/batchSize', '/recipe/colour', '/recipe/epochs']);
  });
});

describe('the bounds of every number in a recipe', () => {
  const owners: Record<string, string> = {
    momentum: 'sgd',
    beta1: 'adam',
    beta2: 'adam',
    epsilon: 'adam',
    weightDecay: 'adamw',
    rho: 'rmsprop',
    historySize: 'lbfgs',
    learningRate: 'sgd',
  };
  const treeOf = (pointer: string, value: number): unknown => {
    const [section = '', knob] = pointer.slice(1).split('/');
    if (knob === undefined) return { [section]: value };
    const owner = owners[knob];
    return { optimizer: { name: 'sgd' }, [section]: { ...(owner && { name: owner }), [knob]: value } };
  };

  it.each(Object.entries(RECIPE_BOUNDS))('hold for %s', (pointer, { minimum, maximum }) => {
    const below = minimum - Math.max(1, Math.abs(minimum));
    const above = maximum + Math.max(1, Math.abs(maximum));
    expect(pointersOf('fast', treeOf(pointer, below))).toEqual(['RECIPE_INVALID', [`/recipe${pointer}`]]);
    expect(pointersOf('fast', treeOf(pointer, above))).toEqual(['RECIPE_INVALID', [`/recipe${pointer}`]]);
    if (pointer === '/backbone/frozenLayers') return;
    expect(() => recipeOf('fast', treeOf(pointer, minimum))).not.toThrow();
    expect(() => recipeOf('fast', treeOf(pointer, maximum))).not.toThrow();
  });
});

describe('a recipe whose parts contradict each other is RECIPE_CONFLICT', () => {
  it.each([
    ['momentum for adam', { optimizer: { name: 'adam', momentum: 0.9 } }, '/recipe/optimizer/momentum'],
    ['a learning rate for lbfgs', { optimizer: { learningRate: 0.1 } }, '/recipe/optimizer/learningRate'],
    [
      'weight decay for sgd',
      { optimizer: { name: 'sgd', weightDecay: 0.1 } },
      '/recipe/optimizer/weightDecay',
    ],
    ['lbfgs with a hidden layer', { head: { units: 32 } }, '/recipe/head'],
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
});

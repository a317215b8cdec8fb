import { describe, expect, it } from 'vitest';
import { RECIPE_BOUNDS } from '../../src/domain/index.ts';
import { faultsOf, pointersOf, recipeOf } from './recipes.ts';

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
    ['a precision that is none', { backbone: { precision: 'int4' } }, '/recipe/backbone/precision'],
    ['a block that is none', { backbone: { trainableFrom: 'block6' } }, '/recipe/backbone/trainableFrom'],
    ['layers beyond the model', { backbone: { frozenLayers: 23 } }, '/recipe/backbone/frozenLayers'],
    ['a layer beyond the model', { backbone: { trainableFrom: 23 } }, '/recipe/backbone/trainableFrom'],
    ['half a layer', { backbone: { trainableFrom: 14.5 } }, '/recipe/backbone/trainableFrom'],
    ['weights that are none', { backbone: { weights: 'a b' } }, '/recipe/backbone/weights'],
    ['weights by an alias', { backbone: { weights: 'animals@prod' } }, '/recipe/backbone/weights'],
    ['a flip that is none', { augment: { flip: true } }, '/recipe/augment/flip'],
    ['a misspelt knob of the augmentation', { augment: { rotate: 5 } }, '/recipe/augment/rotate'],
    [
      'a schedule that is none',
      { optimizer: { name: 'sgd', schedule: { name: 'linear' } } },
      '/recipe/optimizer/schedule/name',
    ],
    [
      'a misspelt knob of the schedule',
      { optimizer: { name: 'sgd', schedule: { warmup: 5 } } },
      '/recipe/optimizer/schedule/warmup',
    ],
    ['class weights that are no weights', { classWeights: 'even' }, '/recipe/classWeights'],
    [
      'a class weight as text',
      { optimizer: { name: 'sgd' }, classWeights: { 'a/b': '2' } },
      '/recipe/classWeights/a~1b',
    ],
    [
      'a metric that is none of a plateau',
      { optimizer: { name: 'sgd' }, reduceLearningRateOnPlateau: { monitor: 'lr' } },
      '/recipe/reduceLearningRateOnPlateau/monitor',
    ],
    [
      'a metric that is none of stopping',
      { earlyStopping: { monitor: 'f1' } },
      '/recipe/earlyStopping/monitor',
    ],
    ['a list', [], '/recipe'],
    ['text', 'fast', '/recipe'],
  ])('for %s', (_what, tree, pointer) => {
    expect(pointersOf('fast', tree)).toEqual(['RECIPE_INVALID', [pointer]]);
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
    rho: 'rmsprop',
    historySize: 'lbfgs',
    decaySteps: 'cosine',
    alpha: 'cosine',
    everySteps: 'step',
    factor: 'step',
  };
  /** A recipe that has the number, and all that it needs beside it. */
  const treeOf = (pointer: string, value: number): unknown => {
    const [section = '', knob, inner] = pointer.slice(1).split('/');
    const optimizer = { name: 'sgd' };
    if (knob === undefined) return { optimizer, [section]: value };
    if (inner !== undefined) {
      const name = owners[inner];
      return { optimizer: { ...optimizer, [knob]: { ...(name && { name }), [inner]: value } } };
    }
    const name = section === 'optimizer' ? owners[knob] : undefined;
    const needed = knob === 'frozenLayers' && value > 19 ? { head: { pool: 'fullyConnected' } } : {};
    return {
      optimizer,
      ...needed,
      [section]: { ...(section === 'optimizer' && optimizer), ...(name && { name }), [knob]: value },
    };
  };

  it.each(Object.entries(RECIPE_BOUNDS))('hold for %s', (pointer, { minimum, maximum }) => {
    const below = minimum - Math.max(1, Math.abs(minimum));
    const above = maximum + Math.max(1, Math.abs(maximum));
    expect(pointersOf('fast', treeOf(pointer, below))).toEqual(['RECIPE_INVALID', [`/recipe${pointer}`]]);
    expect(pointersOf('fast', treeOf(pointer, above))).toEqual(['RECIPE_INVALID', [`/recipe${pointer}`]]);
    expect(() => recipeOf('fast', treeOf(pointer, minimum))).not.toThrow();
    expect(() => recipeOf('fast', treeOf(pointer, maximum))).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import {
  frozenConvolutions,
  frozenDenseLayers,
  frozenLayersOf,
  TRAINABLE_FROM_NAMES,
  trainableFromOf,
  VGG16_LAYERS,
} from '../../src/domain/index.ts';

describe('freezing', () => {
  it("knows the layers of Keras's VGG16", () => {
    expect(VGG16_LAYERS).toHaveLength(23);
    expect(VGG16_LAYERS[15]).toBe('block5_conv1');
    expect(VGG16_LAYERS[18]).toBe('block5_pool');
    expect(VGG16_LAYERS[22]).toBe('predictions');
  });

  it('counts the frozen convolutions', () => {
    const counts = Array.from({ length: 23 }, (_, layers) => frozenConvolutions(layers));
    expect(counts).toEqual([0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11, 12, 13, 13, 13, 13, 13]);
  });

  it('begins each named part with the first convolution of its block', () => {
    for (const name of TRAINABLE_FROM_NAMES) {
      if (name.startsWith('block')) expect(VGG16_LAYERS[frozenLayersOf(name)]).toBe(`${name}_conv1`);
    }
    expect(frozenLayersOf('none')).toBe(VGG16_LAYERS.indexOf('flatten'));
    expect(frozenLayersOf('all')).toBe(0);
  });

  it('has one number for each boundary, by name or not', () => {
    for (let layers = 0; layers < VGG16_LAYERS.length; layers += 1) {
      expect(frozenLayersOf(trainableFromOf(layers))).toBe(layers);
    }
    for (const name of TRAINABLE_FROM_NAMES) expect(trainableFromOf(frozenLayersOf(name))).toBe(name);
  });

  it('freezes fc1 and fc2 one after the other', () => {
    expect(frozenDenseLayers(20)).toEqual([]);
    expect(frozenDenseLayers(21)).toEqual(['fc1']);
    expect(frozenDenseLayers(22)).toEqual(['fc1', 'fc2']);
  });
});

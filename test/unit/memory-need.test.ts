import { describe, expect, it } from 'vitest';
import {
  hasLargeHead,
  memoryNeed,
  OPTIMIZER_DEFAULTS,
  PRESETS,
  type Recipe,
} from '../../src/domain/index.ts';

const GIB = 1024 ** 3;
const tutorial = PRESETS['keras-tutorial'];

const needOf = (changes: Partial<Recipe>) => memoryNeed({ ...tutorial, ...changes }, 2, 64);

describe('the memory that a run needs', () => {
  it('is the weights, their momentum, a snapshot and the largest gradient of the fully connected head', () => {
    const kernels = 25088 * 4096 + 4096 * 4096 + 4096 * 2;
    expect(needOf({}).weights).toBe(4 * (3 * kernels + 25088 * 4096));
    expect(needOf({}).total).toBeLessThan(2.3 * GIB);
  });

  it('is decided by the head alone for the layers of VGG16, and not for one small layer', () => {
    expect(hasLargeHead(tutorial)).toBe(true);
    expect(hasLargeHead({ ...tutorial, head: { ...tutorial.head, units: 256 } })).toBe(false);
    expect(hasLargeHead(PRESETS.fast)).toBe(false);
  });

  it('grows with a second slot, with the batch, and with the layers that are trained', () => {
    const adam = OPTIMIZER_DEFAULTS.adam;
    expect(needOf({ optimizer: adam }).weights).toBeGreaterThan(needOf({}).weights * 1.2);
    const all = { backbone: { ...tutorial.backbone, trainableFrom: 'all', frozenLayers: 0 } } as const;
    const block5 = { backbone: { ...tutorial.backbone, trainableFrom: 'block5', frozenLayers: 15 } } as const;
    expect(needOf(block5).activations).toBeGreaterThan(needOf({}).activations);
    expect(needOf(all).activations).toBeGreaterThan(10 * needOf(block5).activations);
    expect(needOf({ ...all, batchSize: 16 }).activations).toBe(
      needOf({ ...all, batchSize: 32 }).activations / 2,
    );
  });

  it('does not count pictures that no batch can hold', () => {
    const recipe = { ...tutorial, batchSize: 1024 };
    expect(memoryNeed(recipe, 2, 10).activations).toBe(
      memoryNeed({ ...recipe, batchSize: 10 }, 2, 10).activations,
    );
  });

  it('holds the backbone beside the training where pictures are augmented', () => {
    const augment = { flip: 'horizontal', rotation: 0, zoom: 0, shift: 0, brightness: 0 } as const;
    const added = needOf({ augment }).total - needOf({}).total;
    expect(added).toBe(needOf({}).backbone + 64 * 224 * 224 * 3);
  });
});

import { boundaryShape, type ConvolutionLayer, convolutionPlan, kernelShape } from './conv-plan.ts';
import { frozenConvolutions } from './freezing.ts';
import { PICTURE_BYTES } from './model.ts';
import { FULLY_CONNECTED_UNITS } from './presets.ts';
import type { OptimizerRecipe, Recipe } from './recipe.ts';

/** What a run needs of memory at its peak, in bytes, part by part. */
export interface MemoryNeed {
  /** The trainer process with its engine and decoder, before it holds any weights. */
  readonly process: number;
  /** The frozen part of the backbone while it computes features. */
  readonly backbone: number;
  /** Trained weights, the optimizer's slots, the largest gradient, and the snapshot that a checkpoint is written from. */
  readonly weights: number;
  /** What a step keeps of a batch from the way forward for the way back. */
  readonly activations: number;
  /** The peak of the whole run. The backbone is gone before training, unless pictures are augmented. */
  readonly total: number;
}

const FLOAT_BYTES = 4;

/** Resident size of a trainer that has started TensorFlow, with its decoder: measured at 330 to 420 MB. */
const PROCESS_BYTES = 450e6;

/** Pictures that go through the frozen part at once. */
const BACKBONE_BATCH = 16;

const SLOTS: Readonly<Record<OptimizerRecipe['name'], number>> = {
  sgd: 1,
  adam: 2,
  adamw: 2,
  rmsprop: 2,
  lbfgs: 0,
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const product = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

interface SizedConvolution {
  readonly kernel: number;
  /** Values of its output for one picture, before the pooling that ends a block. */
  readonly output: number;
}

const sizedConvolutions = (): readonly SizedConvolution[] =>
  convolutionPlan().map((layer: ConvolutionLayer, index) => {
    const [height, width] = boundaryShape(index);
    return { kernel: product(kernelShape(layer)), output: height * width * layer.filters };
  });

/** Values of each kernel of the dense layers. */
const denseKernels = ({ head }: Recipe, classes: number): readonly number[] => {
  const features = head.pool === 'average' ? 512 : 7 * 7 * 512;
  if (head.pool !== 'fullyConnected') {
    return head.units === null ? [features * classes] : [features * head.units, head.units * classes];
  }
  const units = head.units ?? FULLY_CONNECTED_UNITS;
  return [features * units, units * units, units * classes];
};

const backboneBytes = (frozen: readonly SizedConvolution[]): number => {
  // A convolution's input and output lie side by side.
  const largest = 2 * Math.max(0, ...frozen.map(({ output }) => output));
  return FLOAT_BYTES * (sum(frozen.map(({ kernel }) => kernel)) + BACKBONE_BATCH * largest);
};

/** Weights of a head that are more than all else a trainer holds. */
const LARGE_HEAD_BYTES = 256e6;

/** Whether the dense layers alone decide how much memory a run takes, as fc1 and fc2 of VGG16 do (478 MB). */
export const hasLargeHead = (recipe: Recipe): boolean =>
  FLOAT_BYTES * sum(denseKernels(recipe, 1)) > LARGE_HEAD_BYTES;

/** Decoded pictures that stay in memory where they are changed at random: at most 256 MiB of them. */
const decodedBytes = (pictures: number): number => Math.min(256 * 1024 ** 2, pictures * PICTURE_BYTES);

/**
 * What a recipe needs of memory for `classes` classes and `trainPictures` pictures. An upper estimate made of sizes that are
 * known before the run: weights + momentum + gradient of the fully connected head of VGG16 are 1.4 GB, as measured.
 */
export const memoryNeed = (recipe: Recipe, classes: number, trainPictures: number): MemoryNeed => {
  const boundary = frozenConvolutions(recipe.backbone.frozenLayers);
  const convolutions = sizedConvolutions();
  const trained = convolutions.slice(boundary);
  const kernels = [...trained.map(({ kernel }) => kernel), ...denseKernels(recipe, classes)];
  const { name } = recipe.optimizer;
  // Weights, slots and the snapshot are as large as all kernels; gradients live one at a time.
  const weights = FLOAT_BYTES * (sum(kernels) * (2 + SLOTS[name]) + Math.max(...kernels));
  const batch = name === 'lbfgs' ? trainPictures : Math.min(recipe.batchSize, trainPictures);
  const width = recipe.head.pool === 'average' ? 512 : 7 * 7 * 512;
  // Forward: what each convolution puts out, and that once more for the pooled maps; backward: two of the largest.
  const outputs = trained.map(({ output }) => output);
  const maps = sum(outputs) + 3 * Math.max(0, ...outputs);
  const activations = FLOAT_BYTES * batch * (maps + 2 * width);
  const backbone = backboneBytes(convolutions.slice(0, boundary));
  const training =
    weights + activations + (recipe.augment === null ? 0 : backbone + decodedBytes(trainPictures));
  return {
    process: PROCESS_BYTES,
    backbone,
    weights,
    activations,
    total: PROCESS_BYTES + Math.max(backbone, training),
  };
};

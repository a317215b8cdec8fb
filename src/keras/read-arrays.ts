import { convolutionPlan, type HeadArchitecture, kernelShape } from '../domain/index.ts';
import type { H5Array } from './h5-file.ts';
import type { ReadArchitecture } from './read-architecture.ts';
import type { StoredLayer } from './read-layers.ts';
import { weightsInvalid } from './weights-invalid.ts';

/** One checked array of a file, by this program's name. As an `ArraySource` it can be written out. */
export interface KerasArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** The values, a few MB at a time; `WEIGHTS_INVALID` at one that is not finite. */
  readonly pieces: () => Iterable<Float32Array>;
}

interface ExpectedLayer {
  /** In this program, and in the file. */
  readonly name: string;
  readonly fileName: string;
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

const expectedLayers = ({ convolutions, dense, head }: ReadArchitecture): readonly ExpectedLayer[] => [
  ...convolutionPlan().map((plan, index) => ({
    name: plan.name,
    fileName: convolutions[index] ?? plan.name,
    kernel: kernelShape(plan),
    bias: [plan.filters],
  })),
  ...(head?.layers ?? []).map(({ name, inputs, units }, index) => ({
    name,
    fileName: dense[index] ?? name,
    kernel: [inputs, units],
    bias: [units],
  })),
];

/** Expects the layers with weights to be those of the architecture, in its order. */
const checkOrder = (expected: readonly ExpectedLayer[], weighted: readonly StoredLayer[]): void => {
  for (const [index, { fileName }] of expected.entries()) {
    const received = weighted[index]?.name;
    if (received === fileName) continue;
    if (received === undefined)
      throw weightsInvalid(`Expected the arrays of the layer ${fileName}, and there are none.`);
    const isSwapped =
      weighted.some(({ name }) => name === fileName) && expected.some((each) => each.fileName === received);
    const reason = isSwapped ? 'layers are swapped' : 'the file holds another architecture';
    throw weightsInvalid(`Expected the layer ${fileName} in its place, received ${received}: ${reason}.`);
  }
  const more = weighted[expected.length];
  if (more !== undefined)
    throw weightsInvalid(
      `Expected no layer with weights after ${expected.at(-1)?.fileName ?? ''}, received ${more.name}.`,
    );
};

function* finitePieces(array: H5Array): Generator<Float32Array> {
  for (const piece of array.pieces()) {
    const at = piece.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      throw weightsInvalid(`Expected finite values in ${array.path}, received ${String(piece[at])}.`);
    yield piece;
  }
}

const sourceOf = (
  name: string,
  array: H5Array | null,
  shape: readonly number[],
  fileName: string,
): KerasArray => {
  if (array === null)
    throw weightsInvalid(`Expected a kernel and a bias in ${fileName}, and one is missing.`);
  if (array.shape.join() !== shape.join())
    throw weightsInvalid(
      `Expected ${array.path} of shape [${shape.join(', ')}], received [${array.shape.join(', ')}].`,
    );
  if (array.dtype !== 'float32')
    throw weightsInvalid(`Expected float32 values in ${array.path}, received ${array.dtype}.`);
  return { name, shape, pieces: () => finitePieces(array) };
};

/**
 * The arrays of an architecture in VGG16's order, by this program's names: kernel and bias of each layer. Names, order, shapes and
 * types are checked here, values while they are read: `WEIGHTS_INVALID` that names the layer.
 */
export const readArrays = (
  architecture: ReadArchitecture,
  weighted: readonly StoredLayer[],
): readonly KerasArray[] => {
  const expected = expectedLayers(architecture);
  checkOrder(expected, weighted);
  return expected.flatMap(({ name, fileName, kernel, bias }, index) => {
    const stored = weighted[index];
    const [other] = stored?.other ?? [];
    if (other !== undefined)
      throw weightsInvalid(`Expected a kernel and a bias in ${fileName}, received ${other}.`);
    return [
      sourceOf(`${name}/kernel`, stored?.kernel ?? null, kernel, fileName),
      sourceOf(`${name}/bias`, stored?.bias ?? null, bias, fileName),
    ];
  });
};

/** Whether a head is that of the official file: fc1 and fc2 of 4096, and 1000 classes. */
export const isImagenetTop = (head: HeadArchitecture): boolean =>
  head.pool === 'flatten' && head.layers.map(({ units }) => units).join() === '4096,4096,1000';

import { INPUT_SIZE } from './model.ts';

/** VGG16's blocks: number of filters and of 3 x 3 convolutions; each ends in a 2 x 2 max pooling (Simonyan and Zisserman 2014, D). */
const BLOCKS = [
  { filters: 64, convolutions: 2 },
  { filters: 128, convolutions: 2 },
  { filters: 256, convolutions: 3 },
  { filters: 512, convolutions: 3 },
  { filters: 512, convolutions: 3 },
] as const;

/** One convolution of VGG16: 3 x 3, stride 1, same padding, with a bias and ReLU. `poolsAfter`: the last one of its block. */
export interface ConvolutionLayer {
  /** Keras's name of it. */
  readonly name: string;
  /** Number of input channels. */
  readonly inputs: number;
  readonly filters: number;
  readonly poolsAfter: boolean;
}

/** The 13 convolutions in order. */
export const convolutionPlan = (): readonly ConvolutionLayer[] => {
  let channels = 3;
  return BLOCKS.flatMap(({ filters, convolutions }, block) =>
    Array.from({ length: convolutions }, (_, index) => {
      const inputs = channels;
      channels = filters;
      const name = `block${block + 1}_conv${index + 1}`;
      return { name, inputs, filters, poolsAfter: index + 1 === convolutions };
    }),
  );
};

/** Shape `[3, 3, inputs, filters]` of a convolution's kernel. */
export const kernelShape = ({ inputs, filters }: ConvolutionLayer): readonly number[] => [
  3,
  3,
  inputs,
  filters,
];

/** Height, width and channels of what enters convolution `index` (0-based); 13: the last feature map, `[7, 7, 512]`. */
export const boundaryShape = (index: number): readonly [number, number, number] => {
  const before = convolutionPlan().slice(0, index);
  const side = INPUT_SIZE / 2 ** before.filter(({ poolsAfter }) => poolsAfter).length;
  return [side, side, before.at(-1)?.filters ?? 3];
};

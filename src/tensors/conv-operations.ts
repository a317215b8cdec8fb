import type { Engine, Tensor } from './engine.ts';

/** The operations of VGG16's convolutions, with their attributes made once. None disposes its inputs. */
export const makeConvolutionOperations = ({ tf, run, attributes }: Engine) => {
  const type = attributes.type('T', attributes.float32);
  const format = attributes.text('data_format', 'NHWC');
  const convolution = [
    type,
    format,
    attributes.ints('strides', [1, 1, 1, 1]),
    attributes.ints('dilations', [1, 1, 1, 1]),
    attributes.text('padding', 'SAME'),
    attributes.flag('use_cudnn_on_gpu', true),
  ];
  const pooling = [
    type,
    format,
    attributes.ints('ksize', [1, 2, 2, 1]),
    attributes.ints('strides', [1, 2, 2, 1]),
    attributes.text('padding', 'VALID'),
  ];
  /** Runs an operation that is told the shape of what it gives. */
  const withShape = (
    operation: string,
    shape: readonly number[],
    inputs: (sizes: Tensor) => Tensor[],
  ): Tensor => {
    const sizes = tf.tensor1d([...shape], 'int32');
    try {
      return run(operation, convolution, inputs(sizes));
    } finally {
      sizes.dispose();
    }
  };
  return {
    convolve: (input: Tensor, kernel: Tensor) => run('Conv2D', convolution, [input, kernel]),
    addBias: (input: Tensor, bias: Tensor) => run('BiasAdd', [type, format], [input, bias]),
    rectify: (input: Tensor) => run('Relu', [type], [input]),
    maxPool: (input: Tensor) => run('MaxPool', pooling, [input]),
    /** Gradient by the kernel, `[3, 3, inputs, filters]`. */
    kernelGradient: (input: Tensor, delta: Tensor, shape: readonly number[]) =>
      withShape('Conv2DBackpropFilter', shape, (sizes) => [input, sizes, delta]),
    /** Gradient by the input. */
    inputGradient: (kernel: Tensor, delta: Tensor, shape: readonly number[]) =>
      withShape('Conv2DBackpropInput', shape, (sizes) => [sizes, kernel, delta]),
    biasGradient: (delta: Tensor) => run('BiasAddGrad', [type, format], [delta]),
    rectifyGradient: (delta: Tensor, output: Tensor) => run('ReluGrad', [type], [delta, output]),
    maxPoolGradient: (input: Tensor, output: Tensor, delta: Tensor) =>
      run('MaxPoolGrad', pooling, [input, output, delta]),
  };
};

export type ConvolutionOperations = ReturnType<typeof makeConvolutionOperations>;

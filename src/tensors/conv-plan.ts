export { boundaryShape, type ConvolutionLayer, convolutionPlan, kernelShape } from '../domain/index.ts';

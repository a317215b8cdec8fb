/** The room of `.safetensors` files, the plain format that all weights are kept in: read whole, written piece by piece. */

export { type OpenArrays, openArrays } from './open-arrays.ts';
export { type OpenWeightsFile, openWeightsFile } from './open-weights-file.ts';
export {
  type ArraySource,
  floatsOf,
  readArrayNames,
  readSomeArrays,
  readWeightsFile,
  type StoredArray,
  sizeOf,
  takeFloats,
  type WeightsFile,
} from './safetensors.ts';
export { startWeightsFile, type UnfinishedWeightsFile, writeWeightsFile } from './write-weights-file.ts';

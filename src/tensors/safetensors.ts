export {
  type ArraySource,
  floatsOf,
  type OpenArrays,
  openArrays,
  readWeightsFile,
  type StoredArray,
  sizeOf,
  startWeightsFile,
  takeFloats,
  type UnfinishedWeightsFile,
  type WeightsFile,
  writeWeightsFile,
} from '../safetensors/index.ts';

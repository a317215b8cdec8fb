export {
  type ArraySource,
  floatsOf,
  readWeightsFile,
  type StoredArray,
  sizeOf,
  startWeightsFile,
  takeFloats,
  type UnfinishedWeightsFile,
  type WeightsFile,
  writeWeightsFile,
} from '../safetensors/index.ts';

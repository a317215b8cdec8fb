export {
  type ArraySource,
  floatsOf,
  readWeightsFile,
  type StoredArray,
  sizeOf,
  takeFloats,
  type WeightsFile,
  writeWeightsFile,
} from '../safetensors/index.ts';

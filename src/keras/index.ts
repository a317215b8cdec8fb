/** The room of Keras's files: `.h5` read and written, the official weights. */

export { exportVersion } from './export-version.ts';
export { importModel } from './import-model.ts';
export type { KerasArray } from './read-arrays.ts';
export { type KerasModel, readKerasModel } from './read-model.ts';
export {
  type FetchedWeights,
  type FetchWeightsOptions,
  fetchWeights,
  type WeightsProgress,
} from './weights-fetch.ts';
export {
  OFFICIAL_ADDRESS,
  OFFICIAL_FILES,
  type OfficialFile,
} from './weights-official.ts';

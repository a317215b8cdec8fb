/** What lasts: datasets, runs and models in files. Every write is atomic; several processes may use one folder. */
export { makeDatasetSources } from './dataset-sources.ts';
export { makeFsDatasetStore } from './fs-dataset-store.ts';
export { makeFsModelStore } from './fs-model-store.ts';
export { type FsPredictionStoreOptions, makeFsPredictionStore } from './fs-prediction-store.ts';
export { makeFsRunStore } from './fs-run-store.ts';
export { makeFsTemporaryFiles, removeStaleFiles } from './fs-temporary-files.ts';
export { makeFsThumbnails } from './fs-thumbnails.ts';
export { INTAKE_LIMITS, type IntakeLimits } from './limits.ts';
export { readStoreId } from './store-id.ts';
export { makeUploadStore, type UploadStore, type UploadStoreOptions } from './tus-uploads.ts';

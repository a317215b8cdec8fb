import type { Config } from '../config/index.ts';
import {
  INTAKE_LIMITS,
  makeDatasetSources,
  makeFsDatasetStore,
  makeFsModelStore,
  makeFsPredictionStore,
  makeFsRunStore,
  makeFsTemporaryFiles,
  makeFsThumbnails,
} from '../storage/index.ts';

/** The stores of a process, all below `DATA_DIR`. */
export const openStores = ({ DATA_DIR, DATASETS_ROOT, PREDICTIONS_MAX_BYTES }: Config) => ({
  datasets: makeFsDatasetStore(DATA_DIR, { limits: INTAKE_LIMITS, datasetsRoot: DATASETS_ROOT ?? null }),
  sources: makeDatasetSources(DATASETS_ROOT ?? null, INTAKE_LIMITS),
  thumbnails: makeFsThumbnails(DATA_DIR),
  runs: makeFsRunStore(DATA_DIR),
  models: makeFsModelStore(DATA_DIR),
  predictions: makeFsPredictionStore(DATA_DIR, { maxBytes: PREDICTIONS_MAX_BYTES }),
  temporaryFiles: makeFsTemporaryFiles(DATA_DIR),
});

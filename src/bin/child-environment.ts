import type { Config } from '../config/index.ts';

// What TensorFlow, CUDA and the C library read. Keys and addresses of the service are not passed on.
const INHERITED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'NODE_OPTIONS',
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_TF32_OVERRIDE',
  'OMP_NUM_THREADS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_NUM_INTEROP_THREADS',
  'TF_ENABLE_ONEDNN_OPTS',
];

const ENGINE = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // With more arenas the C library keeps several times the memory that the tensors need.
  MALLOC_ARENA_MAX: '2',
};

/** The whole environment of a child process: the engine's settings, and those of the service that children read. */
export const childEnvironment = (config: Config): Record<string, string> => {
  const environment: Record<string, string> = { ...ENGINE };
  for (const name of [...INHERITED, ...Object.keys(ENGINE)]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const { DATA_DIR, DATASETS_ROOT, DEVICE, FEATURE_CACHE_MAX_BYTES, LOG_LEVEL, WEIGHTS_DIR } = config;
  const { PREDICT_MODELS_MAX_BYTES } = config;
  // TensorFlow takes every GPU that it sees.
  if (DEVICE === 'cpu') environment['CUDA_VISIBLE_DEVICES'] = '-1';
  return {
    ...environment,
    DATA_DIR,
    DEVICE,
    FEATURE_CACHE_MAX_BYTES: String(FEATURE_CACHE_MAX_BYTES),
    LOG_LEVEL,
    PREDICT_MODELS_MAX_BYTES: String(PREDICT_MODELS_MAX_BYTES),
    ...(DATASETS_ROOT === undefined ? {} : { DATASETS_ROOT }),
    ...(WEIGHTS_DIR === undefined ? {} : { WEIGHTS_DIR }),
  };
};

import Type, { type Static } from 'typebox';

const text = (description: string, more: { default?: string; examples?: string[] } = {}) =>
  Type.String({ description, ...more });

const whole = (description: string, fallback: number, minimum: number, maximum: number) =>
  Type.Integer({ description, default: fallback, minimum, maximum });

const oneOf = <const Values extends string[]>(
  description: string,
  values: readonly [...Values],
  fallback: Values[number],
) => Type.Enum(values, { description, default: fallback });

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/**
 * Every variable of the environment that the service reads: its type, bounds, default and meaning.
 * The README's table and the compose file are checked against it.
 */
export const ENVIRONMENT = Type.Object({
  HOST: text('Address to listen on. Any other than a loopback address needs API keys.', {
    default: '127.0.0.1',
  }),
  PORT: whole('Port to listen on; 0 takes a free one.', 3000, 0, 65535),
  DATA_DIR: text('Folder for datasets, runs, models, computed features and the private Redis.', {
    default: './data',
  }),
  REDIS_URL: Type.Optional(
    text('Redis or Valkey to use. Unset: `serve` starts a private one below `DATA_DIR`.', {
      examples: ['redis://redis:6379'],
    }),
  ),
  REDIS_SERVER_BIN: Type.Optional(
    text(
      'Binary for the private server. Unset: `redis-server` or `valkey-server` from `PATH`, or the one that set-up fetched.',
    ),
  ),
  DATASETS_ROOT: Type.Optional(
    text('Folder below which `POST /datasets {"path": ...}` finds data. Unset: that form is refused.'),
  ),
  STORAGE: text('Where datasets, runs and models are kept; `fs` is `DATA_DIR`.', { default: 'fs' }),
  DEVICE: oneOf(
    'Where tensor work runs; `auto` takes a GPU where there is one.',
    ['auto', 'cpu', 'gpu'],
    'auto',
  ),
  TF_HOME: Type.Optional(
    text('Folder with the two TensorFlow 2.21 libraries, instead of a download. Read by set-up.'),
  ),
  WEIGHTS_DIR: Type.Optional(
    text('Folder with the VGG16 weights. Unset: the one that comes with the program.'),
  ),
  API_KEYS: Type.Optional(
    text(
      'Comma-separated API keys as `scope+scope:sha256`, scopes `predict`, `train`, `admin`. Unset, with no file: no key is asked for.',
    ),
  ),
  API_KEYS_FILE: Type.Optional(text('File with one API key a line, in the form of `API_KEYS`.')),
  LOG_LEVEL: oneOf(
    'Least level that is logged.',
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
  ),
  UPLOAD_MAX_BYTES: whole('Largest upload of a dataset, in bytes.', 2 * GIB, 1, 1024 * GIB),
  PREDICT_IMAGE_MAX_BYTES: whole('Largest picture for a prediction, in bytes.', 20 * MIB, 1, GIB),
  FEATURE_CACHE_MAX_BYTES: whole(
    'Most bytes that computed features may take below `DATA_DIR`; 0 computes them anew for each job.',
    20 * GIB,
    0,
    1024 * GIB,
  ),
  TRAINING_CONCURRENCY: whole('Jobs that one worker runs at a time.', 1, 1, 64),
  PREDICT_MAX_BATCH: whole('Most pictures in one pass of the backbone.', 16, 1, 256),
  PREDICT_BATCH_WINDOW_MS: whole(
    'How long a batch that is not full waits for more pictures while another one runs.',
    2,
    0,
    1000,
  ),
  PREDICT_QUEUE_MAX: whole('Most pictures that wait for a prediction; more get a 503.', 256, 1, 100_000),
  PREDICT_CACHE_MAX_BYTES: whole(
    'Most bytes of memory for what is known of pictures that were predicted before; 0 keeps nothing.',
    64 * MIB,
    0,
    1024 * GIB,
  ),
  PREDICT_MODELS_MAX_BYTES: whole(
    'Most bytes that the weights of versions may take in the predictor, beside the backbone; those used longest ago make room.',
    GIB,
    1,
    1024 * GIB,
  ),
  PREDICT_PINNED: Type.Optional(
    text(
      'Comma-separated models that are loaded when the predictor starts and never make room, such as `animals,animals@prod,birds:3`.',
    ),
  ),
  PREDICT_DEADLINE_MS: whole('A prediction that has not started by then gets a 504.', 30_000, 1, 600_000),
  PREDICTIONS_KEPT_DAYS: whole(
    'For how many days predictions are kept that were stored with `store=true`; 0: none is stored, and none stays.',
    30,
    0,
    3650,
  ),
  PREDICTIONS_MAX_BYTES: whole(
    'Most bytes that stored predictions may take below `DATA_DIR`; the oldest without a label go first.',
    10 * GIB,
    MIB,
    1024 * GIB,
  ),
  SHUTDOWN_GRACE_MS: whole(
    'Longest time for a clean end; a trainer has half of it to write its state.',
    20_000,
    100,
    600_000,
  ),
});

/** The environment after defaults. */
export type Environment = Readonly<Static<typeof ENVIRONMENT>>;

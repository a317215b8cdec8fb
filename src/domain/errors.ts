/** What one error code always means: its HTTP status and its title. */
export interface ErrorMeaning {
  readonly status: number;
  readonly title: string;
}

/** The closed list of error codes. One code, one status, one page under `/problems/`. */
export const ERROR_CATALOGUE = {
  REQUEST_INVALID: { status: 400, title: 'The request is not of the documented form' },
  RECIPE_INVALID: { status: 400, title: 'The recipe has a knob or a value that does not exist' },
  RECIPE_CONFLICT: { status: 400, title: 'Two parts of the recipe contradict each other' },
  MULTIPART_INVALID: { status: 400, title: 'The multipart body cannot be read' },
  KEY_MISSING: { status: 401, title: 'An API key is needed' },
  SCOPE_MISSING: { status: 403, title: 'This API key does not have the scope that the call needs' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such address' },
  DATASET_NOT_FOUND: { status: 404, title: 'There is no such dataset' },
  JOB_NOT_FOUND: { status: 404, title: 'There is no such job' },
  MODEL_NOT_FOUND: { status: 404, title: 'There is no such model or model version' },
  FILE_NOT_FOUND: { status: 404, title: 'There is no such file in this dataset' },
  UPLOAD_NOT_FOUND: { status: 404, title: 'There is no such upload' },
  PREDICTION_NOT_FOUND: { status: 404, title: 'There is no such stored prediction' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not answer that method' },
  NOT_ACCEPTABLE: { status: 406, title: 'The answer does not exist in a form that the request accepts' },
  MODEL_NOT_READY: { status: 409, title: 'No model has been published yet' },
  JOB_STATE_CONFLICT: { status: 409, title: 'The job is in a state that does not allow this' },
  REPORT_NOT_READY: { status: 409, title: 'The job has no report yet' },
  UPLOAD_CONFLICT: { status: 409, title: 'The upload is not where the request takes it to be' },
  DATASET_CHANGED: { status: 409, title: 'A file of the dataset is not the one that was received' },
  DATASET_IN_USE: { status: 409, title: 'A job uses this dataset' },
  VERSION_IN_USE: { status: 409, title: 'An alias or a job uses this model version' },
  ALIAS_NO_PREVIOUS: { status: 409, title: 'The alias has no version to go back to' },
  UPLOAD_VERSION_UNSUPPORTED: {
    status: 412,
    title: 'The upload protocol is of a version that is not spoken',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than allowed' },
  ARCHIVE_TOO_LARGE: { status: 413, title: 'The archive is larger than allowed' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'The body is of a media type that this call does not read' },
  IMAGE_TYPE_UNSUPPORTED: { status: 415, title: 'The picture is of a type that is not read' },
  IMAGE_UNREADABLE: { status: 422, title: 'The picture is damaged' },
  IMAGE_TOO_LARGE: { status: 422, title: 'The picture has too many pixels' },
  ARCHIVE_UNREADABLE: { status: 422, title: 'The archive is damaged' },
  ARCHIVE_HOSTILE: { status: 422, title: 'The archive holds entries that are refused' },
  MANIFEST_INVALID: { status: 422, title: 'The manifest of the files cannot be read' },
  DATASET_LEAKS: { status: 422, title: 'Pictures to validate on look like pictures to train on' },
  DATASET_TOO_FEW_CLASSES: { status: 422, title: 'A classifier needs at least two classes' },
  DATASET_EMPTY: { status: 422, title: 'No usable picture was found' },
  DEVICE_UNAVAILABLE: { status: 422, title: 'The device that the job asks for is not there' },
  PRECISION_UNAVAILABLE: { status: 422, title: 'The precision that the job asks for is not there' },
  WEIGHTS_MISSING: { status: 422, title: 'The weights are not in place' },
  WEIGHTS_INVALID: { status: 422, title: 'The weights are not the ones expected' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key was used with another body' },
  MEMORY_INSUFFICIENT: { status: 422, title: 'The job would not fit in memory' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong on the server' },
  QUEUE_UNAVAILABLE: { status: 503, title: 'The job queue cannot be reached' },
  PREDICTOR_UNAVAILABLE: { status: 503, title: 'The predictor is not running' },
  PREDICT_QUEUE_FULL: { status: 503, title: 'Too many pictures are waiting for a prediction' },
  OVERLOADED: { status: 503, title: 'The service is overloaded' },
  STORAGE_UNAVAILABLE: { status: 503, title: 'The storage cannot be used' },
  PREDICT_DEADLINE: { status: 504, title: 'The prediction did not start before its deadline' },
  TRAINING_DIVERGED: { status: 422, title: 'The training loss is not a finite number' },
  TRAINER_CRASHED: { status: 500, title: 'The trainer process ended unexpectedly' },
  TRAINER_STALLED: { status: 500, title: 'The trainer process stopped making progress' },
  PARITY_FAILED: { status: 500, title: 'The published model does not answer as the trainer did' },
  RUN_LIMIT: { status: 422, title: 'The job ran into its time limit' },
} as const satisfies Record<string, ErrorMeaning>;

/** One code of the closed list. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** One fault of the input: a JSON pointer into it (`/recipe/epochs`) and a sentence "expected ..., received ...". */
export interface InputFault {
  readonly pointer: string;
  readonly detail: string;
}

/** An error as it crosses process borders and is stored in a job. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly InputFault[];
}

/**
 * The only error that is thrown on purpose. `detail` is a sentence for the user: what was expected, what came.
 * `retryAfterSeconds` is sent as `Retry-After` with 429 and 503.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly errors: readonly InputFault[];
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ErrorCode,
    detail: string,
    more: { errors?: readonly InputFault[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  /** The form in which the error is stored and sent between processes. */
  toRecord(): ErrorRecord {
    return this.errors.length === 0
      ? { code: this.code, detail: this.message }
      : { code: this.code, detail: this.message, errors: this.errors };
  }

  /** The error again, on the other side of a process border. */
  static fromRecord(record: ErrorRecord): AppError {
    return new AppError(
      record.code,
      record.detail,
      record.errors === undefined ? {} : { errors: record.errors },
    );
  }
}

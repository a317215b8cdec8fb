import type { ErrorCode } from '../domain/index.ts';

/** What the page of an error code says: when it happens, and what to do. */
export interface ProblemText {
  readonly meaning: string;
  readonly remedy: string;
}

const SEE_ERRORS = 'Read `errors`: each entry points to a place and says what is expected there.';
const TRY_LATER = 'Wait as long as the header Retry-After says and try again.';

/** The text of every code of the closed list. */
export const PROBLEM_TEXTS: Readonly<Record<ErrorCode, ProblemText>> = {
  REQUEST_INVALID: {
    meaning:
      'The query, the headers or the body have a field that is not known, is missing, or has a value that is not allowed. Values are never converted: "5" is not 5.',
    remedy: `${SEE_ERRORS} All fields are listed in /docs.`,
  },
  RECIPE_INVALID: {
    meaning: 'The field `recipe` names a knob that does not exist, or gives one a value out of its bounds.',
    remedy: `${SEE_ERRORS} GET /recipes/{preset} has every knob with its bounds. Leave a knob out to take the value of the preset.`,
  },
  RECIPE_CONFLICT: {
    meaning:
      'Each knob is right by itself, but two of them cannot go together, such as momentum with the optimizer adam, or one does not fit the dataset, such as a batch larger than the training set.',
    remedy: `${SEE_ERRORS} Take one of the two knobs back.`,
  },
  MULTIPART_INVALID: {
    meaning:
      'The body says that it is multipart/form-data, but its parts cannot be told apart, or it ends before its last boundary.',
    remedy:
      'Let the HTTP library make the form and the header Content-Type with its boundary; do not set that header by hand.',
  },
  KEY_MISSING: {
    meaning: 'The call has no API key, or one that is not known.',
    remedy: 'Send the header `Authorization: Bearer <key>`. Whoever runs the service gives out keys.',
  },
  SCOPE_MISSING: {
    meaning: 'The API key is known but does not allow this call.',
    remedy: 'Ask whoever runs the service for a key with the scope that `detail` names.',
  },
  ROUTE_NOT_FOUND: {
    meaning: 'No call has this address.',
    remedy: 'All addresses are listed in /docs. There is no slash at the end of an address.',
  },
  DATASET_NOT_FOUND: {
    meaning: 'No dataset has this id, or it was removed and may lie in the bin still.',
    remedy:
      'Take the id from the reply of POST /datasets or from GET /datasets. GET /datasets?binned=true lists the bin, POST /datasets/{id}/restore takes a dataset out of it.',
  },
  JOB_NOT_FOUND: {
    meaning: 'No job has this id, or it was removed.',
    remedy: 'Take the id from the reply of POST /jobs or from GET /jobs.',
  },
  MODEL_NOT_FOUND: {
    meaning: 'No model has this name, or it has no such version or alias.',
    remedy: 'GET /models lists models with their aliases, GET /models/{name}/versions the versions of one.',
  },
  FILE_NOT_FOUND: {
    meaning:
      'The dataset has no file with this id, or one whose picture is not kept because it cannot be used.',
    remedy: 'GET /datasets/{id}/files lists the files with the verdict of each.',
  },
  UPLOAD_NOT_FOUND: {
    meaning: 'No upload has this id: it was finished, given up, or has expired.',
    remedy: 'Begin the upload again.',
  },
  PREDICTION_NOT_FOUND: {
    meaning:
      'No stored prediction has this id: it was never stored, was removed, or is older than predictions are kept.',
    remedy:
      'GET /predictions lists what is stored. A prediction is stored only where POST /predict is called with `store=true`.',
  },
  METHOD_NOT_ALLOWED: {
    meaning: 'The address exists, but not for this method.',
    remedy: 'The header Allow lists the methods that it answers.',
  },
  NOT_ACCEPTABLE: {
    meaning: 'The header Accept leaves out every form that the answer has.',
    remedy: 'Send one of the media types that `detail` names, or no Accept.',
  },
  MODEL_NOT_READY: {
    meaning:
      'Nothing has been trained yet, or no version has reached what its job asked for, so there is no model to ask.',
    remedy:
      'Upload pictures with POST /datasets, train with POST /jobs, and ask again when the job has succeeded.',
  },
  JOB_STATE_CONFLICT: {
    meaning:
      'The job is in a state in which this cannot be done: a job that has ended cannot be cancelled, one that goes on cannot be removed.',
    remedy: 'GET /jobs/{id} shows the state. Cancel a job before removing it.',
  },
  REPORT_NOT_READY: {
    meaning:
      'The report is written at the end of a job, and this job is not there yet, or has ended without a model.',
    remedy:
      'Wait until the job has succeeded. A job that was cancelled has no report, and one that failed only with PARITY_FAILED.',
  },
  UPLOAD_CONFLICT: {
    meaning:
      'The bytes do not follow on what the upload has so far, another request writes to it, or it is not complete yet.',
    remedy: 'Ask with HEAD for `Upload-Offset` and go on from there; every tus client does so by itself.',
  },
  DATASET_CHANGED: {
    meaning:
      'The dataset refers to files of the server, and one of them was changed, moved or removed after the dataset was made.',
    remedy: 'Put the file back as it was, or make a new dataset of the folder.',
  },
  DATASET_IN_USE: {
    meaning: 'A job that has not ended trains on this dataset.',
    remedy: 'Cancel the job or wait for its end.',
  },
  VERSION_IN_USE: {
    meaning:
      'An alias points to this version, so that removing it would break calls, or a job that has not ended continues from its weights. `detail` names them.',
    remedy: 'Move the alias to another version, or wait for the job or cancel it, first.',
  },
  ALIAS_NO_PREVIOUS: {
    meaning:
      'The alias has pointed to no other version before this one that is still there, or was rolled back to its first one already.',
    remedy:
      'GET /models/{name}/aliases/{alias}/history lists every move. Name the version yourself with PUT /models/{name}/aliases/{alias}.',
  },
  UPLOAD_VERSION_UNSUPPORTED: {
    meaning:
      'The header Tus-Resumable is missing or names a version of the upload protocol other than 1.0.0.',
    remedy: 'Send `Tus-Resumable: 1.0.0`; tus clients do so by themselves.',
  },
  BODY_TOO_LARGE: {
    meaning: 'The body, one of its files, or the number of its parts is over the limit.',
    remedy: 'Send less. `detail` names the limit; whoever runs the service can raise it.',
  },
  ARCHIVE_TOO_LARGE: {
    meaning:
      'What the archive unpacks to is over a limit: the number of entries, the bytes of one, or the bytes of all.',
    remedy: 'Split the archive, or leave out files that are no pictures.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    meaning: 'The header Content-Type names a type that this call does not read.',
    remedy:
      'Send one of the types that `detail` names. With curl, `--data-binary` needs `-H "Content-Type: ..."`.',
  },
  IMAGE_TYPE_UNSUPPORTED: {
    meaning: 'The bytes are not a JPEG, PNG, WebP, GIF or TIFF, whatever the file name says.',
    remedy: 'Convert the picture to JPEG or PNG.',
  },
  IMAGE_UNREADABLE: {
    meaning: 'The picture begins as one of the types that are read, but it is damaged, cut off or empty.',
    remedy: 'Open it in a picture viewer and save it again, or take another one.',
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The picture has more pixels than are read.',
    remedy: 'Make it smaller. 224 x 224 pixels are all that the model sees.',
  },
  ARCHIVE_UNREADABLE: {
    meaning: 'The file is not a zip, or it is damaged or encrypted.',
    remedy: 'Make the zip again, without a password.',
  },
  ARCHIVE_HOSTILE: {
    meaning:
      'The archive has entries that lead out of its own folder, are links, or unpack to far more than they hold.',
    remedy: 'Make a plain zip of a folder of pictures.',
  },
  MANIFEST_INVALID: {
    meaning:
      'The files came with a manifest (CSV or JSONL) that has a row or a column which cannot be understood.',
    remedy:
      'Read `errors`: each entry names a line. The columns are `file`, `label` and, if wanted, `split` (train or validation).',
  },
  DATASET_LEAKS: {
    meaning:
      'The call asks with leakPolicy=fail for a dataset without look-alikes across the split, and there are some.',
    remedy:
      'Take the pictures that `errors` names out of one side, or use leakPolicy=report (they are set aside) or move (they are trained on).',
  },
  DATASET_TOO_FEW_CLASSES: {
    meaning: 'Fewer than two folders have usable pictures.',
    remedy:
      'Put the pictures of each class into a folder of its own, at least two of them. The folder name is the class name.',
  },
  DATASET_EMPTY: {
    meaning: 'None of the files is a picture that can be used.',
    remedy: 'Send JPEG, PNG, WebP, GIF or TIFF files in one folder a class.',
  },
  DEVICE_UNAVAILABLE: {
    meaning: 'The job asks for a GPU, and there is none that TensorFlow can use.',
    remedy: 'Leave `device` out or say `auto` or `cpu`; `npm run doctor` tells what was found.',
  },
  PRECISION_UNAVAILABLE: {
    meaning:
      'The job asks for a precision, or the model version was trained in one, that there is not for this recipe or on this machine.',
    remedy:
      'Leave `precision` out or say `auto` or `float32`; `GET /health/ready` says whether int8 is available, and why not.',
  },
  WEIGHTS_MISSING: {
    meaning: 'The file with the weights of VGG16 or of a model version is not where it should be.',
    remedy:
      'Run the set-up again; `npm run doctor` tells what is missing. A version that was trained on weights at full precision needs those: `npm run weights`.',
  },
  WEIGHTS_INVALID: {
    meaning: 'A file of weights does not have the checksum or the form that is expected.',
    remedy:
      'For a file that you sent, `detail` says what it has to hold. Otherwise run the set-up again, or train the model again.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'The header Idempotency-Key was used before with another body.',
    remedy: 'Take a new key for each new order.',
  },
  MEMORY_INSUFFICIENT: {
    meaning: 'Training this recipe on this dataset would need more memory than there is.',
    remedy: 'Take a smaller batch or a smaller head, or a machine with more memory.',
  },
  RATE_LIMITED: { meaning: 'Too many calls came from this key or address.', remedy: TRY_LATER },
  INTERNAL: {
    meaning: 'The service has a fault.',
    remedy: 'Report it with the request id: the log of the service has the cause under it.',
  },
  QUEUE_UNAVAILABLE: {
    meaning: 'The Redis server that carries jobs to workers cannot be reached. Predictions go on.',
    remedy: `${TRY_LATER} If it lasts, see GET /health/ready and check the Redis server.`,
  },
  PREDICTOR_UNAVAILABLE: {
    meaning: 'The process that answers predictions is starting or has ended; it is started again by itself.',
    remedy: TRY_LATER,
  },
  PREDICT_QUEUE_FULL: {
    meaning: 'More pictures are waiting than can be answered in time.',
    remedy: `${TRY_LATER} More API processes answer more pictures.`,
  },
  OVERLOADED: { meaning: 'The service has more to do than it can.', remedy: TRY_LATER },
  STORAGE_UNAVAILABLE: {
    meaning:
      'Datasets, runs or models cannot be read or written: the disk is full, or the folder cannot be used.',
    remedy: `${TRY_LATER} If it lasts, make room on the disk.`,
  },
  PREDICT_DEADLINE: {
    meaning: 'The picture waited so long that no compute was spent on it any more.',
    remedy: 'Try again with fewer pictures at a time. More API processes answer more pictures.',
  },
  TRAINING_DIVERGED: {
    meaning: 'The training loss became infinite or no number.',
    remedy: 'Take a smaller learning rate, or the preset fast.',
  },
  TRAINER_CRASHED: {
    meaning: 'The process that trained ended without saying why, in every attempt.',
    remedy: 'GET /jobs/{id}/logs has its last words. Too little memory is the most common cause.',
  },
  TRAINER_STALLED: {
    meaning: 'The process that trained made no progress for too long and was ended.',
    remedy: 'Check whether the machine is overloaded, and order the job again.',
  },
  PARITY_FAILED: {
    meaning:
      'The version that would have been published answered validation pictures otherwise than its trainer, so it was not published. Aliases stay where they were.',
    remedy:
      'The report of such a job is kept: GET /jobs/{id}/report lists under parity which pictures differ, and what was expected. Remove cache/features below DATA_DIR while no job runs, in case features came from elsewhere, and order the job again. If it fails again, report it with that report.',
  },
  RUN_LIMIT: {
    meaning: 'The job took longer than it was allowed to.',
    remedy: 'Take fewer epochs or allow more time.',
  },
};

import { aliasCalls } from './aliases.ts';
import { datasetCalls } from './datasets.ts';
import { jobCalls } from './jobs.ts';
import { modelCalls } from './models.ts';
import { predictCall } from './predict.ts';
import { predictionCalls } from './predictions.ts';
import { uploadCalls } from './resumable.ts';
import { type Connection, createTransport } from './transport.ts';

export type { DatasetSource, Derivation } from './datasets.ts';
export type { FollowOptions } from './events.ts';
export type { WaitOptions } from './jobs.ts';
export type { ModelFile } from './models.ts';
export type { PredictOptions } from './predict.ts';
export type { PredictionFilter } from './predictions.ts';
export { UnexpectedReply, WhetstoneProblem } from './problem.ts';
export type { UploadOptions } from './resumable.ts';
export type { components, operations, paths } from './schema.ts';
export type { CallOptions, Connection } from './transport.ts';
export type { Files, NamedPicture } from './upload.ts';
export type {
  Alias,
  AliasMove,
  AnswerOf,
  BodyOf,
  Dataset,
  DatasetFile,
  Epoch,
  ErrorCode,
  Job,
  JobEvent,
  JobReport,
  JobRequest,
  Model,
  ModelSummary,
  ModelVersion,
  OperationId,
  Plan,
  PredictReply,
  Problem,
  QueryOf,
  Schemas,
  StoredPrediction,
  VersionChange,
} from './wire.ts';

/** A client of the service at `url`. It holds no connection, so there is nothing to close. */
export const createWhetstone = (connection: Connection) => {
  const transport = createTransport(connection);
  return {
    datasets: datasetCalls(transport),
    jobs: jobCalls(transport),
    models: modelCalls(transport),
    aliases: aliasCalls(transport),
    uploads: uploadCalls(transport),
    predict: predictCall(transport),
    predictions: predictionCalls(transport),
  };
};

/** The calls of a service. */
export type Whetstone = ReturnType<typeof createWhetstone>;

import type { Intake } from '../ports/index.ts';
import type {
  makeCancelJob,
  makeChangeNotes,
  makeCheckHealth,
  makeCreateFromUpload,
  makeDeriveFromUpload,
  makeExportVersion,
  makeFindAlias,
  makeFindDataset,
  makeFindJob,
  makeFindModel,
  makeFindPrediction,
  makeFindVersion,
  makeFollowEvents,
  makeIllustrateReport,
  makeImportVersion,
  makeInferTensors,
  makeLabelPrediction,
  makeListAliasMoves,
  makeListBinnedDatasets,
  makeListDatasetFiles,
  makeListDatasets,
  makeListEpochs,
  makeListJobs,
  makeListModels,
  makeListPredictions,
  makeListVersions,
  makeMoveAlias,
  makePlanTraining,
  makePredict,
  makeReadEvents,
  makeReadJobLog,
  makeReadPredictionPicture,
  makeReadPreview,
  makeReadReport,
  makeReadThumbnail,
  makeRemoveAlias,
  makeRemoveDataset,
  makeRemoveJob,
  makeRemovePrediction,
  makeRemoveVersion,
  makeRestoreDataset,
  makeRollBackAlias,
  makeShowServedModel,
  makeShowVersion,
  makeStartTraining,
  makeSummariseVersion,
} from '../usecases/index.ts';

/** Everything that the routes call. Each rejects with an `AppError` whose code is in the table of calls. */
export interface HttpUseCases {
  readonly createDataset: Intake['create'];
  readonly createFromUpload: ReturnType<typeof makeCreateFromUpload>;
  readonly findDataset: ReturnType<typeof makeFindDataset>;
  readonly listDatasets: ReturnType<typeof makeListDatasets>;
  readonly listDatasetFiles: ReturnType<typeof makeListDatasetFiles>;
  readonly readThumbnail: ReturnType<typeof makeReadThumbnail>;
  readonly readPreview: ReturnType<typeof makeReadPreview>;
  readonly deriveDataset: Intake['derive'];
  readonly deriveFromUpload: ReturnType<typeof makeDeriveFromUpload>;
  readonly listBinnedDatasets: ReturnType<typeof makeListBinnedDatasets>;
  readonly restoreDataset: ReturnType<typeof makeRestoreDataset>;
  readonly removeDataset: ReturnType<typeof makeRemoveDataset>;
  readonly planTraining: ReturnType<typeof makePlanTraining>;
  readonly startTraining: ReturnType<typeof makeStartTraining>;
  readonly findJob: ReturnType<typeof makeFindJob>;
  readonly listJobs: ReturnType<typeof makeListJobs>;
  readonly cancelJob: ReturnType<typeof makeCancelJob>;
  readonly removeJob: ReturnType<typeof makeRemoveJob>;
  readonly listEpochs: ReturnType<typeof makeListEpochs>;
  readonly readEvents: ReturnType<typeof makeReadEvents>;
  readonly followEvents: ReturnType<typeof makeFollowEvents>;
  readonly readJobLog: ReturnType<typeof makeReadJobLog>;
  readonly readReport: ReturnType<typeof makeReadReport>;
  readonly illustrateReport: ReturnType<typeof makeIllustrateReport>;
  readonly listModels: ReturnType<typeof makeListModels>;
  readonly findModel: ReturnType<typeof makeFindModel>;
  readonly listVersions: ReturnType<typeof makeListVersions>;
  readonly findVersion: ReturnType<typeof makeFindVersion>;
  readonly showVersion: ReturnType<typeof makeShowVersion>;
  readonly changeNotes: ReturnType<typeof makeChangeNotes>;
  readonly findAlias: ReturnType<typeof makeFindAlias>;
  readonly listAliasMoves: ReturnType<typeof makeListAliasMoves>;
  readonly moveAlias: ReturnType<typeof makeMoveAlias>;
  readonly rollBackAlias: ReturnType<typeof makeRollBackAlias>;
  readonly removeAlias: ReturnType<typeof makeRemoveAlias>;
  readonly removeVersion: ReturnType<typeof makeRemoveVersion>;
  readonly summariseVersion: ReturnType<typeof makeSummariseVersion>;
  readonly importVersion: ReturnType<typeof makeImportVersion>;
  readonly exportVersion: ReturnType<typeof makeExportVersion>;
  readonly predict: ReturnType<typeof makePredict>;
  readonly showServedModel: ReturnType<typeof makeShowServedModel>;
  readonly inferTensors: ReturnType<typeof makeInferTensors>;
  readonly listPredictions: ReturnType<typeof makeListPredictions>;
  readonly findPrediction: ReturnType<typeof makeFindPrediction>;
  readonly readPredictionPicture: ReturnType<typeof makeReadPredictionPicture>;
  readonly labelPrediction: ReturnType<typeof makeLabelPrediction>;
  readonly removePrediction: ReturnType<typeof makeRemovePrediction>;
  readonly checkHealth: ReturnType<typeof makeCheckHealth>;
}

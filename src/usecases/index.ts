/** What the service does, one function a file, in terms of the domain and its ports. */
export { type Admission, type AdmissionDeps, makeAdmission } from './admission.ts';
export { type CancelJobDeps, makeCancelJob } from './cancel-job.ts';
export type { AliasName } from './change-alias.ts';
export { makeChangeNotes } from './change-notes.ts';
export { type HealthPart, type HealthReport, makeCheckHealth } from './check-health.ts';
export {
  type CreateDatasetDeps,
  makeCreateDataset,
} from './create-dataset.ts';
export {
  type CreateFromUploadDeps,
  type CreateFromUploadInput,
  makeCreateFromUpload,
} from './create-from-upload.ts';
export { type DeriveDatasetDeps, makeDeriveDataset } from './derive-dataset.ts';
export { type DeriveFromUploadDeps, makeDeriveFromUpload } from './derive-from-upload.ts';
export { type ExportedVersion, makeExportVersion } from './export-version.ts';
export { type Alias, makeFindAlias, makeListAliasMoves, type NumberedMove } from './find-alias.ts';
export { makeFindDataset } from './find-dataset.ts';
export { type JobView, makeFindJob } from './find-job.ts';
export { makeFindModel } from './find-model.ts';
export { makeFindPinned } from './find-pinned.ts';
export { makeFindPrediction, type PredictionView } from './find-prediction.ts';
export { makeFindVersion } from './find-version.ts';
export { type FollowEventsDeps, makeFollowEvents } from './follow-events.ts';
export { makeGiveUpJob } from './give-up-job.ts';
export { type IllustratedReport, makeIllustrateReport } from './illustrate-report.ts';
export { type ImportVersionInput, makeImportVersion } from './import-version.ts';
export {
  type InferredTensors,
  type InferTensorsDeps,
  makeInferTensors,
  type TensorPictures,
} from './infer-tensors.ts';
export { makeLabelPrediction } from './label-prediction.ts';
export { makeListBinnedDatasets } from './list-binned-datasets.ts';
export { makeListDatasetFiles } from './list-dataset-files.ts';
export { makeListDatasets } from './list-datasets.ts';
export { makeListEpochs } from './list-epochs.ts';
export { makeListJobs } from './list-jobs.ts';
export { makeListModels } from './list-models.ts';
export { makeListPredictions } from './list-predictions.ts';
export { makeListVersions } from './list-versions.ts';
export { type MeasureTrainingDeps, makeMeasureTraining } from './measure-training.ts';
export { makeMoveAlias, makeRemoveAlias, makeRollBackAlias } from './move-alias.ts';
export { makePlanTraining, type PlanTrainingDeps, type TrainingPlan } from './plan-training.ts';
export {
  type CacheUse,
  makePredict,
  type PictureAnswer,
  type PredictDeps,
  type PredictedPicture,
  type PredictInput,
  type PredictResult,
} from './predict.ts';
export type { StartTrainingInput } from './prepare-training.ts';
export {
  makePublishVersion,
  type PublishedVersion,
  type PublishVersion,
  type PublishVersionDeps,
} from './publish-version.ts';
export { makePurgeBinnedDatasets } from './purge-binned-datasets.ts';
export { makeReadEvents } from './read-events.ts';
export { makeReadJobLog } from './read-job-log.ts';
export { makeReadPredictionPicture } from './read-prediction-picture.ts';
export { makeReadPreview, type Preview, type ReadPreviewDeps } from './read-preview.ts';
export { makeReadReport, type ReportView } from './read-report.ts';
export { makeReadThumbnail, type ReadThumbnailDeps, type TaggedPicture } from './read-thumbnail.ts';
export { makeRemoveDataset, type Removal } from './remove-dataset.ts';
export { makeRemoveJob } from './remove-job.ts';
export { makeRemovePrediction } from './remove-prediction.ts';
export { makeRemoveVersion } from './remove-version.ts';
export { makeRequeueLostJobs } from './requeue-lost-jobs.ts';
export { makeRestoreDataset } from './restore-dataset.ts';
export { type AttemptOutcome, makeRunAttempt, type RunAttemptDeps } from './run-attempt.ts';
export { makeShowServedModel } from './show-served-model.ts';
export { makeStartTraining, type StartTrainingDeps } from './start-training.ts';
export { makeSummariseVersion } from './summarise-version.ts';
export { makeSweepPredictions } from './sweep-predictions.ts';
export { makeTrainModel, type TrainModel, type TrainModelDeps } from './train-model.ts';
export type { Say } from './training-observer.ts';
export { makeShowVersion, type VersionView } from './view-version.ts';

import { randomInt } from 'node:crypto';
import type { Config } from '../config/index.ts';
import type { HttpUseCases } from '../http/index.ts';
import {
  makeAdmission,
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
import type { ApiAdapters } from './api-adapters.ts';

const MAX_SEED = 2 ** 31;

const randomSeed = (): number => randomInt(MAX_SEED);

const makePredicting = (
  deps: ApiAdapters,
  config: Config,
): Pick<HttpUseCases, 'predict' | 'showServedModel' | 'inferTensors'> => {
  const keptDays = config.PREDICTIONS_KEPT_DAYS;
  const deadlineMs = config.PREDICT_DEADLINE_MS;
  const maxInFlight = config.PREDICT_QUEUE_MAX + config.PREDICT_MAX_BATCH;
  const admission = makeAdmission({ ...deps, maxInFlight });
  const predict = makePredict({
    ...deps,
    admission,
    deadlineMs,
    painter: deps.decoder,
    predictions: keptDays === 0 ? null : { store: deps.predictions, ids: deps.ids },
  });
  return {
    predict,
    showServedModel: makeShowServedModel(deps),
    inferTensors: makeInferTensors({ ...deps, admission, deadlineMs, predict }),
  };
};

/** All use cases behind the HTTP door. */
export const makeApiUseCases = (deps: ApiAdapters, config: Config): HttpUseCases => {
  const readThumbnail = makeReadThumbnail(deps);
  const keptDays = config.PREDICTIONS_KEPT_DAYS;
  return {
    createDataset: (request, signal) => deps.intake.create(request, signal),
    createFromUpload: makeCreateFromUpload(deps),
    findDataset: makeFindDataset(deps),
    listDatasets: makeListDatasets(deps),
    listDatasetFiles: makeListDatasetFiles(deps),
    readThumbnail,
    readPreview: makeReadPreview(deps),
    deriveDataset: (request, signal) => deps.intake.derive(request, signal),
    deriveFromUpload: makeDeriveFromUpload(deps),
    listBinnedDatasets: makeListBinnedDatasets(deps),
    restoreDataset: makeRestoreDataset(deps),
    removeDataset: makeRemoveDataset(deps),
    planTraining: makePlanTraining({ ...deps, randomSeed }),
    startTraining: makeStartTraining({ ...deps, randomSeed }),
    findJob: makeFindJob(deps),
    listJobs: makeListJobs(deps),
    cancelJob: makeCancelJob(deps),
    removeJob: makeRemoveJob(deps),
    listEpochs: makeListEpochs(deps),
    readEvents: makeReadEvents(deps),
    followEvents: makeFollowEvents(deps),
    readJobLog: makeReadJobLog(deps),
    readReport: makeReadReport(deps),
    illustrateReport: makeIllustrateReport({ ...deps, readThumbnail }),
    listModels: makeListModels(deps),
    findModel: makeFindModel(deps),
    listVersions: makeListVersions(deps),
    findVersion: makeFindVersion(deps),
    showVersion: makeShowVersion(deps),
    changeNotes: makeChangeNotes(deps),
    findAlias: makeFindAlias(deps),
    listAliasMoves: makeListAliasMoves(deps),
    moveAlias: makeMoveAlias(deps),
    rollBackAlias: makeRollBackAlias(deps),
    removeAlias: makeRemoveAlias(deps),
    removeVersion: makeRemoveVersion(deps),
    summariseVersion: makeSummariseVersion(deps),
    importVersion: makeImportVersion(deps),
    exportVersion: makeExportVersion(deps),
    ...makePredicting(deps, config),
    listPredictions: makeListPredictions({ ...deps, keptDays }),
    findPrediction: makeFindPrediction({ ...deps, keptDays }),
    readPredictionPicture: makeReadPredictionPicture(deps),
    labelPrediction: makeLabelPrediction({ ...deps, keptDays }),
    removePrediction: makeRemovePrediction(deps),
    checkHealth: makeCheckHealth({
      ...deps,
      probeStorage: async () => {
        const folder = await deps.temporaryFiles.open();
        await folder.discard();
      },
    }),
  };
};

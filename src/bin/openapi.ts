import { readFileSync, writeFileSync } from 'node:fs';
import { DataStore } from '@tus/server';
import { buildApp, type HttpUseCases, openapiYaml } from '../http/index.ts';
import type { TemporaryFiles } from '../ports/index.ts';
import { ownPath } from './entries.ts';
import { VERSION } from './version.ts';

const MIB = 1024 ** 2;

const never = (): never => {
  throw new Error('The document is made without a call of the service.');
};

const useCases: HttpUseCases = {
  createDataset: never,
  createFromUpload: never,
  findDataset: never,
  listDatasets: never,
  listDatasetFiles: never,
  readThumbnail: never,
  readPreview: never,
  deriveDataset: never,
  deriveFromUpload: never,
  listBinnedDatasets: never,
  restoreDataset: never,
  removeDataset: never,
  planTraining: never,
  startTraining: never,
  findJob: never,
  listJobs: never,
  cancelJob: never,
  removeJob: never,
  listEpochs: never,
  readEvents: never,
  followEvents: never,
  readJobLog: never,
  readReport: never,
  illustrateReport: never,
  listModels: never,
  findModel: never,
  listVersions: never,
  findVersion: never,
  showVersion: never,
  changeNotes: never,
  findAlias: never,
  listAliasMoves: never,
  moveAlias: never,
  rollBackAlias: never,
  removeAlias: never,
  removeVersion: never,
  summariseVersion: never,
  importVersion: never,
  exportVersion: never,
  predict: never,
  showServedModel: never,
  inferTensors: never,
  listPredictions: never,
  findPrediction: never,
  readPredictionPicture: never,
  labelPrediction: never,
  removePrediction: never,
  checkHealth: never,
};

const temporaryFiles: TemporaryFiles = { open: never };

const generate = async (): Promise<string> => {
  const app = await buildApp({
    useCases,
    temporaryFiles,
    uploadStore: new DataStore(),
    ids: { next: never },
    settings: {
      version: VERSION,
      apiKeys: [],
      uploadMaxBytes: MIB,
      imageMaxBytes: MIB,
      heartbeatMs: 1,
      closeGraceMs: 1,
    },
    logger: null,
  });
  const text = openapiYaml(app);
  await app.close();
  return text;
};

const file = ownPath('openapi.yaml');
const text = await generate();
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log(`${file} written`);
} else if (readFileSync(file, 'utf8') === text) {
  console.log(`${file} is what the routes say`);
} else {
  console.error(`${file} differs from what the routes say: run node dist/bin/openapi.js`);
  process.exitCode = 1;
}

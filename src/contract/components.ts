import type { TSchema } from 'typebox';
import { AliasBody, AliasMoveBody, AliasMoveListBody, AliasRequestBody } from './alias.ts';
import { DatasetBody, DatasetFileBody, DatasetFileListBody, DatasetListBody } from './dataset.ts';
import { DatasetChangesBody, DeriveRequestBody } from './dataset-changes.ts';
import { DatasetRequestBody } from './dataset-request.ts';
import { EpochBody, EpochListBody, JobEventBody, JobEventListBody } from './epoch.ts';
import { LiveBody, ReadyBody } from './health.ts';
import {
  InferenceLiveBody,
  InferenceModelBody,
  InferenceModelReadyBody,
  InferenceProblemBody,
  InferenceReadyBody,
  InferenceReplyBody,
  InferenceRequestBody,
  InferenceServerBody,
} from './inference-protocol.ts';
import { DeviceBody, JobBody, JobListBody, MetricsBody, ProgressBody } from './job.ts';
import { JobRequestBody } from './job-request.ts';
import { ModelBody, ModelListBody, ModelVersionBody, ModelVersionListBody } from './model.ts';
import { PlanBody } from './plan.ts';
import { PredictReplyBody, PredictRequestBody } from './predict.ts';
import { PredictionLabelRequestBody, StoredPredictionBody, StoredPredictionListBody } from './predictions.ts';
import { PresetBody, PresetListBody } from './preset.ts';
import { JobErrorBody, ProblemBody } from './problem.ts';
import { ProblemPageBody } from './problem-page.ts';
import { RecipeBody, RecipeOverridesBody } from './recipe.ts';
import { RecipeSchemaBody } from './recipe-schema.ts';
import { JobReportBody } from './report.ts';
import { ModelSummaryBody } from './summary.ts';
import { VersionChangeBody } from './version-notes.ts';

/** All schemas that have a name, in the order of `components/schemas`. */
export const COMPONENTS: readonly (TSchema & { readonly $id?: string })[] = [
  DatasetBody,
  DatasetListBody,
  DatasetFileBody,
  DatasetFileListBody,
  DatasetRequestBody,
  DatasetChangesBody,
  DeriveRequestBody,
  JobRequestBody,
  RecipeOverridesBody,
  RecipeBody,
  PresetBody,
  PresetListBody,
  RecipeSchemaBody,
  JobBody,
  JobListBody,
  PlanBody,
  JobErrorBody,
  ProgressBody,
  MetricsBody,
  DeviceBody,
  EpochBody,
  EpochListBody,
  JobEventBody,
  JobEventListBody,
  JobReportBody,
  ModelBody,
  ModelListBody,
  ModelVersionBody,
  ModelVersionListBody,
  VersionChangeBody,
  AliasRequestBody,
  AliasBody,
  AliasMoveBody,
  AliasMoveListBody,
  ModelSummaryBody,
  PredictRequestBody,
  PredictReplyBody,
  StoredPredictionBody,
  StoredPredictionListBody,
  PredictionLabelRequestBody,
  InferenceServerBody,
  InferenceLiveBody,
  InferenceReadyBody,
  InferenceModelBody,
  InferenceModelReadyBody,
  InferenceRequestBody,
  InferenceReplyBody,
  LiveBody,
  ReadyBody,
  ProblemBody,
  InferenceProblemBody,
  ProblemPageBody,
];

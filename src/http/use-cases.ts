import type {
  AppError,
  Dataset,
  DatasetFile,
  DeviceRequest,
  EpochRecord,
  Job,
  JobEvent,
  MetricInputName,
  ModelManifest,
  ModelReference,
  Prediction,
  PresetName,
  RecipeOverrides,
} from '../domain/index.ts';
import type {
  FileFilter,
  IncomingFiles,
  JobFilter,
  ModelSummary,
  Page,
  PageRequest,
} from '../ports/index.ts';

/** A job with its live progress, and the dataset it uses. */
export interface JobView {
  readonly job: Job;
  readonly dataset: { readonly id: string; readonly fingerprint: string };
}

/** What a dataset is made from. */
export interface NewDataset {
  readonly source:
    | { readonly kind: 'files'; readonly files: IncomingFiles }
    | { readonly kind: 'archive'; readonly location: string }
    | { readonly kind: 'folder'; readonly path: string };
  readonly name: string | null;
}

/** What a client asks to be trained, defaults filled in. */
export interface TrainingOrder {
  readonly model: string;
  readonly dataset: { readonly id: string } | { readonly path: string };
  readonly validation: {
    readonly split: number | null;
    readonly rule: 'stratified' | 'keras' | null;
  } | null;
  readonly preset: PresetName;
  readonly recipe: RecipeOverrides;
  readonly device: DeviceRequest;
  readonly seed: number | null;
  readonly publish: {
    readonly alias: string;
    readonly minimum: Readonly<Partial<Record<MetricInputName, number>>>;
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** Pictures to be classified. */
export interface PredictOrder {
  readonly reference: ModelReference | null;
  readonly pictures: Uint8Array[];
  readonly topK: number;
  readonly threshold: number | null;
}

/** Answers for pictures, in order. */
export interface PredictResult {
  readonly model: string;
  readonly version: number;
  readonly predictions: readonly (
    | { readonly topK: readonly Prediction[]; readonly abstained: boolean; readonly cached: boolean }
    | { readonly error: AppError }
  )[];
  readonly timing: { readonly queueMs: number; readonly decodeMs: number; readonly inferMs: number };
}

/** The state of one part of the service. */
export interface PartHealth {
  readonly state: 'ready' | 'starting' | 'down';
  readonly detail?: string;
}

/** Whether the service can do its work. */
export interface HealthReport {
  readonly ready: boolean;
  readonly degraded: boolean;
  readonly parts: {
    readonly redis: PartHealth;
    readonly storage: PartHealth;
    readonly predictor: PartHealth;
  };
}

/** Everything that the routes call. Each rejects with an `AppError` whose code is in the table of calls. */
export interface HttpUseCases {
  createDataset(
    input: NewDataset,
    signal: AbortSignal,
  ): Promise<{ readonly dataset: Dataset; readonly isNew: boolean }>;
  findDataset(id: string): Promise<Dataset>;
  listDatasets(page: PageRequest): Promise<Page<Dataset>>;
  listDatasetFiles(id: string, filter: FileFilter, page: PageRequest): Promise<Page<DatasetFile>>;
  removeDataset(id: string): Promise<void>;
  startTraining(input: TrainingOrder, signal: AbortSignal): Promise<Job>;
  findJob(id: string): Promise<JobView>;
  listJobs(filter: JobFilter, page: PageRequest): Promise<Page<JobView>>;
  cancelJob(id: string): Promise<JobView>;
  removeJob(id: string): Promise<void>;
  listEpochs(
    id: string,
    page: { readonly limit: number; readonly after: number | null },
  ): Promise<Page<EpochRecord>>;
  readEvents(id: string, after: string | null, limit: number): Promise<Page<JobEvent>>;
  /** Ends after the event of the final state. */
  followEvents(id: string, after: string | null, signal: AbortSignal): AsyncIterable<JobEvent>;
  readJobLog(id: string): Promise<string>;
  listModels(page: PageRequest): Promise<Page<ModelSummary>>;
  findModel(name: string): Promise<ModelSummary>;
  listVersions(name: string, page: PageRequest): Promise<Page<ModelManifest>>;
  findVersion(name: string, version: number): Promise<ModelManifest>;
  predict(input: PredictOrder, signal: AbortSignal): Promise<PredictResult>;
  checkHealth(): Promise<HealthReport>;
}

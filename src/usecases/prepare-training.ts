import {
  AppError,
  continuationFault,
  type Dataset,
  type DeviceRequest,
  datasetFaults,
  type InputFault,
  type JobRequest,
  type LeastValue,
  type MetricInputName,
  type MetricName,
  type ModelManifest,
  metricName,
  type PresetName,
  type PublishMinimum,
  parseModelReference,
  type Recipe,
  type RecipeOverrides,
  resolveRecipe,
  resolveValidation,
  type ValidationRule,
  validationCounts,
} from '../domain/index.ts';
import type { Intake, ModelStore } from '../ports/index.ts';
import { type BinDatasetDeps, takeBackDataset } from './bin-dataset.ts';
import { makeFindDataset } from './find-dataset.ts';
import { pointingBelow } from './pointing-below.ts';

/** What a client asks for, with defaults in place but the recipe still as overrides. */
export interface StartTrainingInput {
  readonly model: string;
  readonly dataset: { readonly id: string } | { readonly path: string };
  /** null parts are filled from the preset; null as a whole: the client says nothing. */
  readonly validation: {
    readonly split: number | null;
    readonly rule: ValidationRule['rule'] | null;
  } | null;
  readonly preset: PresetName;
  readonly recipe: RecipeOverrides;
  readonly device: DeviceRequest;
  /** null: drawn. */
  readonly seed: number | null;
  readonly publish: {
    readonly alias: string;
    readonly minimum: Readonly<Partial<Record<MetricInputName, LeastValue>>>;
    readonly abstain: { readonly precision: number } | null;
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** What `prepareTraining` needs. */
export interface PrepareTrainingDeps extends BinDatasetDeps {
  readonly models: Pick<ModelStore, 'find' | 'alias'>;
  readonly intake: Pick<Intake, 'create'>;
  /** A whole number that is 0 or more. */
  readonly randomSeed: () => number;
}

/** A job that could be started. */
export interface PreparedTraining {
  readonly request: JobRequest;
  /** The version that the recipe's weights name. */
  readonly parent: ModelManifest | null;
  /** True if the dataset was made for this call; a caller that gives up takes it back. */
  readonly isNewDataset: boolean;
}

const invalid = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', detail, { errors: [{ pointer, detail }] });

const recipeError = (code: 'RECIPE_INVALID' | 'RECIPE_CONFLICT', faults: readonly InputFault[]): AppError => {
  const [first] = faults;
  const detail = first === undefined ? 'the recipe is refused' : `${first.pointer}: ${first.detail}`;
  return new AppError(code, detail, { errors: faults });
};

const WEIGHTS_POINTER = '/recipe/backbone/weights';

/** The version that the client's `backbone.weights` names, as the model store knows it now; null where it names none. */
const findParent = async (
  { models }: PrepareTrainingDeps,
  weights: string | undefined,
): Promise<ModelManifest | null> => {
  if (weights === undefined || weights === 'imagenet' || weights === 'none') return null;
  const reference = parseModelReference(weights);
  // Not of any form that names a version: `resolveRecipe` says so with all other faults.
  if (reference === null) return null;
  const version =
    reference.by === 'version' ? reference.version : await models.alias(reference.model, reference.alias);
  const manifest = version === null ? null : await models.find(reference.model, version);
  if (manifest !== null) return manifest;
  const detail = `expected imagenet, none or a model version that exists, received ${JSON.stringify(weights)}`;
  throw new AppError('MODEL_NOT_FOUND', detail, { errors: [{ pointer: WEIGHTS_POINTER, detail }] });
};

const withWeights = (overrides: RecipeOverrides, parent: ModelManifest | null): RecipeOverrides =>
  parent === null
    ? overrides
    : { ...overrides, backbone: { ...overrides.backbone, weights: `${parent.model}:${parent.version}` } };

const recipeOf = (preset: PresetName, overrides: RecipeOverrides, parent: ModelManifest | null): Recipe => {
  const resolved = resolveRecipe(preset, withWeights(overrides, parent));
  if ('faults' in resolved) throw recipeError(resolved.code, resolved.faults);
  const fault = parent === null ? null : continuationFault(resolved.recipe, parent);
  if (fault !== null) throw recipeError('RECIPE_CONFLICT', [fault]);
  return resolved.recipe;
};

const minimumOf = (given: Readonly<Partial<Record<MetricInputName, LeastValue>>>): PublishMinimum => {
  const minimum: Partial<Record<MetricName, LeastValue>> = {};
  for (const [name, value] of Object.entries(given)) {
    const metric = metricName(name);
    if (metric !== null) minimum[metric] = value;
  }
  return minimum;
};

const nothingAside = ({ split, rule }: ValidationRule, { images, nearDuplicates }: Dataset): string => {
  const detail = `expected a split that sets at least one picture aside, received ${split} of ${images} pictures (${rule})`;
  if (rule === 'keras' || nearDuplicates.groups === 0) return detail;
  const { images: alike, groups } = nearDuplicates;
  return `${detail}: look-alikes stay on one side (${alike} pictures in ${groups} ${groups === 1 ? 'group' : 'groups'}), and every class needs a picture to train on`;
};

/** The rule that sets pictures aside (null: the folders do), and how many it leaves on each side. */
const validationOf = (
  input: StartTrainingInput,
  dataset: Dataset,
): { readonly rule: ValidationRule | null; readonly train: number; readonly validation: number } => {
  const { train, validation } = dataset.splits;
  if (train + validation > 0) {
    if (train === 0) {
      throw new AppError(
        'DATASET_EMPTY',
        `expected pictures to train on, received a dataset whose training folder has no usable one (${validation} to validate on)`,
      );
    }
    if (input.validation === null) return { rule: null, train, validation };
    const detail = `the dataset's folders give the split (${train} train, ${validation} validation): expected no validation, received one`;
    throw invalid('/validation', detail);
  }
  const usual = resolveValidation(input.preset, null);
  const given = input.validation;
  const rule = { split: given?.split ?? usual.split, rule: given?.rule ?? usual.rule };
  const aside = validationCounts(
    rule,
    dataset.classes.map(({ images }) => images),
    dataset.groupShapes,
  ).reduce((sum, count) => sum + count, 0);
  if (aside > 0) return { rule, train: dataset.images - aside, validation: aside };
  throw invalid('/validation/split', nothingAside(rule, dataset));
};

const findOrCreate = async (
  deps: PrepareTrainingDeps,
  dataset: StartTrainingInput['dataset'],
  signal: AbortSignal,
): Promise<{ dataset: Dataset; isNew: boolean }> => {
  if ('id' in dataset) return { dataset: await makeFindDataset(deps)(dataset.id), isNew: false };
  try {
    const source = { kind: 'folder', path: dataset.path, content: 'copy' } as const;
    return await deps.intake.create({ source, name: null, leakPolicy: 'report' }, signal);
  } catch (error) {
    throw error instanceof AppError ? pointingBelow('/dataset', error) : error;
  }
};

const requestOf = (
  input: StartTrainingInput,
  recipe: Recipe,
  dataset: Dataset,
  randomSeed: () => number,
): JobRequest => {
  const { rule, ...pictures } = validationOf(input, dataset);
  const classNames = dataset.classes.map(({ className }) => className);
  const faults = datasetFaults(recipe, input.recipe, { classNames, ...pictures });
  if (faults.length > 0) throw recipeError('RECIPE_CONFLICT', faults);
  return {
    model: input.model,
    datasetId: dataset.id,
    datasetFingerprint: dataset.fingerprint,
    preset: input.preset,
    recipe,
    validation: rule,
    device: input.device,
    seed: input.seed ?? randomSeed(),
    publish: { ...input.publish, minimum: minimumOf(input.publish.minimum) },
    metadata: input.metadata,
    requestId: input.requestId,
  };
};

/**
 * Checks all that a client asks for and settles what it left open: the recipe, the version to continue from, the dataset
 * (made from a folder where one is named), the split, the seed. `beforeDataset` runs when the recipe is right and before a
 * dataset is made. A dataset that was made for a request that is refused is taken back. `RECIPE_INVALID`,
 * `RECIPE_CONFLICT`, `REQUEST_INVALID`, `MODEL_NOT_FOUND`, `DATASET_NOT_FOUND`, and the errors of `Intake.create`.
 */
export const prepareTraining = async (
  deps: PrepareTrainingDeps,
  input: StartTrainingInput,
  beforeDataset: () => Promise<void>,
  signal: AbortSignal,
): Promise<PreparedTraining> => {
  const parent = await findParent(deps, input.recipe.backbone?.weights);
  const recipe = recipeOf(input.preset, input.recipe, parent);
  await beforeDataset();
  const { dataset, isNew } = await findOrCreate(deps, input.dataset, signal);
  try {
    return { request: requestOf(input, recipe, dataset, deps.randomSeed), parent, isNewDataset: isNew };
  } catch (error) {
    if (isNew) await takeBackDataset(deps, dataset.id);
    throw error;
  }
};

import { join } from 'node:path';
import {
  AppError,
  boundaryShape,
  convolutionPlan,
  frozenConvolutions,
  type ModelManifest,
  memoryNeed,
  type Precision,
  type Recipe,
} from '../domain/index.ts';
import type { ParentVersion, TrainingInput } from '../ports/index.ts';
import { floatsOf, readSomeArrays } from '../safetensors/index.ts';
import type { Engine } from './engine.ts';
import { createFeatureCache } from './feature-cache.ts';
import type { FitInput } from './fit.ts';
import { createFrozenBase, type FrozenBase } from './frozen-base.ts';
import type { LabelledRows } from './gradient-fit.ts';
import { findFirstWeights } from './initial-weights.ts';
import { type NetworkPlan, networkPlan } from './network-plan.ts';
import { settlePrecision } from './precision.ts';
import { type PreparedRows, prepareRows, type RowsObserver } from './prepare-rows.ts';
import type { Rows } from './rows.ts';
import type { HeldArray } from './variable.ts';

/** Where weights lie and computed things are kept (absolute folders), and how many bytes of features may be kept. */
export interface RunFolders {
  readonly weightsDir: string;
  readonly cacheDir: string;
  readonly featureCacheMaxBytes: number;
}

/** A run as it is planned before any picture is read. */
export interface RunPlan {
  readonly network: NetworkPlan;
  readonly precision: Precision;
}

/** A run that is ready for its first step. `close` frees the rows, not the fit. */
export interface PreparedRun {
  readonly fit: FitInput;
  readonly backbone: ModelManifest['backbone'];
  readonly rows: PreparedRows;
}

/** What a run is planned from. */
export type PlanInput = Pick<TrainingInput, 'recipe' | 'classNames' | 'train' | 'parent'> & {
  readonly precision: Precision | null;
};

/** Keras's names of the convolutions that are trained. */
const tailNames = (frozen: number): readonly string[] =>
  convolutionPlan()
    .slice(frozen)
    .map(({ name }) => name);

const refuseTooLarge = (recipe: Recipe, classes: number, pictures: number): void => {
  const { total } = memoryNeed(recipe, classes, pictures);
  const available = process.availableMemory();
  if (total <= available) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
  throw new AppError(
    'MEMORY_INSUFFICIENT',
    `expected a job that fits in the ${mebibytes(available)} of memory that are free, received one that needs ${mebibytes(total)}; a smaller batchSize, fewer units or more frozen layers need less`,
  );
};

/**
 * Plans a run: its network, and the precision of the frozen part. `DATASET_EMPTY`, `MEMORY_INSUFFICIENT`,
 * `PRECISION_UNAVAILABLE`, and `WEIGHTS_MISSING` or `WEIGHTS_INVALID` where precisions are measured.
 */
export const planRun = async (
  engine: Engine,
  { weightsDir, cacheDir }: RunFolders,
  { recipe, classNames, train, parent, precision }: PlanInput,
): Promise<RunPlan> => {
  if (train.length === 0)
    throw new AppError('DATASET_EMPTY', 'Expected pictures to train on, received none.');
  refuseTooLarge(recipe, classNames.length, train.length);
  const frozen = frozenConvolutions(recipe.backbone.frozenLayers);
  const settled = await settlePrecision(engine, precision ?? recipe.backbone.precision, {
    weightsDir,
    cacheDir,
    frozenConvolutions: frozen,
    preprocess: recipe.preprocess,
    parent,
  });
  return { network: networkPlan(recipe, classNames.length, frozen), precision: settled };
};

const keyOf = (
  engine: Engine,
  { network }: RunPlan,
  { recipe, datasetFingerprint }: Pick<TrainingInput, 'recipe' | 'datasetFingerprint'>,
  base: FrozenBase,
) => {
  const isPooled = base.boundary === 13 && network.head.pool === 'average';
  const [height, width, channels] = boundaryShape(base.boundary);
  return {
    datasetFingerprint,
    base: base.key,
    preprocess: recipe.preprocess,
    interpolation: recipe.interpolation,
    orient: recipe.orient,
    pool: isPooled ? 'average' : 'map',
    width: isPooled ? channels : height * width * channels,
    engine: engine.device.engine,
  } as const;
};

/** Loads the frozen part at once, for its key; what is loaded is the first that `open` gives. */
const openBaseOnce = async (engine: Engine, options: Parameters<typeof createFrozenBase>[1]) => {
  const first = await createFrozenBase(engine, options);
  let unused: FrozenBase | null = first;
  return {
    first,
    open: (): Promise<FrozenBase> => {
      const given = unused;
      unused = null;
      return given === null ? createFrozenBase(engine, options) : Promise.resolve(given);
    },
    closeUnused: async (): Promise<void> => {
      await unused?.close();
      unused = null;
    },
  };
};

const backboneOf = (
  { network, precision }: RunPlan,
  { recipe, parent }: Pick<TrainingInput, 'recipe' | 'parent'>,
  sha256: string | null,
  tail: readonly string[],
): ModelManifest['backbone'] => {
  const own = parent?.manifest.backbone.ownLayers ?? [];
  const isNone = recipe.backbone.weights === 'none' || parent?.manifest.backbone.weights === 'none';
  const frozenOwn = own.filter((name) => !tail.includes(name));
  return {
    name: 'vgg16',
    weights: isNone ? 'none' : 'imagenet',
    sha256: network.frozenConvolutions === frozenOwn.length ? null : sha256,
    precision,
    ownLayers: [...frozenOwn, ...tail],
  };
};

/** Own convolutions of the parent that are frozen in this run. */
const readFrozenOwn = async (
  parent: ParentVersion | null,
  tail: readonly string[],
): Promise<readonly HeldArray[]> => {
  const layers = (parent?.manifest.backbone.ownLayers ?? []).filter((name) => !tail.includes(name));
  if (parent === null || layers.length === 0) return [];
  const { arrays } = await readSomeArrays(parent.weightsLocation, (name) =>
    layers.some((layer) => name.startsWith(`${layer}/`)),
  );
  return [...arrays].map(([name, array]) => ({
    name,
    shape: array.shape,
    pieces: () => [floatsOf(array)],
  }));
};

const label = (rows: Rows, examples: TrainingInput['train']): LabelledRows => ({
  rows,
  labels: examples.map(({ classIndex }) => classIndex),
});

/**
 * Computes or finds the rows of all pictures and the first weights. The frozen part is freed before this resolves, unless
 * training pictures are augmented. The errors of the frozen part, of the decoder, and of the first weights.
 */
export const prepareRun = async (
  engine: Engine,
  folders: RunFolders,
  plan: RunPlan,
  input: Omit<TrainingInput, 'attemptFolder' | 'stateFolder' | 'precision'>,
  observer: RowsObserver,
  signal: AbortSignal,
): Promise<PreparedRun> => {
  const { weightsDir, cacheDir, featureCacheMaxBytes } = folders;
  const { recipe, classNames, seed, parent, train, validation, pixelsOf } = input;
  const { frozenConvolutions: frozen } = plan.network;
  const options = { weightsDir, frozenConvolutions: frozen, precision: plan.precision, parent };
  const base = await openBaseOnce(engine, options);
  let rows: PreparedRows;
  try {
    rows = await prepareRows(
      {
        train,
        validation,
        pixelsOf,
        openBase: base.open,
        cache: createFeatureCache({ folder: join(cacheDir, 'features'), maxBytes: featureCacheMaxBytes }),
        key: keyOf(engine, plan, input, base.first),
        augment: recipe.augment === null ? null : { recipe: recipe.augment, seed },
      },
      observer,
      signal,
    );
  } finally {
    await base.closeUnused();
  }
  try {
    const { initial, warnings } = await findFirstWeights(plan.network, input, weightsDir);
    for (const warning of warnings) observer.onWarning(warning);
    const tail = tailNames(frozen);
    return {
      fit: {
        recipe,
        classNames,
        train: label(rows.train, train),
        plainRows: rows.plainTrain,
        validation: label(rows.validation, validation),
        seed,
        frozenConvolutions: frozen,
        initial,
        frozenOwn: await readFrozenOwn(parent, tail),
      },
      backbone: backboneOf(plan, input, base.first.sha256, tail),
      rows,
    };
  } catch (error) {
    await rows.close();
    throw error;
  }
};

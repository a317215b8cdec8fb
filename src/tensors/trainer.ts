import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, type DeviceRequest, type Example, type HeadArchitecture } from '../domain/index.ts';
import type { Trainer, TrainingInput, TrainingObserver, TrainingOutcome } from '../ports/index.ts';
import { createBackbone } from './backbone.ts';
import { countUp, inBatches } from './batches.ts';
import { type Engine, startEngine } from './engine.ts';
import { createFit, type LabelledFeatures } from './fit.ts';
import { createHead } from './head.ts';
import { headArchitecture, storedWeights } from './head-architecture.ts';
import { prepareFeatures } from './prepare-features.ts';
import { runEpochs } from './run-epochs.ts';
import { readWeightsFile } from './safetensors.ts';
import { gatherRows } from './standardise.ts';

/** Where the backbone's weights lie (an absolute folder), and the device to train on. */
export interface TrainerOptions {
  readonly weightsDir: string;
  readonly device: DeviceRequest;
}

interface Prepared {
  readonly train: LabelledFeatures;
  readonly validation: LabelledFeatures;
  readonly backboneSha256: string;
}

const label = (rows: readonly Float32Array[], examples: readonly Example[]): LabelledFeatures => ({
  rows,
  labels: examples.map(({ classIndex }) => classIndex),
});

/** The base runs once a picture; its weights are freed before the head takes its memory. */
const prepare = async (
  engine: Engine,
  weightsDir: string,
  { recipe, train, validation, pixelsOf }: TrainingInput,
  { pool }: HeadArchitecture,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<Prepared> => {
  const backbone = await createBackbone(engine, weightsDir);
  try {
    const examples = [...train, ...validation];
    const onDone = (step: number) => {
      const { epochs } = recipe;
      observer.onProgress({ epoch: 0, epochs, step, steps: examples.length, secondsPerEpoch: null });
    };
    const settings = { mode: recipe.preprocess, pool };
    const rows = await prepareFeatures(backbone, examples, pixelsOf, settings, onDone, signal);
    return {
      train: label(rows.slice(0, train.length), train),
      validation: label(rows.slice(train.length), validation),
      backboneSha256: backbone.sha256,
    };
  } finally {
    backbone.close();
  }
};

/** Logits of plain features with the weights of a file, row by row. `TRAINING_DIVERGED` when one is not finite. */
const evaluate = async (
  engine: Engine,
  location: string,
  architecture: HeadArchitecture,
  { rows }: LabelledFeatures,
  batchSize: number,
  signal: AbortSignal,
): Promise<Float32Array> => {
  const head = createHead(engine, architecture, storedWeights(await readWeightsFile(location)));
  try {
    const classes = architecture.layers.at(-1)?.units ?? 0;
    const logits = new Float32Array(rows.length * classes);
    for (const indices of inBatches(countUp(rows.length), batchSize)) {
      const computed = engine.tf.tidy(() =>
        head
          .logits(engine.tf.tensor2d(gatherRows(rows, indices, null), [indices.length, rows[0]?.length ?? 0]))
          .dataSync<'float32'>(),
      );
      logits.set(computed, (indices[0] ?? 0) * classes);
      await nextTurn();
      signal.throwIfAborted();
    }
    if (logits.every((logit) => Number.isFinite(logit))) return logits;
    throw new AppError('TRAINING_DIVERGED', 'The trained model gives logits that are not finite.');
  } finally {
    head.close();
  }
};

const train = async (
  engine: Engine,
  weightsDir: string,
  input: TrainingInput,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<TrainingOutcome> => {
  const { recipe, classNames, seed, checkpointLocation } = input;
  if (input.train.length === 0)
    throw new AppError('DATASET_EMPTY', 'Expected pictures to train on, received none.');
  const head = headArchitecture(recipe, classNames.length);
  await observer.onPhase('preparing');
  const prepared = await prepare(engine, weightsDir, input, head, observer, signal);
  await observer.onPhase('training');
  const fit = createFit(engine, recipe, classNames.length, prepared, seed);
  let ended: Awaited<ReturnType<typeof runEpochs>>;
  try {
    ended = await runEpochs(recipe, fit, checkpointLocation, observer, signal);
  } finally {
    fit.close();
  }
  await observer.onPhase('evaluating');
  const validationLogits = await evaluate(
    engine,
    checkpointLocation,
    head,
    prepared.validation,
    recipe.batchSize,
    signal,
  );
  return { ...ended, head, backboneSha256: prepared.backboneSha256, validationLogits };
};

/**
 * Starts the engine in this process and gives a trainer on it. `DEVICE_UNAVAILABLE`.
 * All tensors of a run are freed when it ends, however it ends. The same input and seed on the same machine give the same bits.
 */
export const createTrainer = ({ weightsDir, device }: TrainerOptions): Trainer => {
  const engine = startEngine({ device });
  return {
    device: engine.device,
    train: (input, observer, signal) => train(engine, weightsDir, input, observer, signal),
  };
};

import { type Example, memoryNeed } from '../domain/index.ts';
import type { Trainer, TrainingMeasurement } from '../ports/index.ts';
import { countUp } from './batches.ts';
import type { Engine } from './engine.ts';
import { createFit, type Fit, type FitInput } from './fit.ts';
import type { LabelledRows } from './gradient-fit.ts';
import { planRun, prepareRun, type RunFolders } from './prepare-run.ts';
import type { Rows } from './rows.ts';

/** Pictures that go through the frozen part for a measurement: a batch of it, and one that is not the first. */
const TRIED_PICTURES = 32;

/** Steps that are timed after the first one, which pays for what the engine prepares. */
const TIMED_STEPS = 2;

type MeasureInput = Parameters<Trainer['measure']>[0];

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

const repeatedRows = (rows: Rows, count: number): Rows => ({
  count,
  width: rows.width,
  gather: (indices, draw) =>
    rows.gather(
      indices.map((index) => index % rows.count),
      draw,
    ),
});

/** As many rows as the run will have, made of those that were tried: a step costs the same whatever its values are. */
const repeated = ({ rows, labels }: LabelledRows, count: number): LabelledRows => ({
  rows: repeatedRows(rows, count),
  labels: countUp(count).map((index) => labels[index % rows.count] ?? 0),
});

/** Every class is among the first, as far as there is room. */
const firstOfEach = (examples: readonly Example[], most: number): readonly Example[] => {
  const seen = new Map<number, number>();
  const ranked = examples.map((example) => {
    const rank = seen.get(example.classIndex) ?? 0;
    seen.set(example.classIndex, rank + 1);
    return { example, rank };
  });
  ranked.sort((one, other) => one.rank - other.rank);
  return ranked.slice(0, most).map(({ example }) => example);
};

/** Times pictures from batch to batch; the first batch, which pays for what the engine prepares, counts only if it is alone. */
const makePictureClock = () => {
  const ticks = [{ at: performance.now(), done: 0 }];
  return {
    onDone: (done: number): void => {
      ticks.push({ at: performance.now(), done });
    },
    secondsPerPicture: (): number => {
      const last = ticks.at(-1);
      const first = ticks.length > 2 ? ticks[1] : ticks[0];
      if (last === undefined || first === undefined || last.done === first.done) return 0;
      return (last.at - first.at) / 1000 / (last.done - first.done);
    },
  };
};

class Enough extends Error {}

/** Seconds of a training step: the mean of some that come after the first. */
const timeSteps = async (fit: Fit, signal: AbortSignal): Promise<number> => {
  const times: number[] = [];
  const onStep = (): Promise<void> => {
    times.push(performance.now());
    return times.length > TIMED_STEPS ? Promise.reject(new Enough()) : Promise.resolve();
  };
  try {
    while (times.length <= TIMED_STEPS) await fit.runEpoch(onStep, signal);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / TIMED_STEPS / 1000;
};

const timeFit = async (
  engine: Engine,
  input: FitInput,
  pictures: { readonly train: number; readonly validation: number },
  signal: AbortSignal,
) => {
  const { recipe } = input;
  const validationSteps = Math.min(
    recipe.validationSteps ?? Number.POSITIVE_INFINITY,
    Math.ceil(pictures.validation / recipe.batchSize),
  );
  const fit = await createFit(
    engine,
    {
      ...input,
      recipe: { ...recipe, validationSteps: 1 },
      train: repeated(input.train, pictures.train),
      ...(input.plainRows === undefined ? {} : { plainRows: repeatedRows(input.plainRows, pictures.train) }),
      validation: input.validation.rows.count === 0 ? input.train : input.validation,
    },
    signal,
  );
  try {
    const secondsPerStep = await timeSteps(fit, signal);
    const secondsPerValidationStep = validationSteps === 0 ? 0 : await secondsOf(() => fit.validate(signal));
    const steps = { perEpoch: fit.stepsPerEpoch, validationPerEpoch: validationSteps };
    return { steps, secondsPerStep, secondsPerValidationStep };
  } finally {
    fit.close();
  }
};

/**
 * Measures what a run would cost: up to 32 training pictures through decoder and frozen part, then a few steps. Nothing is
 * kept, and nothing that was kept before is used. The errors of `planRun` and `prepareRun`; `TRAINING_DIVERGED`.
 */
export const measureRun = async (
  engine: Engine,
  { weightsDir, cacheDir }: RunFolders,
  input: MeasureInput,
  signal: AbortSignal,
): Promise<TrainingMeasurement> => {
  const { recipe, classNames, train, validation } = input;
  const folders = { weightsDir, cacheDir, featureCacheMaxBytes: 0 };
  const plan = await planRun(engine, folders, { ...input, precision: null });
  const warnings: string[] = [];
  const clock = makePictureClock();
  const observer = {
    onDone: clock.onDone,
    onWarning: (message: string) => void warnings.push(message),
  };
  const tried = firstOfEach(train, TRIED_PICTURES);
  // Where training pictures are augmented, those of validation are the ones that go through the frozen part once.
  const trial = {
    ...input,
    train: tried,
    validation: recipe.augment === null ? [] : tried,
    datasetFingerprint: '',
  };
  const prepared = await prepareRun(engine, folders, plan, trial, observer, signal);
  try {
    const pictures = { train: train.length, validation: validation.length };
    const fit = await timeFit(engine, prepared.fit, pictures, signal);
    return {
      device: engine.device,
      precision: plan.precision,
      pictures: { ...pictures, decoded: tried.length },
      secondsPerPicture: clock.secondsPerPicture(),
      ...fit,
      memory: {
        neededBytes: memoryNeed(recipe, classNames.length, train.length).total,
        availableBytes: process.availableMemory(),
      },
      warnings,
    };
  } finally {
    await prepared.rows.close();
  }
};

import {
  type CheckpointDecision,
  type EarlyStoppingDecision,
  type EarlyStoppingState,
  type ModelCheckpointState,
  makeEarlyStopping,
  makeModelCheckpoint,
  makeReduceLearningRate,
  type RawMetrics,
  type Recipe,
  type ReduceLearningRateState,
} from '../domain/index.ts';

/** What the callbacks of a run remember. Plain JSON. */
export interface CallbackStates {
  readonly modelCheckpoint: ModelCheckpointState;
  readonly earlyStopping: EarlyStoppingState | null;
  readonly plateau: ReduceLearningRateState | null;
}

/** What the callbacks say at the end of an epoch. `nextRate`: the learning rate of the next epoch; null where it stays. */
interface Decisions {
  readonly checkpoint: CheckpointDecision;
  readonly earlyStopping: EarlyStoppingDecision | null;
  readonly nextRate: number | null;
}

/** Keras's callbacks of one run. Epochs are 1-based here; 0 is the start of a run whose head is converged. */
export interface Callbacks {
  onEpochEnd(epoch: number, metrics: RawMetrics, learningRate: number | null): Decisions;
  /** Only the checkpoint looks at the start: later epochs are then saved if they are better. */
  onStart(metrics: RawMetrics): CheckpointDecision;
  states(): CallbackStates;
}

/** Makes the callbacks that the recipe asks for; `from` continues an earlier run. */
export const makeCallbacks = (recipe: Recipe, from: CallbackStates | null): Callbacks => {
  const { reduceLearningRateOnPlateau: plateauRecipe } = recipe;
  const modelCheckpoint = makeModelCheckpoint(recipe.modelCheckpoint, from?.modelCheckpoint);
  const earlyStopping =
    recipe.earlyStopping === null
      ? null
      : makeEarlyStopping(recipe.earlyStopping, from?.earlyStopping ?? undefined);
  const plateau =
    plateauRecipe === null ? null : makeReduceLearningRate(plateauRecipe, from?.plateau ?? undefined);

  const decideCheckpoint = (epoch: number, metrics: RawMetrics): CheckpointDecision => {
    const { monitor, value, best, saved } = modelCheckpoint.onEpochEnd(epoch - 1, metrics);
    return { monitor, value, best, saved };
  };
  const decideStopping = (epoch: number, metrics: RawMetrics): EarlyStoppingDecision | null => {
    if (earlyStopping === null) return null;
    const { monitor, value, best, wait, patience, stop } = earlyStopping.onEpochEnd(epoch - 1, metrics);
    return { monitor, value, best, wait, patience, stop };
  };
  const decideRate = (epoch: number, metrics: RawMetrics, rate: number | null): number | null => {
    if (plateau === null || rate === null) return null;
    const { reduced, learningRate } = plateau.onEpochEnd(epoch - 1, metrics, rate);
    return reduced ? learningRate : null;
  };
  return {
    onEpochEnd: (epoch, metrics, learningRate) => ({
      checkpoint: decideCheckpoint(epoch, metrics),
      earlyStopping: decideStopping(epoch, metrics),
      nextRate: decideRate(epoch, metrics, learningRate),
    }),
    onStart: (metrics) => decideCheckpoint(0, metrics),
    states: () => ({
      modelCheckpoint: modelCheckpoint.state(),
      earlyStopping: earlyStopping?.state() ?? null,
      plateau: plateau?.state() ?? null,
    }),
  };
};

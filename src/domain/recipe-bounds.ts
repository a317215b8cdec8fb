/** The values that a number in a recipe may take; both ends belong to the range. */
export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The bounds of every number in a recipe, by its pointer below `/recipe` (`*`: any name). The one place for them:
 * `resolveRecipe` checks against this table and the served schemas are made from it.
 */
export const RECIPE_BOUNDS = {
  '/backbone/frozenLayers': { minimum: 0, maximum: 22 },
  '/head/units': { minimum: 1, maximum: 8192 },
  '/head/l2': { minimum: 0, maximum: 1000 },
  '/head/dropout': { minimum: 0, maximum: 0.99 },
  '/loss/labelSmoothing': { minimum: 0, maximum: 1 },
  '/classWeights/*': { minimum: 0, maximum: 1_000_000 },
  '/augment/rotation': { minimum: 0, maximum: 180 },
  '/augment/zoom': { minimum: 0, maximum: 0.9 },
  '/augment/shift': { minimum: 0, maximum: 0.9 },
  '/augment/brightness': { minimum: 0, maximum: 1 },
  '/optimizer/learningRate': { minimum: 1e-10, maximum: 10 },
  '/optimizer/momentum': { minimum: 0, maximum: 1 },
  '/optimizer/weightDecay': { minimum: 0, maximum: 1 },
  '/optimizer/beta1': { minimum: 0, maximum: 0.999999 },
  '/optimizer/beta2': { minimum: 0, maximum: 0.9999999 },
  '/optimizer/epsilon': { minimum: 1e-12, maximum: 1 },
  '/optimizer/rho': { minimum: 0, maximum: 0.999999 },
  '/optimizer/historySize': { minimum: 1, maximum: 100 },
  '/optimizer/schedule/warmupSteps': { minimum: 0, maximum: 1_000_000 },
  '/optimizer/schedule/decaySteps': { minimum: 1, maximum: 1_000_000_000 },
  '/optimizer/schedule/alpha': { minimum: 0, maximum: 1 },
  '/optimizer/schedule/everySteps': { minimum: 1, maximum: 1_000_000_000 },
  '/optimizer/schedule/factor': { minimum: 1e-6, maximum: 1 },
  '/epochs': { minimum: 1, maximum: 10_000 },
  '/batchSize': { minimum: 1, maximum: 1024 },
  '/stepsPerEpoch': { minimum: 1, maximum: 100_000 },
  '/validationSteps': { minimum: 1, maximum: 100_000 },
  '/modelCheckpoint/initialValueThreshold': { minimum: -1e30, maximum: 1e30 },
  '/earlyStopping/minDelta': { minimum: 0, maximum: 1e30 },
  '/earlyStopping/patience': { minimum: 0, maximum: 10_000 },
  '/earlyStopping/baseline': { minimum: -1e30, maximum: 1e30 },
  '/earlyStopping/startFromEpoch': { minimum: 0, maximum: 10_000 },
  '/reduceLearningRateOnPlateau/factor': { minimum: 0, maximum: 0.999999 },
  '/reduceLearningRateOnPlateau/patience': { minimum: 0, maximum: 10_000 },
  '/reduceLearningRateOnPlateau/minDelta': { minimum: 0, maximum: 1e30 },
  '/reduceLearningRateOnPlateau/cooldown': { minimum: 0, maximum: 10_000 },
  '/reduceLearningRateOnPlateau/minLearningRate': { minimum: 0, maximum: 10 },
} as const satisfies Record<string, Bounds>;

/** The pointer of a number in a recipe. */
export type BoundedKnob = keyof typeof RECIPE_BOUNDS;

import { AppError, type HeadArchitecture, makeEarlyStopping, PRESETS } from '../domain/index.ts';
import type { Engine } from './engine.ts';
import { pause, refuseInfinite } from './fit-averages.ts';
import { makeLbfgs } from './lbfgs.ts';
import type { Network, NetworkSettings } from './network.ts';
import { createSoftmaxObjective, type LabelledFeatures } from './softmax-objective.ts';

/** The minimisation of the loss of one dense layer over all of its training set. */
export interface LbfgsFit {
  /** Takes one iteration, gives the network its weights, and says what loss and accuracy they have. `TRAINING_DIVERGED`. */
  readonly step: () => { readonly loss: number; readonly accuracy: number; readonly isConverged: boolean };
  readonly close: () => void;
}

/** The one layer that L-BFGS is for. `RECIPE_CONFLICT` when there are several. */
const singleLayer = ({ layers }: HeadArchitecture) => {
  const [layer, ...others] = layers;
  if (layer !== undefined && others.length === 0) return layer;
  throw new AppError('RECIPE_CONFLICT', 'Expected a single dense layer for L-BFGS, received several.');
};

/** Starts where all classes are alike: the one minimum is found from anywhere. `RECIPE_CONFLICT` for several dense layers. */
export const createLbfgsFit = (
  engine: Engine,
  network: Network,
  labelled: LabelledFeatures,
  settings: NetworkSettings,
  historySize: number,
): LbfgsFit => {
  const { name, inputs, units } = singleLayer(network.plan.head);
  const objective = createSoftmaxObjective(engine, labelled, units, settings);
  const solver = makeLbfgs(objective.evaluate, new Float64Array(objective.size), historySize);
  const kernelSize = inputs * units;
  return {
    step: () => {
      const { point, value, isConverged } = solver.step();
      refuseInfinite(value, 'in an iteration of lbfgs');
      network.assign(`${name}/kernel`, Float32Array.from(point.subarray(0, kernelSize)));
      network.assign(`${name}/bias`, Float32Array.from(point.subarray(kernelSize)));
      return { loss: value, accuracy: objective.countCorrect(point) / labelled.labels.length, isConverged };
    },
    close: objective.close,
  };
};

/** Trains the dense layer to convergence as the preset `fast` does, with its solver and its early stopping. */
export const convergeHead = async (
  engine: Engine,
  network: Network,
  labelled: LabelledFeatures,
  settings: NetworkSettings,
  signal: AbortSignal,
): Promise<void> => {
  const { optimizer, earlyStopping, epochs } = PRESETS.fast;
  if (optimizer.name !== 'lbfgs' || earlyStopping === null) throw new Error('fast is not what it was');
  const stopping = makeEarlyStopping(earlyStopping);
  const fit = createLbfgsFit(engine, network, labelled, settings, optimizer.historySize);
  try {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      const { loss, isConverged } = fit.step();
      await pause(signal);
      if (isConverged || stopping.onEpochEnd(epoch, { loss }).stop) return;
    }
  } finally {
    fit.close();
  }
};

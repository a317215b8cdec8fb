import type { DeviceRequest } from '../domain/index.ts';
import type { Trainer, TrainingInput, TrainingObserver, TrainingOutcome } from '../ports/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { evaluate } from './evaluate.ts';
import { createFit } from './fit.ts';
import { measureRun } from './measure-run.ts';
import { type PreparedRun, planRun, prepareRun, type RunFolders } from './prepare-run.ts';
import { type EpochsOutcome, runEpochs } from './run-epochs.ts';
import { runIdentity } from './training-state.ts';

/** Where weights lie and computed things are kept, and the device to train on. */
export interface TrainerOptions extends RunFolders {
  readonly device: DeviceRequest;
}

const runFit = async (
  engine: Engine,
  { fit: fitInput, backbone }: PreparedRun,
  input: TrainingInput,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<EpochsOutcome> => {
  const fit = await createFit(engine, fitInput, signal);
  try {
    const { recipe, attemptFolder, stateFolder } = input;
    return await runEpochs({
      recipe,
      fit,
      attemptFolder,
      stateFolder,
      identity: runIdentity(input, backbone, engine.device),
      observer,
      signal,
    });
  } finally {
    fit.close();
  }
};

const train = async (
  engine: Engine,
  folders: RunFolders,
  input: TrainingInput,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<TrainingOutcome> => {
  const { recipe } = input;
  const plan = await planRun(engine, folders, input);
  observer.onPrecision(plan.precision);
  await observer.onPhase('preparing');
  const onDone = (step: number, steps: number): void => {
    observer.onProgress({ epoch: 0, epochs: recipe.epochs, step, steps, secondsPerEpoch: null });
  };
  const onWarning = (message: string): void => {
    observer.onWarning(message);
  };
  const prepared = await prepareRun(engine, folders, plan, input, { onDone, onWarning }, signal);
  try {
    await observer.onPhase('training');
    const ended = await runFit(engine, prepared, input, observer, signal);
    await observer.onPhase('evaluating');
    const { weightsLocation } = ended;
    const { validation } = prepared.rows;
    return {
      ...ended,
      head: plan.network.head,
      backbone: prepared.backbone,
      validationLogits: await evaluate(
        engine,
        weightsLocation,
        plan.network,
        validation,
        recipe.batchSize,
        signal,
      ),
    };
  } finally {
    await prepared.rows.close();
  }
};

/**
 * Starts the engine in this process and gives a trainer on it. `DEVICE_UNAVAILABLE`.
 * All tensors of a run are freed when it ends, however it ends. The same input and seed on the same machine give the same bits.
 */
export const createTrainer = ({ device, ...folders }: TrainerOptions): Trainer => {
  const engine = startEngine({ device });
  return {
    device: engine.device,
    train: (input, observer, signal) => train(engine, folders, input, observer, signal),
    measure: (input, signal) => measureRun(engine, folders, input, signal),
  };
};

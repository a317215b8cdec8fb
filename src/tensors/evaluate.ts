import { AppError } from '../domain/index.ts';
import { readWeightsFile } from '../safetensors/index.ts';
import { countUp, inBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { pause } from './fit-averages.ts';
import { storedWeights } from './head-architecture.ts';
import { createNetwork } from './network.ts';
import type { NetworkPlan } from './network-plan.ts';
import type { Rows } from './rows.ts';

/** Logits `[rows, classes]` with the weights of a file, row by row. `TRAINING_DIVERGED` when one is not finite. */
export const evaluate = async (
  engine: Engine,
  location: string,
  plan: NetworkPlan,
  rows: Rows,
  batchSize: number,
  signal: AbortSignal,
): Promise<Float32Array> => {
  const { tf } = engine;
  const network = createNetwork(engine, plan, storedWeights(await readWeightsFile(location)));
  try {
    const classes = plan.head.layers.at(-1)?.units ?? 0;
    const logits = new Float32Array(rows.count * classes);
    for (const indices of inBatches(countUp(rows.count), batchSize)) {
      const gathered = await rows.gather(indices, 0);
      const computed = tf.tidy(() =>
        network.logits(tf.tensor2d(gathered, [indices.length, rows.width])).dataSync<'float32'>(),
      );
      logits.set(computed, (indices[0] ?? 0) * classes);
      await pause(signal);
    }
    if (logits.every((logit) => Number.isFinite(logit))) return logits;
    throw new AppError('TRAINING_DIVERGED', 'The trained model gives logits that are not finite.');
  } finally {
    network.close();
  }
};

import { countUp, inBatches } from './batches.ts';
import { createConvolutionTail } from './conv-tail.ts';
import type { Engine } from './engine.ts';
import { pause } from './fit-averages.ts';
import type { InitialWeights } from './head-architecture.ts';
import type { NetworkPlan } from './network-plan.ts';
import type { Rows } from './rows.ts';
import { type FeaturePieces, measureStandardiser, type Standardiser, standardise } from './standardise.ts';

/** What is known of the training set's features before the first epoch. */
export interface StartFeatures {
  readonly standardiser: Standardiser | null;
  /** `[pictures, width]`, standardised where that is asked for; null where they are not wanted as a whole. */
  readonly features: Float32Array | null;
}

/** What of it is wanted. */
export interface StartFeaturesWanted {
  readonly standardiser: boolean;
  readonly features: boolean;
}

/** Rows that go through the tail at once. */
const PIECE_ROWS = 16;

const collect = async (pieces: FeaturePieces, size: number): Promise<Float32Array> => {
  const whole = new Float32Array(size);
  let at = 0;
  for await (const piece of pieces()) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

async function* once(piece: Float32Array): AsyncGenerator<Float32Array> {
  yield await Promise.resolve(piece);
}

/** Runs the training rows through the tail with its first weights, as the dense layers are given them before any step. */
export const computeStartFeatures = async (
  engine: Engine,
  { frozenConvolutions, head }: NetworkPlan,
  rows: Rows,
  initial: InitialWeights,
  wanted: StartFeaturesWanted,
  signal: AbortSignal,
): Promise<StartFeatures> => {
  if (!wanted.standardiser && !wanted.features) return { standardiser: null, features: null };
  const { tf } = engine;
  const width = head.layers[0]?.inputs ?? 0;
  const tail = createConvolutionTail(engine, { frozenConvolutions, pool: head.pool }, initial);
  async function* compute(): AsyncGenerator<Float32Array> {
    for (const indices of inBatches(countUp(rows.count), PIECE_ROWS)) {
      const gathered = await rows.gather(indices, 0);
      yield tf.tidy(() =>
        tail.run(tf.tensor2d(gathered, [indices.length, rows.width])).dataSync<'float32'>(),
      );
      await pause(signal);
    }
  }
  try {
    const features = wanted.features ? await collect(compute, rows.count * width) : null;
    const pieces = features === null ? compute : () => once(features);
    const standardiser = wanted.standardiser ? await measureStandardiser(pieces, width) : null;
    if (features !== null && standardiser !== null) standardise(features, standardiser);
    return { standardiser, features };
  } finally {
    tail.close();
  }
};

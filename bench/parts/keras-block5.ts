import { convolutionPlan, makeRandom, PICTURE_BYTES, PRESETS } from '../../src/domain/index.ts';
import { readWeightsFile, takeFloats } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { glorotWeights, headArchitecture } from '../../src/tensors/head-architecture.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { createOptimizer } from '../../src/tensors/optimizer.ts';
import { askKeras, BASE_WEIGHTS } from './keras-question.ts';
import { type Figure, say } from './report.ts';
import { sized } from './sizes.ts';

const BATCH = 16;
const CLASSES = 3;
const STEPS = sized(8, 2);
const WARM_UP = 2;
/** Blocks 1 to 4. */
const FROZEN = 10;

const ourSteps = async (): Promise<number[]> => {
  const engine = startEngine({ device: 'auto' });
  const random = makeRandom(1);
  const picture = Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256));
  const base = await createFrozenBase(engine, {
    weightsDir: 'weights',
    frozenConvolutions: FROZEN,
    precision: 'float32',
    parent: null,
  });
  const [row = new Float32Array()] = await base.rowsOf([picture], 'caffe');
  await base.close();
  const rows = new Float32Array(BATCH * row.length);
  for (let index = 0; index < BATCH; index += 1) rows.set(row, index * row.length);
  const batch = { rows, labels: Array.from({ length: BATCH }, (_, index) => index % CLASSES) };
  const file = await readWeightsFile(BASE_WEIGHTS);
  const dense = glorotWeights(1);
  const own = convolutionPlan().map(({ name }) => name);
  const network = createNetwork(
    engine,
    { frozenConvolutions: FROZEN, head: headArchitecture(PRESETS.fast, CLASSES), frozenDense: [] },
    (name, shape) =>
      own.includes(name.split('/')[0] ?? '') ? takeFloats(file, name, shape) : dense(name, shape),
  );
  const { optimizer: recipe } = PRESETS['fine-tune'];
  if (recipe.name === 'lbfgs') throw new Error('expected an optimizer that goes down a gradient');
  const optimizer = createOptimizer(engine, recipe);
  const seconds: number[] = [];
  for (let step = 0; step < STEPS + WARM_UP; step += 1) {
    const startedAt = performance.now();
    optimizer.beginStep(1e-7);
    network.trainOnBatch(batch, optimizer, random);
    seconds.push((performance.now() - startedAt) / 1000);
  }
  optimizer.close();
  network.close();
  return seconds.slice(WARM_UP);
};

/** One step of training block5 and a small head, batches of 16: Keras against ours with blocks 1 to 4 cached. */
export const compareBlock5 = async (rounds: number): Promise<{ figures: Figure[]; measured: unknown }> => {
  const [ours, keras]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(...(await ourSteps()));
    const question = { batch: BATCH, classes: CLASSES, steps: STEPS };
    keras.push(...((await askKeras('block5', question)) as { readonly seconds: number[] }).seconds);
  }
  const [our, their] = [Math.min(...ours), Math.min(...keras)];
  say(`block5: Keras ${their.toFixed(3)} s a step, ours ${our.toFixed(3)} s`);
  const what = `block5, batch ${BATCH}: Keras's step (${their.toFixed(3)} s) of ours (${our.toFixed(3)} s), blocks 1 to 4 cached`;
  return {
    figures: [{ what, value: their / our, target: { atLeast: 3 } }],
    measured: { ours, keras },
  };
};

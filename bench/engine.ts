import { convolutionPlan, makeRandom, PICTURE_BYTES, type Precision } from '../src/domain/index.ts';
import { makeConvolutionOperations } from '../src/tensors/conv-operations.ts';
import { startEngine, type Tensor } from '../src/tensors/engine.ts';
import { createFrozenBase } from '../src/tensors/frozen-base.ts';
import { poolRow } from '../src/tensors/pool-row.ts';
import { report } from './parts/report.ts';

// The convolutional base through our code (bytes in, pooled features out) against a bare loop of its operations in Keras's
// order, on tensors that are there already. Both alternate in one process, and the best run of each counts.
const RUNS = { 1: 8, 16: 4 } as const;

const engine = startEngine({ device: 'auto' });
const open = (precision: Precision) =>
  createFrozenBase(engine, { weightsDir: 'weights', frozenConvolutions: 13, precision, parent: null });
const [float32, int8] = [await open('float32'), await open('int8')];
const operations = makeConvolutionOperations(engine);
const random = makeRandom(1);
const layers = convolutionPlan().map(({ inputs, filters, poolsAfter }) => ({
  kernel: engine.tf.randomUniform([3, 3, inputs, filters], -0.05, 0.05),
  bias: engine.tf.randomUniform([filters], -0.1, 0.1),
  poolsAfter,
}));

const runBare = (input: Tensor): void => {
  let value = input.clone();
  const replace = (next: Tensor): void => {
    value.dispose();
    value = next;
  };
  for (const { kernel, bias, poolsAfter } of layers) {
    replace(operations.convolve(value, kernel));
    replace(operations.addBias(value, bias));
    replace(operations.rectify(value));
    if (poolsAfter) replace(operations.maxPool(value));
  }
  value.dataSync();
  value.dispose();
};

const secondsOf = async (work: () => void | Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

const compare = async (batch: keyof typeof RUNS) => {
  const pictures = Array.from({ length: batch }, () =>
    Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256)),
  );
  const input = engine.tf.randomUniform([batch, 224, 224, 3], -128, 128);
  const pooled = (base: typeof float32) => async () => {
    (await base.rowsOf(pictures, 'caffe')).map(poolRow);
  };
  const [ours, bare, quantised]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS[batch]; run += 1) {
    ours.push(await secondsOf(pooled(float32)));
    quantised.push(await secondsOf(pooled(int8)));
    bare.push(
      await secondsOf(() => {
        runBare(input);
      }),
    );
  }
  input.dispose();
  const [best, bestBare, bestInt8] = [Math.min(...ours), Math.min(...bare), Math.min(...quantised)];
  return {
    batch,
    secondsPerPicture: best / batch,
    bareSecondsPerPicture: bestBare / batch,
    int8SecondsPerPicture: bestInt8 / batch,
    ratio: best / bestBare,
    int8Gain: best / bestInt8,
  };
};

const results = [await compare(1), await compare(16)];
await float32.close();
await int8.close();
report(
  results.flatMap(({ batch, ratio, int8Gain }) => [
    {
      what: `conv base through our code, batch ${batch}, of a bare loop of its operations`,
      value: ratio,
      target: { atMost: 1.05 },
    },
    {
      what: `conv base, batch ${batch}: float32's time over int8's`,
      value: int8Gain,
      target: { atLeast: 3 },
    },
  ]),
  { device: engine.device, results },
);

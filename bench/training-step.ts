import { readFileSync } from 'node:fs';
import { boundaryShape, PRESETS, type Recipe } from '../src/domain/index.ts';
import { startEngine } from '../src/tensors/engine.ts';
import { createFit, type Fit } from '../src/tensors/fit.ts';
import { glorotWeights } from '../src/tensors/head-architecture.ts';
import { report, say } from './parts/report.ts';
import { sized } from './parts/sizes.ts';

// One step of the tutorial's head (25088-4096-4096-2, batch 32) and one of block5 with a small head (batch 16), on made rows,
// the whole state read out once as a checkpoint is. The head comes first, so that the peak of the process is its own.
const EPOCHS = sized(8, 2);
const STEPS = 3;

const engine = startEngine({ device: 'auto' });
const signal = new AbortController().signal;

const peakGibibytes = (): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) /
  1024 ** 2;

const made = (count: number, width: number) => ({
  rows: {
    count,
    width,
    gather: (indices: readonly number[]) =>
      Promise.resolve(new Float32Array(indices.length * width).fill(0.5)),
  },
  labels: Array.from({ length: count }, (_, index) => index % 2),
});

const open = (recipe: Recipe, frozenConvolutions: number): Promise<Fit> => {
  const width = boundaryShape(frozenConvolutions).reduce((size, length) => size * length, 1);
  const pictures = made(recipe.batchSize, width);
  return createFit(engine, {
    recipe,
    classNames: ['a', 'b'],
    train: pictures,
    validation: pictures,
    seed: 1,
    frozenConvolutions,
    initial: glorotWeights(1),
  });
};

/** The shortest of all steps but the first, which makes the optimizer's slots. */
const bestStep = async (fit: Fit): Promise<number> => {
  const times: number[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    let before = performance.now();
    await fit.runEpoch(() => {
      const now = performance.now();
      times.push((now - before) / 1000);
      before = now;
      return Promise.resolve();
    }, signal);
  }
  return Math.min(...times.slice(1));
};

const readOut = (fit: Fit): number => {
  let bytes = 0;
  for (const { pieces } of fit.state()?.arrays ?? []) for (const piece of pieces()) bytes += piece.byteLength;
  return bytes;
};

say('the head of the tutorial');
const head = await open({ ...PRESETS['keras-tutorial'], stepsPerEpoch: STEPS }, 13);
const headSeconds = await bestStep(head);
const stateBytes = readOut(head);
await head.validate(signal);
const headPeak = peakGibibytes();
head.close();

say('block5');
const fineTune = { ...PRESETS['fine-tune'], stepsPerEpoch: STEPS };
const block5 = await open({ ...fineTune, head: { ...fineTune.head, start: 'random' } }, 10);
const block5Seconds = await bestStep(block5);
block5.close();

report(
  [
    {
      what: "a step of the tutorial's head at batch 32, seconds",
      value: headSeconds,
      target: { atMost: 0.135 },
    },
    {
      what: 'peak memory of that training with its state read out, GiB',
      value: headPeak,
      target: { atMost: 2.3 },
    },
    { what: 'a step of block5 and a small head at batch 16, seconds', value: block5Seconds, target: null },
  ],
  { headSeconds, headPeak, stateBytes, block5Seconds, device: engine.device },
);

import { join } from 'node:path';
import type { HeadArchitecture } from '../../src/domain/index.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { type Area, makeTally, readCases, relativeDistance } from './area.ts';
import { compareLosses, type GradientRecipe, valuesOf } from './training.ts';

interface Case {
  readonly units: readonly number[];
  readonly inputs: number;
  readonly l2: number;
  readonly labelSmoothing: number;
  readonly classWeights: readonly number[] | null;
  readonly optimizer: GradientRecipe;
  readonly labels: readonly (readonly number[])[];
  readonly losses: readonly number[];
}

const BAR = 1e-4;

const architectureOf = ({ units, inputs }: Case): HeadArchitecture => ({
  pool: 'flatten',
  layers: units.map((width, index) => ({
    name: String(index),
    inputs: units[index - 1] ?? inputs,
    units: width,
    activation: index === units.length - 1 ? 'linear' : 'relu',
  })),
});

/** Optimizers, with all that changes a loss, on heads of dense layers. */
export const optimizers: Area = {
  name: 'optimizers',
  what: 'sgd, momentum, nesterov, adam, adamw, rmsprop with schedules, weight decay, l2, label smoothing, class weights: losses of 20 to 50 steps, final weights',
  cases: 30,
  bar: BAR,
  unit: 'relative',
  compare: async (folder) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    const { arrays } = await readWeightsFile(join(folder, 'arrays.safetensors'));
    const floats = (name: string): Float32Array => {
      const array = arrays.get(name);
      if (array === undefined) throw new Error(`no array ${name}`);
      return floatsOf(array);
    };
    const engine = startEngine({ device: 'auto' });
    for (const [index, given] of cases.entries()) {
      const { optimizer, l2, labelSmoothing, classWeights, losses } = given;
      const plan = { frozenConvolutions: 13, head: architectureOf(given), frozenDense: [] };
      const initial = (name: string) => floats(`${index}/start/${name}`);
      const network = createNetwork(engine, plan, initial, { l2, labelSmoothing, classWeights });
      const batches = given.labels.map((labels, batch) => ({
        rows: floats(`${index}/features/${batch}`),
        labels,
      }));
      const of = `case ${index} (${optimizer.name}, ${given.units.length} layers)`;
      compareLosses(tally, of, engine, network, optimizer, batches, losses);
      for (const [name, values] of valuesOf(network)) {
        const difference = relativeDistance(values, floats(`${index}/end/${name}`));
        tally.number(`${of}, ${name} at the end`, difference);
      }
      network.close();
    }
    return tally.result(cases.length);
  },
};

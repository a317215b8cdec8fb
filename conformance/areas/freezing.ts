import { join } from 'node:path';
import {
  frozenConvolutions,
  frozenDenseLayers,
  type HeadArchitecture,
  PRESETS,
  type Preprocess,
  type Recipe,
} from '../../src/domain/index.ts';
import { floatsOf, readWeightsFile, takeFloats, type WeightsFile } from '../../src/safetensors/index.ts';
import { type Engine, startEngine } from '../../src/tensors/engine.ts';
import { headArchitecture, type InitialWeights } from '../../src/tensors/head-architecture.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { type Area, makeTally, readCases, relativeDistance, type Tally } from './area.ts';
import { rowsOf, weightsBeside } from './predictions.ts';
import { compareLosses, type GradientRecipe, valuesOf } from './training.ts';

interface Case {
  readonly frozenLayers: number;
  readonly pool: Recipe['head']['pool'];
  readonly units: number | null;
  readonly mode: Preprocess;
  readonly l2: number;
  readonly optimizer: GradientRecipe;
  readonly files: readonly string[];
  readonly labels: readonly number[];
  readonly losses: readonly number[];
  /** Names of the arrays that are not what they were. */
  readonly moved: readonly string[];
}

const BAR = 1e-3;
const CLASSES = 3;

const headOf = ({ pool, units, l2 }: Case): HeadArchitecture =>
  headArchitecture({ ...PRESETS.fast, head: { ...PRESETS.fast.head, pool, units, l2 } }, CLASSES);

const movementOf = (end: Float32Array, start: Float32Array): Float32Array =>
  end.map((value, at) => value - (start[at] ?? Number.NaN));

const compareCase = async (
  tally: Tally,
  of: string,
  engine: Engine,
  given: Case,
  weightsDir: string,
  initial: InitialWeights,
  kerasMovement: (name: string) => Float32Array,
): Promise<void> => {
  const { frozenLayers, pool, l2, optimizer, labels, losses } = given;
  const plan = {
    frozenConvolutions: frozenConvolutions(frozenLayers),
    head: headOf(given),
    frozenDense: pool === 'fullyConnected' ? frozenDenseLayers(frozenLayers) : [],
  };
  const rows = await rowsOf(engine, weightsDir, plan, given.files, given.mode);
  const network = createNetwork(engine, plan, initial, { l2 });
  const start = valuesOf(network);
  compareLosses(tally, of, engine, network, optimizer, [{ rows, labels }], losses);
  const moved = [...valuesOf(network)].flatMap(([name, end]) => {
    const movement = movementOf(end, start.get(name) ?? new Float32Array());
    return movement.some((value) => value !== 0) ? [{ name, movement }] : [];
  });
  network.close();
  tally.same(`${of}, the layers that move`, moved.map(({ name }) => name).sort(), [...given.moved].sort());
  for (const { name, movement } of moved) {
    if (given.moved.includes(name))
      tally.number(`${of}, movement of ${name}`, relativeDistance(movement, kerasMovement(name)));
  }
};

const arrayOf = (file: WeightsFile, name: string): Float32Array => {
  const array = file.arrays.get(name);
  if (array === undefined) throw new Error(`no array ${name}`);
  return floatsOf(array);
};

/** Training from any layer of VGG16 on. */
export const freezing: Area = {
  name: 'freezing',
  what: 'training from block5, block4, inside a block, all, behind fc1 and fc2: losses, which layers move, and how far',
  cases: 6,
  bar: BAR,
  unit: 'relative',
  compare: async (folder) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    const file = await readWeightsFile(join(folder, 'arrays.safetensors'));
    const weightsDir = weightsBeside(folder);
    const base = await readWeightsFile(join(weightsDir, 'vgg16-notop.f16.safetensors'));
    const engine = startEngine({ device: 'auto' });
    for (const [index, given] of cases.entries()) {
      const { optimizer, pool, frozenLayers, mode } = given;
      const initial: InitialWeights = (name, shape) =>
        name.startsWith('block')
          ? takeFloats(base, name, shape)
          : takeFloats(file, `${index}/start/${name}`, shape);
      const of = `case ${index} (${frozenLayers} frozen, ${pool}, ${mode}, ${optimizer.name})`;
      const movement = (name: string) => arrayOf(file, `${index}/moved/${name}`);
      await compareCase(tally, of, engine, given, weightsDir, initial, movement);
    }
    return tally.result(cases.length);
  },
};

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  convolutionPlan,
  type HeadArchitecture,
  PRESETS,
  type Preprocess,
  type Random,
} from '../../src/domain/index.ts';
import { exportVersion } from '../../src/keras/export-version.ts';
import { readWeightsFile, takeFloats, writeWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { glorotWeights, headArchitecture, type InitialWeights } from '../../src/tensors/head-architecture.ts';
import { createNetwork, type Network } from '../../src/tensors/network.ts';
import type { Standardiser } from '../../src/tensors/standardise.ts';
import { aManifest } from '../../test/unit/fakes.ts';
import { type Area, makeTally, readCases } from './area.ts';
import { comparePredictions, rowsOf, weightsBeside } from './predictions.ts';

/** What is asked of Keras, with what makes the same model again. */
interface Given {
  readonly location: string;
  readonly files: readonly string[];
  readonly mode: Preprocess;
  readonly seed: number;
}

interface Case extends Given {
  readonly probabilities: readonly (readonly number[])[];
}

const BAR = 1e-5;
const PHOTOS = 2;
const BASE = 'vgg16-notop.f16.safetensors';

const sha256Of = (location: string): string =>
  createHash('sha256').update(readFileSync(location)).digest('hex');

const oneOf = <T>(random: Random, choices: readonly [T, ...T[]]): T =>
  choices[random.below(choices.length)] ?? choices[0];

const randomHead = (random: Random): HeadArchitecture => {
  const pool = oneOf(random, ['average', 'flatten', 'fullyConnected'] as const);
  const units = pool === 'fullyConnected' ? 4 + random.below(40) : oneOf(random, [null, 16]);
  return headArchitecture(
    { ...PRESETS.fast, head: { ...PRESETS.fast.head, pool, units } },
    2 + random.below(5),
  );
};

const randomStandardiser = (random: Random, width: number): Standardiser => ({
  mean: Float32Array.from({ length: width }, () => random.float()),
  deviation: Float32Array.from({ length: width }, () => 0.5 + random.float()),
});

/** The model of a seed: some convolutions of its own, a head, for half of them on standardised features. */
const makeModel = async (random: Random, weightsDir: string): Promise<Network> => {
  const base = await readWeightsFile(join(weightsDir, BASE));
  const frozenConvolutions = oneOf(random, [13, 10 + random.below(3)]);
  const head = randomHead(random);
  const standardiser = random.float() < 0.5 ? randomStandardiser(random, head.layers[0]?.inputs ?? 0) : null;
  const dense = glorotWeights(random.below(2 ** 31));
  const initial: InitialWeights = (name, shape) => {
    if (!name.startsWith('block')) return dense(name, shape);
    const { float } = random.fork(name);
    return takeFloats(base, name, shape).map((value) => value * (0.9 + 0.2 * float()));
  };
  const plan = { frozenConvolutions, head, frozenDense: [] };
  return createNetwork(startEngine({ device: 'auto' }), plan, initial, { standardiser });
};

const exportModel = async (network: Network, weightsDir: string, location: string): Promise<void> => {
  const weightsLocation = `${location}.safetensors`;
  const baseLocation = join(weightsDir, BASE);
  await writeWeightsFile(weightsLocation, network.sources());
  const { head, frozenConvolutions } = network.plan;
  const plain = aManifest();
  const manifest = aManifest({
    classNames: Array.from({ length: head.layers.at(-1)?.units ?? 0 }, (_, index) => `class ${index}`),
    head,
    backbone: {
      ...plain.backbone,
      sha256: sha256Of(baseLocation),
      ownLayers: convolutionPlan()
        .slice(frozenConvolutions)
        .map(({ name }) => name),
    },
    weights: {
      file: 'weights.safetensors',
      bytes: statSync(weightsLocation).size,
      sha256: sha256Of(weightsLocation),
    },
  });
  const findBase = () => Promise.resolve(baseLocation);
  await exportVersion({ manifest, weightsLocation, findBase }, 'keras', location);
};

const photoFiles = (): readonly string[] =>
  readdirSync('examples/photos', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .map((file) => resolve('examples/photos', file))
    .sort();

/** Files that the program wrote, opened by Keras. */
export const exports: Area = {
  name: 'exports',
  what: '.h5 files of the program, opened by keras.models.load_model: predictions',
  cases: 4,
  bar: BAR,
  unit: 'absolute',
  prepare: async (folder, cases, random) => {
    const photos = photoFiles();
    const given: Given[] = [];
    for (let index = 0; index < cases; index += 1) {
      const seed = random.below(2 ** 31);
      const location = join(folder, `model${index}.h5`);
      const network = await makeModel(random.fork(String(seed)), weightsBeside(folder));
      await exportModel(network, weightsBeside(folder), location);
      network.close();
      const files = random.shuffle([...photos]).slice(0, PHOTOS);
      given.push({ location, files, mode: oneOf(random, ['caffe', 'rescale'] as const), seed });
    }
    writeFileSync(join(folder, 'given.json'), JSON.stringify(given));
  },
  compare: async (folder, random) => {
    const tally = makeTally(BAR);
    const engine = startEngine({ device: 'auto' });
    const cases = readCases(folder) as readonly Case[];
    for (const [index, { seed, files, mode, probabilities }] of cases.entries()) {
      const network = await makeModel(random.fork(String(seed)), weightsBeside(folder));
      const { frozenConvolutions, head } = network.plan;
      const of = `case ${index} (${frozenConvolutions} frozen, ${head.pool}, ${mode})`;
      const rows = await rowsOf(engine, weightsBeside(folder), network.plan, files, mode);
      comparePredictions(tally, of, engine, network, rows, probabilities);
      network.close();
    }
    return tally.result(cases.length);
  },
};

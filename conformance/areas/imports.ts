import type { Preprocess } from '../../src/domain/index.ts';
import { readKerasModel } from '../../src/keras/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { type Area, makeTally, readCases } from './area.ts';
import { comparePredictions, rowsOf, weightsBeside } from './predictions.ts';

interface Case {
  readonly location: string;
  readonly form: 'model' | 'weights';
  readonly pool: string;
  readonly classes: number;
  readonly files: readonly string[];
  readonly mode: Preprocess;
  readonly probabilities: readonly (readonly number[])[];
}

const BAR = 1e-5;

const joined = (pieces: Iterable<Float32Array>): Float32Array =>
  Float32Array.from([...pieces].flatMap((piece) => [...piece]));

/** Files that Keras wrote, read by the program. */
export const imports: Area = {
  name: 'imports',
  what: '.h5 files of Keras, whole models and weights alone: predictions',
  cases: 4,
  bar: BAR,
  unit: 'absolute',
  compare: async (folder) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    const engine = startEngine({ device: 'auto' });
    for (const [index, { location, form, pool, classes, files, mode, probabilities }] of cases.entries()) {
      const of = `case ${index} (${form}, ${pool}, ${mode})`;
      const file = await readKerasModel(location);
      tally.same(`${of}, what it is`, [file.holds, file.classes], [form, classes]);
      if (file.head === null) throw new Error(`expected a head in ${of}`);
      const arrays = new Map(file.arrays.map(({ name, pieces }) => [name, joined(pieces())]));
      file.close();
      const plan = { frozenConvolutions: 0, head: file.head, frozenDense: [] };
      const network = createNetwork(engine, plan, (name) => {
        const values = arrays.get(name);
        if (values === undefined) throw new Error(`no array ${name} in ${of}`);
        return values;
      });
      const rows = await rowsOf(engine, weightsBeside(folder), plan, files, mode);
      comparePredictions(tally, of, engine, network, rows, probabilities);
      network.close();
    }
    return tally.result(cases.length);
  },
};

import { join } from 'node:path';
import type { Preprocess } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { type Area, largestDifference, makeTally, readCases } from './area.ts';
import { weightsBeside } from './predictions.ts';

interface Case {
  readonly file: string;
  readonly mode: Preprocess;
  readonly boundaries: readonly number[];
}

/** 1e-3 where the largest value is 400. */
const BAR = 2.5e-6;
const PIXELS = { width: 224, height: 224, interpolation: 'nearest', orient: false } as const;

/** Maps at the freeze boundary, for boundaries all over the base. */
export const features: Area = {
  name: 'features',
  what: 'three preprocessings, and VGG16 cut behind any convolution: largest difference, of the largest value of the map',
  cases: 8,
  bar: BAR,
  unit: 'relative',
  compare: async (folder) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    const { arrays } = await readWeightsFile(join(folder, 'arrays.safetensors'));
    const engine = startEngine({ device: 'auto' });
    const reader = createPictureReader();
    let values = 0;
    for (const [index, { file, mode, boundaries }] of cases.entries()) {
      const picture = await reader.decode({ path: file }, PIXELS);
      for (const boundary of boundaries) {
        const base = await createFrozenBase(engine, {
          weightsDir: weightsBeside(folder),
          frozenConvolutions: boundary,
          precision: 'float32',
          parent: null,
        });
        const [ours = new Float32Array()] = await base.rowsOf([picture], mode);
        await base.close();
        const array = arrays.get(`${index}/${boundary}`);
        if (array === undefined) throw new Error(`no array ${index}/${boundary}`);
        const keras = floatsOf(array);
        const largest = keras.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        values += keras.length;
        tally.number(
          `${file} (${mode}), behind convolution ${boundary}`,
          largestDifference(ours, keras) / largest,
        );
      }
    }
    return { ...tally.result(cases.length), values };
  },
};

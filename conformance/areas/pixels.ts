import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Interpolation } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import { type Area, makeTally, readCases } from './area.ts';

interface Case {
  readonly file: string;
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
}

/** Pixels of pictures after decoding and resizing. */
export const pixels: Area = {
  name: 'pixels',
  what: 'decoding and resizing to 224 x 224 as load_img does: each byte',
  cases: 120,
  bar: 0,
  unit: 'absolute',
  compare: async (folder) => {
    const tally = makeTally(0);
    const cases = readCases(folder) as readonly Case[];
    const reader = createPictureReader();
    for (const [index, { file, kind, width, height, interpolation }] of cases.entries()) {
      const ours = await reader.decode(
        { path: file },
        { width: 224, height: 224, interpolation, orient: false },
      );
      const keras = readFileSync(join(folder, `picture${index}.rgb`));
      const of = `${kind} of ${width} x ${height}, ${interpolation}`;
      let largest = ours.length === keras.length ? 0 : Number.NaN;
      for (const [at, value] of ours.entries()) {
        largest = Math.max(largest, Math.abs(value - (keras[at] ?? 0)));
      }
      tally.number(of, largest);
    }
    return { ...tally.result(cases.length), values: cases.length * 224 * 224 * 3 };
  },
};

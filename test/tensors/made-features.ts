import { makeRandom, PRESETS, type Recipe } from '../../src/domain/index.ts';
import type { LabelledRows } from '../../src/tensors/gradient-fit.ts';
import type { Rows } from '../../src/tensors/rows.ts';

/** Rows that lie in memory. */
export const rowsOf = (rows: readonly Float32Array[], width = rows[0]?.length ?? 0): Rows => ({
  count: rows.length,
  width,
  gather: (indices) => {
    const gathered = new Float32Array(indices.length * width);
    for (const [position, index] of indices.entries()) gathered.set(rows[index] ?? [], position * width);
    return Promise.resolve(gathered);
  },
});

/** Features of `perClass` pictures of each class: noise around a place of the class, far from mean 0 and deviation 1, some always zero. */
export const madeFeatures = (label: string, classes: number, perClass: number, width = 512): LabelledRows => {
  const centres = makeRandom(11).fork('centres');
  const places = Array.from({ length: classes }, () => Array.from({ length: width }, () => centres.normal()));
  const noise = makeRandom(11).fork(label);
  const labels = Array.from({ length: classes * perClass }, (_, index) => index % classes);
  return {
    labels,
    rows: rowsOf(
      labels.map((classIndex) =>
        Float32Array.from({ length: width }, (_, feature) =>
          feature % 50 === 0
            ? 0
            : 30 + 5 * (feature % 7) * (noise.normal() + (places[classIndex]?.[feature] ?? 0)),
        ),
      ),
    ),
  };
};

/** The fast recipe with changes. */
export const recipeWith = (changes: Partial<Recipe>): Recipe => ({ ...PRESETS.fast, ...changes });

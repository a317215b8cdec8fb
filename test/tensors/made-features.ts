import { makeRandom, PRESETS, type Recipe } from '../../src/domain/index.ts';
import type { LabelledFeatures } from '../../src/tensors/fit.ts';

/** Features of `perClass` pictures of each class: noise around a place of the class, far from mean 0 and deviation 1, some always zero. */
export const madeFeatures = (
  label: string,
  classes: number,
  perClass: number,
  width = 512,
): LabelledFeatures => {
  const centres = makeRandom(11).fork('centres');
  const places = Array.from({ length: classes }, () => Array.from({ length: width }, () => centres.normal()));
  const noise = makeRandom(11).fork(label);
  const labels = Array.from({ length: classes * perClass }, (_, index) => index % classes);
  return {
    labels,
    rows: labels.map((classIndex) =>
      Float32Array.from({ length: width }, (_, feature) =>
        feature % 50 === 0
          ? 0
          : 30 + 5 * (feature % 7) * (noise.normal() + (places[classIndex]?.[feature] ?? 0)),
      ),
    ),
  };
};

/** The fast recipe with changes. */
export const recipeWith = (changes: Partial<Recipe>): Recipe => ({ ...PRESETS.fast, ...changes });

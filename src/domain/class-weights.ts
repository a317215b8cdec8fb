import type { Recipe } from './recipe.ts';

const balanced = (classes: number, labels: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (present * count)));
};

/**
 * The weight of each class in the training loss, in the order of `classNames`; null: all count 1. `labels` are the class
 * indices of the training pictures. `balanced` is scikit-learn's `compute_class_weight('balanced')`:
 * pictures / (classes * pictures of the class). A class that is not named, or has no picture, counts 1.
 */
export const classWeightsOf = (
  weights: Recipe['classWeights'],
  classNames: readonly string[],
  labels: readonly number[],
): readonly number[] | null => {
  if (weights === null) return null;
  if (weights === 'balanced') return balanced(classNames.length, labels);
  const named = new Map(Object.entries(weights));
  return classNames.map((name) => named.get(name) ?? 1);
};

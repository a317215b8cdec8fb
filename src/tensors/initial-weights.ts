import {
  convolutionPlan,
  FULLY_CONNECTED_UNITS,
  type HeadArchitecture,
  type Recipe,
} from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import { readSomeArrays, takeFloats, type WeightsFile } from '../safetensors/index.ts';
import { type BaseWeights, findBase, findBaseBySha } from './base-weights.ts';
import { glorotWeights, type InitialWeights } from './head-architecture.ts';
import type { NetworkPlan } from './network-plan.ts';

/** What decides the first weights of a run. */
export interface StartInput {
  readonly recipe: Recipe;
  readonly classNames: readonly string[];
  readonly seed: number;
  readonly parent: ParentVersion | null;
}

/** The first weights of a network, and what the user should know of them. */
export interface FirstWeights {
  readonly initial: InitialWeights;
  readonly warnings: readonly string[];
}

const TOP_LAYERS = ['fc1', 'fc2'];

const layerOf = (name: string): string => name.slice(0, name.indexOf('/'));

/** Layers of the network's own convolutions that come from a version, and those that come from the base's file. */
const tailLayers = ({ frozenConvolutions }: NetworkPlan): readonly string[] =>
  convolutionPlan()
    .slice(frozenConvolutions)
    .map(({ name }) => name);

/** Dense layers that a run goes on with: those of the same name, input and width; the last one only for the same classes. */
const keptDense = (
  { layers }: HeadArchitecture,
  { recipe, classNames }: StartInput,
  { manifest }: ParentVersion,
): readonly string[] => {
  // The version's layers take plain features, and these would be given standardised ones.
  if (recipe.head.standardise) return [];
  const sameClasses = classNames.join('\n') === manifest.classNames.join('\n');
  const outputs = layers.at(-1)?.name;
  return layers
    .filter(({ name, inputs, units }) =>
      manifest.head.layers.some((own) => own.name === name && own.inputs === inputs && own.units === units),
    )
    .map(({ name }) => name)
    .filter((name) => name !== outputs || sameClasses);
};

const startsByItself = ({ optimizer, head }: Recipe): boolean =>
  optimizer.name === 'lbfgs' || head.start === 'converged';

const parentWarnings = (
  { head }: NetworkPlan,
  input: StartInput,
  parent: ParentVersion,
  kept: readonly string[],
): readonly string[] => {
  const fresh = head.layers.map(({ name }) => name).filter((name) => !kept.includes(name));
  if (fresh.length === 0 || startsByItself(input.recipe)) return [];
  const { model, version } = parent.manifest;
  return [
    `Of the head of ${model}:${version}, ${fresh.join(' and ')} cannot be gone on with (other classes, widths or standardised features): it starts from random values.`,
  ];
};

const findTop = (input: StartInput, { head }: NetworkPlan, base: BaseWeights | null): BaseWeights | null => {
  const isWhole = head.layers.some(({ name, units }) => name === 'fc1' && units === FULLY_CONNECTED_UNITS);
  return isWhole && input.parent === null && base?.hasTop === true ? base : null;
};

const topWarnings = ({ recipe, parent }: StartInput, top: BaseWeights | null): readonly string[] => {
  if (recipe.head.pool !== 'fullyConnected' || recipe.backbone.weights === 'none') return [];
  if (top !== null || parent !== null) return [];
  if (recipe.head.units !== FULLY_CONNECTED_UNITS) return [];
  return [
    'The weights of VGG16\'s fc1 and fc2 are not here, so both start from random (Glorot) values and need more epochs. "npm run weights -- --top" fetches them.',
  ];
};

const openBase = ({ recipe, parent }: StartInput, weightsDir: string): Promise<BaseWeights | null> => {
  if (recipe.backbone.weights === 'none') return Promise.resolve(null);
  const sha256 = parent?.manifest.backbone.sha256 ?? null;
  if (sha256 !== null) return findBaseBySha(weightsDir, sha256);
  return parent === null ? findBase(weightsDir) : Promise.resolve(null);
};

/**
 * Finds the first weights of each array above the freeze boundary: of the version that the recipe continues from, of the
 * ImageNet weights, or drawn by Glorot from the seed. What is read is kept in memory as long as `initial` is.
 * `WEIGHTS_MISSING`, `WEIGHTS_INVALID`.
 */
export const findFirstWeights = async (
  plan: NetworkPlan,
  input: StartInput,
  weightsDir: string,
): Promise<FirstWeights> => {
  const { parent } = input;
  const own = parent === null ? [] : [...parent.manifest.backbone.ownLayers];
  const dense = parent === null ? [] : keptDense(plan.head, input, parent);
  const tail = tailLayers(plan);
  const base = await openBase(input, weightsDir);
  const top = findTop(input, plan, base);
  const read = async (location: string, layers: readonly string[]) =>
    layers.length === 0 ? null : readSomeArrays(location, (name) => layers.includes(layerOf(name)));
  const fromParent = [...tail.filter((name) => own.includes(name)), ...dense];
  const sources: readonly [readonly string[], Pick<WeightsFile, 'arrays'> | null][] = [
    [fromParent, parent === null ? null : await read(parent.weightsLocation, fromParent)],
    [TOP_LAYERS, top === null ? null : await read(top.location, TOP_LAYERS)],
    [tail.filter((name) => !own.includes(name)), base?.convolutions ?? null],
  ];
  const drawn = glorotWeights(input.seed);
  return {
    initial: (name, shape) => {
      const found = sources.find(([layers, file]) => file !== null && layers.includes(layerOf(name)))?.[1];
      return found === null || found === undefined ? drawn(name, shape) : takeFloats(found, name, shape);
    },
    warnings: [
      ...topWarnings(input, top),
      ...(parent === null ? [] : parentWarnings(plan, input, parent, dense)),
    ],
  };
};

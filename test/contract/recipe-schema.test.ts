import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { recipeSchemaOf } from '../../src/contract/index.ts';
import {
  makeRandom,
  OPTIMIZER_DEFAULTS,
  PRESETS,
  type PresetName,
  RECIPE_BOUNDS,
  type RecipeOverrides,
  resolveRecipe,
} from '../../src/domain/index.ts';

const NAMES = ['fast', 'keras-tutorial', 'fine-tune'] as const satisfies readonly PresetName[];

/** The schema as a client reads it. */
const readSchema = (preset: PresetName): object =>
  JSON.parse(JSON.stringify(recipeSchemaOf(preset))) as object;

const validatorOf = (preset: PresetName) =>
  new Ajv2020({ strict: true, allowUnionTypes: true }).compile(readSchema(preset));

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const leavesOf = (node: Node, pointer = ''): [string, Node][] =>
  node.properties === undefined
    ? [[pointer, node]]
    : Object.entries(node.properties).flatMap(([name, child]) => leavesOf(child, `${pointer}/${name}`));

interface Tree {
  [name: string]: unknown;
}

/** Sets a value in a tree, and the sections above it. */
const place = (tree: Tree, path: readonly string[], value: unknown): void => {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const section = (tree[name] ?? {}) as Tree;
  tree[name] = section;
  place(section, rest, value);
};

const codeOf = (preset: PresetName, tree: unknown): string => {
  const resolved = resolveRecipe(preset, tree as RecipeOverrides);
  return 'recipe' in resolved ? 'right' : resolved.code;
};

/** A tree that has the value at the pointer, with an optimizer and a schedule that know the knob. */
const treeOf = (pointer: string, value: unknown): Record<string, unknown> => {
  const path = pointer.split('/').slice(1);
  const tree = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, object>;
  const knob = path.at(-1) ?? '';
  const named = Object.values(OPTIMIZER_DEFAULTS).find((defaults) => Object.hasOwn(defaults, path[1] ?? ''));
  const optimizer = path[0] === 'optimizer' ? { name: named?.name, ...tree['optimizer'] } : { name: 'sgd' };
  if (path[1] !== 'schedule') return { ...tree, optimizer };
  const name = ['everySteps', 'factor'].includes(knob) ? 'step' : 'cosine';
  return { optimizer: { name: 'sgd', schedule: { name, [knob]: value } } };
};

describe.each(NAMES)('the JSON Schema of the recipe of %s', (preset) => {
  const isValid = validatorOf(preset);

  test('has a name, a title and a description of every knob', () => {
    const schema = readSchema(preset);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `/recipes/${preset}`,
      title: expect.stringContaining(preset) as unknown,
    });
    for (const [pointer, { description }] of leavesOf(schema)) {
      if (pointer !== '/backbone/name') expect(description, pointer).toBeTypeOf('string');
    }
  });

  test('has the values of the preset as defaults', () => {
    const valueAt = (pointer: string): unknown =>
      pointer
        .split('/')
        .slice(1)
        .reduce<unknown>(
          (at, key) => (at as Record<string, unknown> | null | undefined)?.[key],
          PRESETS[preset],
        );
    for (const [pointer, node] of leavesOf(readSchema(preset))) {
      const value = valueAt(pointer);
      if (value !== undefined) expect(node.default, pointer).toEqual(value);
    }
  });

  test('has a default for every knob whose value does not depend on another one', () => {
    const without = leavesOf(readSchema(preset)).filter(([, node]) => node.default === undefined);
    // L-BFGS has no rate, and the optimizers that have one differ.
    const expected = preset === 'fast' ? ['/optimizer/learningRate', '/optimizer/weightDecay'] : [];
    expect(without.map(([pointer]) => pointer)).toEqual(expected);
  });

  test('accepts the whole recipe of every preset, and nothing at all', () => {
    for (const recipe of [...Object.values(PRESETS), {}]) {
      expect(isValid(recipe), JSON.stringify(isValid.errors)).toBe(true);
    }
  });

  test.each(Object.entries(RECIPE_BOUNDS))(
    'draws the bounds of %s where the service does',
    (pointer, bounds) => {
      const { minimum, maximum } = bounds;
      const outside = [
        minimum - Math.max(1, Math.abs(minimum)),
        maximum + Math.max(1, Math.abs(maximum)),
        '1',
      ];
      for (const value of [minimum, maximum]) {
        const tree = treeOf(pointer, value);
        expect(isValid(tree), `${JSON.stringify(tree)} ${JSON.stringify(isValid.errors)}`).toBe(true);
        expect(codeOf(preset, tree)).not.toBe('RECIPE_INVALID');
      }
      for (const value of outside) {
        expect(isValid(treeOf(pointer, value)), String(value)).toBe(false);
        expect(codeOf(preset, treeOf(pointer, value))).toBe('RECIPE_INVALID');
      }
    },
  );

  test('agrees with the service on any recipe, other than on parts that contradict each other', () => {
    const random = makeRandom(20).fork(preset);
    const knobs = leavesOf(readSchema(preset)).filter(([pointer]) => pointer !== '/backbone/weights');
    const seen = new Set<string>();
    for (let trial = 0; trial < 400; trial += 1) {
      const tree: Tree = {};
      for (let count = random.below(3); count >= 0; count -= 1) {
        const [pointer, node] = knobs[random.below(knobs.length)] ?? ['/epochs', {}];
        const values = [
          ...(node.enum ?? []),
          node.minimum,
          node.maximum,
          node.default,
          1,
          0.5,
          -1,
          'x',
          null,
          true,
        ];
        place(tree, pointer.split('/').slice(1), values[random.below(values.length)] ?? null);
      }
      const [isAccepted, code] = [isValid(tree), codeOf(preset, tree)];
      seen.add(`${String(isAccepted)} ${code}`);
      if (isAccepted) expect(code, JSON.stringify(tree)).not.toBe('RECIPE_INVALID');
      else expect(code, JSON.stringify(tree)).not.toBe('right');
    }
    expect([...seen]).toEqual(expect.arrayContaining(['true right', 'false RECIPE_INVALID']));
  });

  test.each([
    [{ epoch: 3 }],
    [{ head: { units: 1.5 } }],
    [{ preprocess: 'torch' }],
    [{ backbone: { trainableFrom: 'block6' } }],
    [{ backbone: { weights: 'a b' } }],
    [{ classWeights: 'even' }],
    [{ augment: { flip: true } }],
    [{ earlyStopping: { monitor: 'f1' } }],
    [{ optimizer: { name: 'adam', momentum: 0.9 } }],
    [{ optimizer: { name: 'lbfgs', learningRate: 0.1 } }],
    [{ optimizer: { name: 'lbfgs', schedule: { name: 'cosine' } } }],
  ])('refuses %j, as the service does', (tree) => {
    expect(isValid(tree)).toBe(false);
    expect(codeOf(preset, tree)).toMatch(/^RECIPE_/);
  });
});

test("the JSON Schema refuses another optimizer's knobs where the preset names the optimizer", () => {
  expect(validatorOf('fast')({ optimizer: { learningRate: 0.1 } })).toBe(false);
  expect(validatorOf('keras-tutorial')({ optimizer: { learningRate: 0.1 } })).toBe(true);
});

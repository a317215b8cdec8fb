import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  COMPONENTS,
  type DatasetBody,
  type JobEventBody,
  type RecipeBody,
  RecipeOverridesBody,
} from '../../src/contract/index.ts';
import {
  type FileVerdict,
  type JobEvent,
  PRESETS,
  RECIPE_BOUNDS,
  type Recipe,
  type RecipeOverrides,
  resolveRecipe,
} from '../../src/domain/index.ts';

const makeAjv = (): Ajv2020 => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  for (const schema of COMPONENTS) ajv.addSchema(schema);
  return ajv;
};

interface Node {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Node[];
  readonly items?: Node;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const childrenOf = (node: Node): readonly (readonly [string, Node])[] => [
  ...Object.entries(node.properties ?? {}),
  ...(node.anyOf ?? []).map((branch) => ['', branch] as const),
  ...(node.items === undefined ? [] : [['', node.items] as const]),
  ...(isNode(node.additionalProperties) ? [['*', node.additionalProperties] as const] : []),
];

const visit = (node: Node, pointer: string, see: (node: Node, pointer: string) => void): void => {
  see(node, pointer);
  for (const [name, child] of childrenOf(node))
    visit(child, name === '' ? pointer : `${pointer}/${name}`, see);
};

describe('the wire', () => {
  test('has the same recipe as the domain, in types', () => {
    expectTypeOf<RecipeBody>().toExtend<Recipe>();
    expectTypeOf<Recipe>().toExtend<RecipeBody>();
    expectTypeOf<RecipeOverridesBody>().toExtend<RecipeOverrides>();
    expectTypeOf<keyof RecipeOverridesBody>().toEqualTypeOf<keyof RecipeOverrides>();
    expectTypeOf<keyof DatasetBody['verdicts']>().toEqualTypeOf<FileVerdict>();
    expectTypeOf<JobEventBody['type']>().toEqualTypeOf<JobEvent['type']>();
  });

  test('shows every preset as a recipe of its own form', () => {
    const isRecipe = makeAjv().compile({ $ref: 'Recipe#' });
    for (const recipe of Object.values(PRESETS))
      expect(isRecipe(recipe), JSON.stringify(isRecipe.errors)).toBe(true);
  });

  test('accepts each number of a recipe within the bounds of the domain and has no other numbers', () => {
    const bounds: Record<string, { minimum: number | undefined; maximum: number | undefined }> = {};
    visit(RecipeOverridesBody as Node, '', (node, pointer) => {
      if (node.maximum !== undefined) bounds[pointer] = { minimum: node.minimum, maximum: node.maximum };
    });
    expect(bounds).toEqual(RECIPE_BOUNDS);
  });

  test('offers only words that a recipe of the domain accepts', () => {
    visit(RecipeOverridesBody as Node, '', (node, pointer) => {
      for (const word of node.enum ?? []) {
        const path = pointer.split('/').slice(1);
        const overrides = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), word);
        const outcome = resolveRecipe('keras-tutorial', overrides as RecipeOverrides);
        const code = 'code' in outcome ? outcome.code : 'resolved';
        expect(code, `${pointer} = ${String(word)}`).not.toBe('RECIPE_INVALID');
      }
    });
  });

  test('has no object that takes fields it does not name, other than maps of one form', () => {
    for (const component of COMPONENTS) {
      visit(component as Node, component.$id ?? '', (node, pointer) => {
        if (node.properties !== undefined) expect(node.additionalProperties, pointer).toBe(false);
        if (node.type === 'object') expect(node.additionalProperties, pointer).toBeDefined();
      });
    }
  });

  test('has examples that are valid', () => {
    const ajv = makeAjv();
    for (const component of COMPONENTS) {
      for (const example of (component as Node).examples ?? []) {
        const isValid = ajv.compile({ $ref: `${component.$id ?? ''}#` });
        expect(isValid(example), `${component.$id}: ${JSON.stringify(isValid.errors)}`).toBe(true);
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recipeSchemaOf } from '../../src/contract/index.ts';
import {
  type PresetName,
  RECIPE_BOUNDS,
  type RecipeOverrides,
  resolveRecipe,
} from '../../src/domain/index.ts';

const page = readFileSync(new URL('../../docs/recipe.md', import.meta.url), 'utf8');

const PRESETS = ['fast', 'keras-tutorial', 'fine-tune'] as const satisfies readonly PresetName[];

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

const knobsOf = (node: Node, name = ''): [string, Node][] =>
  node.properties === undefined
    ? [[name, node]]
    : Object.entries(node.properties).flatMap(([key, child]) =>
        knobsOf(child, name === '' ? key : `${name}.${key}`),
      );

const KNOBS = PRESETS.map((preset) => new Map(knobsOf(recipeSchemaOf(preset) as Node)));

const cellsOf = (knob: string): string[] => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${knob}\` |`));
  return (row ?? '').split('|').map((cell) => cell.trim());
};

describe('the page of recipes', () => {
  it.each([...(KNOBS[0]?.keys() ?? [])])('shows %s with what it is in each preset', (knob) => {
    const [, , , ...shown] = cellsOf(knob);
    const expected = KNOBS.map((knobs) => {
      const value = knobs.get(knob)?.default;
      if (value === undefined) return 'by optimizer';
      return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
    });
    expect(shown.slice(0, PRESETS.length)).toEqual(expected);
  });

  it.each(Object.entries(RECIPE_BOUNDS))('shows the bounds of %s', (pointer, { minimum, maximum }) => {
    const knob = pointer.slice(1).replace('/*', '').replaceAll('/', '.');
    expect(cellsOf(knob)[2]).toContain(`${minimum} to ${maximum}`);
  });

  it('names no knob that does not exist', () => {
    const named = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, knob]) => knob);
    expect(named.toSorted()).toEqual([...(KNOBS[0]?.keys() ?? [])].toSorted());
  });

  it('has only examples that make a recipe', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text]) => JSON.parse(text ?? '') as { preset?: PresetName; recipe?: RecipeOverrides },
    );
    expect(examples.length).toBeGreaterThan(3);
    for (const example of examples) {
      const recipe = example.recipe ?? (example as RecipeOverrides);
      // An alias is resolved against the model store before the recipe is read.
      const { backbone } = recipe;
      const settled = backbone?.weights === 'animals@prod' ? { ...backbone, weights: 'animals:2' } : backbone;
      const tree = settled === undefined ? recipe : { ...recipe, backbone: settled };
      const outcomes = PRESETS.map((preset) => resolveRecipe(preset, tree));
      expect(
        outcomes.some((outcome) => 'recipe' in outcome),
        JSON.stringify(outcomes),
      ).toBe(true);
    }
  });
});

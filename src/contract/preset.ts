import Type, { type Static } from 'typebox';
import { DEFAULT_PRESET, DEFAULT_VALIDATION, PRESETS, type PresetName } from '../domain/index.ts';
import { exampleRecipe, presetName, RecipeBody } from './recipe.ts';
import { closed, component, listOf, oneOf, refTo } from './schema.ts';

/** What each preset is for, in one sentence. */
export const PRESET_DESCRIPTIONS: Readonly<Record<PresetName, string>> = {
  fast: 'The whole base frozen, standardised average features, and one dense layer with L2, trained to convergence.',
  'keras-tutorial':
    'The script that users of Keras know: VGG16 with its top, 19 layers frozen, raw pixels, SGD, two steps an epoch.',
  'fine-tune': 'As `fast` first, then block5 of the backbone and the head at a low rate.',
};

/** A preset on the wire. */
export const PresetBody = component(
  'Preset',
  {
    preset: presetName,
    description: Type.String(),
    isDefault: Type.Boolean({ description: 'Whether a job that names no preset has this one.' }),
    recipe: refTo(RecipeBody),
    validation: closed(
      { split: Type.Number(), rule: oneOf(['stratified', 'keras']) },
      { description: 'For datasets whose folders give no split.' },
    ),
    links: closed({ schema: Type.String({ description: 'The JSON Schema of what can be changed of it.' }) }),
  },
  {
    description: 'A whole recipe by name.',
    examples: [
      {
        preset: 'fast',
        description: 'One dense layer on the frozen base.',
        isDefault: true,
        recipe: exampleRecipe,
        validation: { split: 0.2, rule: 'stratified' },
        links: { schema: '/recipes/fast' },
      },
    ],
  },
);

export const PresetListBody = listOf('PresetList', PresetBody, 'the usual one first');

const NAMES: readonly PresetName[] = [DEFAULT_PRESET, 'keras-tutorial', 'fine-tune'];

/** All presets as they go over the wire. */
export const presetListBody = (): Static<typeof PresetListBody> => ({
  data: NAMES.map((preset) => ({
    preset,
    description: PRESET_DESCRIPTIONS[preset],
    isDefault: preset === DEFAULT_PRESET,
    recipe: PRESETS[preset],
    validation: DEFAULT_VALIDATION[preset],
    links: { schema: `/recipes/${preset}` },
  })),
  nextAfter: null,
});

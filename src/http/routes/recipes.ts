import Type from 'typebox';
import {
  PresetListBody,
  presetListBody,
  presetName,
  RecipeSchemaBody,
  recipeSchemaOf,
} from '../../contract/index.ts';
import type { App } from '../app.ts';
import { jsonReply, operation } from '../operation.ts';

const MEDIA_TYPE = 'application/schema+json';

/** The routes below `/recipes`: the presets, and what can be changed of each. */
export const routeRecipes = (app: App): void => {
  app.route({
    ...operation('listPresets', {}, { 200: jsonReply('The presets.', PresetListBody) }),
    handler: () => presetListBody(),
  });
  const { content, ...reply } = jsonReply('The JSON Schema.', RecipeSchemaBody);
  app.route({
    ...operation(
      'readRecipeSchema',
      { params: Type.Object({ preset: presetName }) },
      { 200: { ...reply, content: { [MEDIA_TYPE]: content['application/json'] } } },
    ),
    handler: ({ params }, response) => response.type(MEDIA_TYPE).send(recipeSchemaOf(params.preset)),
  });
};

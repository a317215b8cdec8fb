import Type, { type Static } from 'typebox';
import { LEAST_METRICS, type LeastValue } from '../domain/index.ts';
import { leastValue } from './least-value.ts';
import { aliasName, modelName } from './names.ts';
import { presetName, RecipeOverridesBody } from './recipe.ts';
import { closed, component, mapOf, oneOf, refTo } from './schema.ts';
import { metadataInput } from './version-notes.ts';

const minimum = Type.Unsafe<Partial<Record<(typeof LEAST_METRICS)[number], LeastValue>>>(
  mapOf(leastValue, {
    propertyNames: oneOf(LEAST_METRICS),
    description:
      'What metrics of which more is better must be at the best epoch. A model below one is kept as a version, but the alias does not move to it.',
  }),
);

const abstain = closed(
  {
    precision: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Least share of right ones among the validation pictures that are answered.',
    }),
  },
  {
    description:
      'Gives the version the `threshold` of its highest probability that answers the most pictures with this precision; below it, answers of `POST /predict` are `abstained`. Default: none, it never abstains.',
  },
);

/** Body of `POST /jobs`. */
export const JobRequestBody = component(
  'JobRequest',
  {
    model: modelName,
    dataset: Type.Unsafe<{ id?: string; path?: string }>({
      ...closed({
        id: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'A dataset.' })),
        path: Type.Optional(
          Type.String({ minLength: 1, maxLength: 1000, description: 'A folder below DATASETS_ROOT.' }),
        ),
      }),
      minProperties: 1,
      maxProperties: 1,
      description: 'Either `id` or `path`.',
    }),
    validation: Type.Optional(
      closed(
        {
          split: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              exclusiveMaximum: 1,
              description: 'Part of the pictures that is set aside for validation. Default 0.2.',
            }),
          ),
          rule: Type.Optional(
            oneOf(['stratified', 'keras'], {
              description:
                '`stratified`: drawn from each class by the seed. `keras`: the first files of each class.',
            }),
          ),
        },
        { description: 'Only for datasets whose folders give no split.' },
      ),
    ),
    preset: Type.Optional(presetName),
    recipe: Type.Optional(refTo(RecipeOverridesBody)),
    publish: Type.Optional(
      closed({
        alias: Type.Optional(aliasName),
        minimum: Type.Optional(minimum),
        abstain: Type.Optional(abstain),
      }),
    ),
    device: Type.Optional(
      oneOf(['auto', 'cpu', 'gpu'], {
        description: 'Where tensor work runs; `gpu` fails where there is none. Default `auto`.',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The same seed, dataset and recipe give the same model. Default: drawn.',
      }),
    ),
    metadata: Type.Optional(metadataInput),
  },
  {
    description: 'What is to be trained.',
    examples: [
      {
        model: 'animals',
        dataset: { id: 'ds_01jdf5w2q0v9' },
        validation: { split: 0.2 },
        preset: 'fast',
        recipe: { epochs: 60, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.001 } },
        publish: { alias: 'latest', minimum: { val_accuracy: 0.8 }, abstain: { precision: 0.95 } },
        device: 'auto',
        seed: 7,
        metadata: { team: 'birds' },
      },
    ],
  },
);
export type JobRequestBody = Static<typeof JobRequestBody>;

import Type, { type Static } from 'typebox';
import { datasetName } from './dataset.ts';
import { component, oneOf } from './schema.ts';

/** Body of `POST /datasets` for a folder on the server, or for what was uploaded below `/uploads`. */
export const DatasetRequestBody = component(
  'DatasetRequest',
  {
    path: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: 'A folder below DATASETS_ROOT on the server.',
        examples: ['photos'],
      }),
    ),
    content: Type.Optional(
      oneOf(['copy', 'reference'], {
        description:
          'With `path`: `copy` (the default) copies the pictures; `reference` reads them where they lie, and verifies the hash of each at every use.',
      }),
    ),
    uploadId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description:
          'A zip that was uploaded below `/uploads`: the last part of its address. It is removed once the dataset is made.',
        examples: ['up_01jdf5w2q0v9'],
      }),
    ),
    name: Type.Optional(datasetName),
  },
  {
    description: 'Either the `path` of a folder on the server or an `uploadId`.',
    examples: [{ path: 'photos', name: 'animals' }, { uploadId: 'up_01jdf5w2q0v9' }],
  },
);
export type DatasetRequestBody = Static<typeof DatasetRequestBody>;

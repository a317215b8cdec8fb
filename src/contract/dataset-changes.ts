import Type, { type Static } from 'typebox';
import { datasetName, uploadFiles } from './dataset.ts';
import { modelName } from './names.ts';
import { closed, component, oneOf, refTo } from './schema.ts';

const fileId = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'The `fileId` of a file of the parent.',
});

const predictions = Type.Unsafe<{ model?: string; ids?: string[] }>({
  ...closed({
    model: Type.Optional(modelName),
    ids: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
        minItems: 1,
        maxItems: 100_000,
        description: 'Ids of stored predictions, each of which has a label.',
      }),
    ),
  }),
  minProperties: 1,
  maxProperties: 1,
  description:
    'Pictures of stored predictions that come in with their labels as classes, as `<label>/<id>.jpg`: all labelled ones of a `model`, or those with these `ids`. A picture that the parent has in that class is a `duplicate`.',
});

const changes = {
  remove: Type.Optional(
    Type.Array(fileId, { maxItems: 100_000, description: 'Files of the parent that are left out.' }),
  ),
  relabel: Type.Optional(
    Type.Array(
      closed({
        fileId,
        class: Type.String({
          maxLength: 255,
          description:
            'The class that the file is to have: a name that a folder can have, without a dot in front.',
        }),
      }),
      { maxItems: 100_000, description: 'Files of the parent that get another class.' },
    ),
  ),
  predictions: Type.Optional(predictions),
  name: Type.Optional(datasetName),
};

const addition = Type.Unsafe<{ path?: string; content?: 'copy' | 'reference'; uploadId?: string }>({
  ...closed({
    path: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        description: 'A folder below DATASETS_ROOT on the server.',
      }),
    ),
    content: Type.Optional(
      oneOf(['copy', 'reference'], {
        description: 'With `path`: whether the pictures are copied (the default) or read where they lie.',
      }),
    ),
    uploadId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'A zip that was uploaded below `/uploads`. It is removed once the dataset is made.',
      }),
    ),
  }),
  minProperties: 1,
  description: 'Files that come in beside those of the parent: either `path` or `uploadId`.',
});

const examples = [
  { remove: ['file_0000003'], relabel: [{ fileId: 'file_0000001', class: 'dog' }] },
  { add: { path: 'more-photos' }, name: 'animals, more of them' },
  { predictions: { model: 'animals' } },
];

/** What is to be different in a dataset that is derived, files to add left out: the field `changes` of a form. */
export const DatasetChangesBody = component('DatasetChanges', changes, {
  description: 'What is to be different from the parent.',
  examples: examples.slice(0, 1),
});
export type DatasetChangesBody = Static<typeof DatasetChangesBody>;

/** Body of `POST /datasets/:id/derive`. */
export const DeriveRequestBody = component(
  'DeriveRequest',
  { ...changes, add: Type.Optional(addition) },
  { description: 'What is to be different from the parent: at least one change.', examples },
);
export type DeriveRequestBody = Static<typeof DeriveRequestBody>;

/** What a multipart body of `POST /datasets/:id/derive` is made of; for documentation, it is read as a stream. */
export const DeriveForm = Type.Object(
  { changes: Type.Optional(refTo(DatasetChangesBody)), ...uploadFiles, name: Type.Optional(datasetName) },
  {
    description:
      'Files to add, either one `archive` or one or more `images`, and as JSON in the field `changes` what else is to be different.',
    additionalProperties: false,
  },
);

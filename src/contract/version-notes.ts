import Type from 'typebox';
import { METADATA_BOUNDS } from '../domain/index.ts';
import { component, mapOf, nullable } from './schema.ts';

const { keys, key, value, description } = METADATA_BOUNDS;

/** Notes by keys of the client's choice. */
export const metadataInput = mapOf(Type.String({ maxLength: value }), {
  maxProperties: keys,
  propertyNames: { maxLength: key },
  description: "The client's own notes; the version that the job makes has them too.",
});

/** Body of `PATCH /models/:name/versions/:version`. */
export const VersionChangeBody = component(
  'VersionChange',
  {
    description: Type.Optional(
      nullable(Type.String({ maxLength: description, description: 'null removes it.' })),
    ),
    metadata: Type.Optional(
      mapOf(nullable(Type.String({ maxLength: value })), {
        // All that there may be is taken away and as much is put in its place.
        maxProperties: 2 * keys,
        propertyNames: { maxLength: key },
        description: `Keys that change; null removes one, and those that are not named stay. At most ${keys} in all.`,
      }),
    ),
  },
  {
    description: 'What is to change of the notes of a version; what is absent stays.',
    examples: [
      { description: 'Retrained with the pictures of May.', metadata: { ticket: '42', team: null } },
    ],
  },
);

import Type, { type Static } from 'typebox';
import type { AliasMove } from '../domain/index.ts';
import { closed, component, listOf, nullable, oneOf, timestamp } from './schema.ts';

const version = Type.Integer({ minimum: 1, maximum: 999_999_999, description: '1, 2, ...' });
const movedAt = timestamp('When it moved.');
const movedBy = Type.String({
  description: 'A job, `import`, or the `X-Request-Id` of the call that moved it.',
});

/** Body of `PUT /models/:name/aliases/:alias`. */
export const AliasRequestBody = component(
  'AliasRequest',
  { version },
  { description: 'Where the alias is to point.', examples: [{ version: 3 }] },
);

/** An alias on the wire. */
export const AliasBody = component(
  'Alias',
  {
    model: Type.String(),
    alias: Type.String(),
    version,
    movedAt,
    movedBy,
    links: closed({ self: Type.String(), history: Type.String(), version: Type.String() }),
  },
  {
    description: 'Where an alias points.',
    examples: [
      {
        model: 'animals',
        alias: 'prod',
        version: 3,
        movedAt: '2026-03-01T09:31:00.000Z',
        movedBy: 'req_01k9v2x4w8r7t3q5n6m1p0d2c4',
        links: {
          self: '/models/animals/aliases/prod',
          history: '/models/animals/aliases/prod/history',
          version: '/models/animals/versions/3',
        },
      },
    ],
  },
);
export type AliasBody = Static<typeof AliasBody>;

/** One move of an alias on the wire. */
export const AliasMoveBody = component(
  'AliasMove',
  {
    number: Type.Integer({ minimum: 1, description: 'The first move is 1.' }),
    change: oneOf(['moved', 'rolledBack', 'removed']),
    version: nullable(
      Type.Integer({ minimum: 1, description: 'Where it points since; null: it was removed.' }),
    ),
    movedAt,
    movedBy,
  },
  {
    description: 'One move of an alias.',
    examples: [
      { number: 2, change: 'moved', version: 3, movedAt: '2026-03-01T09:31:00.000Z', movedBy: 'import' },
    ],
  },
);
export type AliasMoveBody = Static<typeof AliasMoveBody>;

export const AliasMoveListBody = listOf('AliasMoveList', AliasMoveBody, 'oldest first');

/** Where an alias points. */
export interface AliasFacts {
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  readonly at: string;
  readonly by: string;
}

/** An alias as it goes over the wire. */
export const toAliasBody = ({ model, alias, version: pointed, at, by }: AliasFacts): AliasBody => {
  const models = `/models/${encodeURIComponent(model)}`;
  const self = `${models}/aliases/${encodeURIComponent(alias)}`;
  return {
    model,
    alias,
    version: pointed,
    movedAt: at,
    movedBy: by,
    links: { self, history: `${self}/history`, version: `${models}/versions/${pointed}` },
  };
};

/** One move of an alias as it goes over the wire. */
export const toAliasMoveBody = (move: AliasMove & { readonly number: number }): AliasMoveBody => {
  const change = move.isRollback === true ? 'rolledBack' : 'moved';
  return {
    number: move.number,
    change: move.version === null ? 'removed' : change,
    version: move.version,
    movedAt: move.at,
    movedBy: move.by,
  };
};

import { entriesOf, WHOLE_PAGE } from './pages.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import type { AliasMove, AnswerOf } from './wire.ts';

/** The calls below `/models/{name}/aliases`; `models.get` tells all aliases of a model. */
export const aliasCalls = (transport: Transport) => ({
  /** Where an alias points. */
  get: (name: string, alias: string, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'findAlias'>>({
      path: addressOf('/models/{name}/aliases/{alias}', { name, alias }),
      signal,
    }),
  /** Points an alias to a version; where it points there already, nothing changes. */
  move: (name: string, alias: string, version: number, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'moveAlias'>>({
      method: 'PUT',
      path: addressOf('/models/{name}/aliases/{alias}', { name, alias }),
      body: { version },
      signal,
    }),
  /** Takes an alias back to the version before; called again, further back. */
  rollBack: (name: string, alias: string, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'rollBackAlias'>>({
      method: 'POST',
      path: addressOf('/models/{name}/aliases/{alias}/rollback', { name, alias }),
      signal,
    }),
  /** Every move of an alias, oldest first, also of one that was removed. */
  history: (
    name: string,
    alias: string,
    { signal }: CallOptions = {},
  ): AsyncGenerator<AliasMove, void, undefined> =>
    entriesOf((after) =>
      transport.json<AnswerOf<'listAliasMoves'>>({
        path: addressOf('/models/{name}/aliases/{alias}/history', { name, alias }),
        query: { limit: WHOLE_PAGE, after },
        signal,
      }),
    ),
  /** Removes an alias other than `latest`; its history stays. */
  remove: (name: string, alias: string, { signal }: CallOptions = {}): Promise<void> =>
    transport.done({
      method: 'DELETE',
      path: addressOf('/models/{name}/aliases/{alias}', { name, alias }),
      signal,
    }),
});

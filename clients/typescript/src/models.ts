import { addressOf, type CallOptions, type Transport } from './transport.ts';
import type { AnswerOf, QueryOf } from './wire.ts';

/** The calls below `/models`. */
export const modelCalls = (transport: Transport) => ({
  /** One part of the list of models. */
  list: (options: QueryOf<'listModels'> & CallOptions = {}) => {
    const { signal, ...query } = options;
    return transport.json<AnswerOf<'listModels'>>({ path: '/models', query, signal });
  },
  /** One model. */
  get: (name: string, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'findModel'>>({ path: addressOf('/models/{name}', { name }), signal }),
  /** One part of the list of a model's versions. */
  versions: (name: string, options: QueryOf<'listVersions'> & CallOptions = {}) => {
    const { signal, ...query } = options;
    const path = addressOf('/models/{name}/versions', { name });
    return transport.json<AnswerOf<'listVersions'>>({ path, query, signal });
  },
  /** The manifest of a version. */
  version: (name: string, version: number, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'findVersion'>>({
      path: addressOf('/models/{name}/versions/{version}', { name, version }),
      signal,
    }),
  /** A version as a file, for Keras or others. */
  export: async (
    name: string,
    version: number,
    options: QueryOf<'exportVersion'> & CallOptions = {},
  ): Promise<Blob> => {
    const { signal, ...query } = options;
    const path = addressOf('/models/{name}/versions/{version}/export', { name, version });
    return (await transport.send({ path, query, signal })).blob();
  },
});

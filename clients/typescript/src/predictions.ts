import { entriesOf, WHOLE_PAGE } from './pages.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import type { AnswerOf, QueryOf, StoredPrediction } from './wire.ts';

/** Which stored predictions, and in which order. */
export type PredictionFilter = Omit<QueryOf<'listPredictions'>, 'after' | 'limit'>;

/** The calls below `/predictions`: answers that `predict` was asked to `store`. */
export const predictionCalls = (transport: Transport) => {
  const list = (options: QueryOf<'listPredictions'> & CallOptions = {}) => {
    const { signal, ...query } = options;
    return transport.json<AnswerOf<'listPredictions'>>({ path: '/predictions', query, signal });
  };
  return {
    /** One part of the list, newest or most uncertain first. */
    list,
    /** All that match, part after part. */
    all: (options: PredictionFilter & CallOptions = {}): AsyncGenerator<StoredPrediction, void, undefined> =>
      entriesOf((after) =>
        list({ limit: WHOLE_PAGE, ...options, ...(after === undefined ? {} : { after }) }),
      ),
    /** One stored prediction. */
    get: (id: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'findPrediction'>>({ path: addressOf('/predictions/{id}', { id }), signal }),
    /** Its picture as a JPEG, upright and made small. */
    image: async (id: string, options: QueryOf<'readPredictionImage'> & CallOptions = {}): Promise<Blob> => {
      const { signal, ...query } = options;
      const path = addressOf('/predictions/{id}/image', { id });
      return (await transport.send({ path, query, signal })).blob();
    },
    /** Says what the picture shows, in place of what was said before. */
    label: (id: string, className: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'labelPrediction'>>({
        method: 'POST',
        path: addressOf('/predictions/{id}/label', { id }),
        body: { className },
        signal,
      }),
    /** Removes it with its picture. */
    remove: (id: string, { signal }: CallOptions = {}): Promise<void> =>
      transport.done({ method: 'DELETE', path: addressOf('/predictions/{id}', { id }), signal }),
  };
};

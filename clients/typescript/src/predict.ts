import type { CallOptions, Transport } from './transport.ts';
import type { AnswerOf, PredictReply, QueryOf } from './wire.ts';

/** How pictures are classified. */
export type PredictOptions = QueryOf<'predict'> &
  CallOptions & {
    /** Goes round the service's cache of answers. */
    readonly isFresh?: boolean;
  };

/** Classifies 1 to 16 pictures; one answer a picture, in order. A bad one among several is an entry with `error`. */
export const predictCall =
  (transport: Transport) =>
  (pictures: Blob | readonly Blob[], options: PredictOptions = {}): Promise<PredictReply> => {
    const { signal, isFresh = false, ...query } = options;
    const form = new FormData();
    for (const picture of pictures instanceof Blob ? [pictures] : pictures) form.append('image', picture);
    const headers: Record<string, string> = isFresh ? { 'cache-control': 'no-cache' } : {};
    return transport.json<AnswerOf<'predict'>>({
      method: 'POST',
      path: '/predict',
      query,
      body: form,
      headers,
      signal,
    });
  };

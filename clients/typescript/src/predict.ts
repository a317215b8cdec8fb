import type { CallOptions, Transport } from './transport.ts';
import type { AnswerOf, PredictReply, QueryOf } from './wire.ts';

/** How pictures are classified. */
export type PredictOptions = QueryOf<'predict'> &
  CallOptions & {
    /** `no-cache`: what the service knows of the pictures is not used but replaced; `no-store`: neither used nor kept. */
    readonly cache?: 'no-cache' | 'no-store';
  };

/** Classifies 1 to 16 pictures; one answer a picture, in order. A bad one among several is an entry with `error`. */
export const predictCall =
  (transport: Transport) =>
  (pictures: Blob | readonly Blob[], options: PredictOptions = {}): Promise<PredictReply> => {
    const { signal, cache, ...query } = options;
    const form = new FormData();
    for (const picture of pictures instanceof Blob ? [pictures] : pictures) form.append('image', picture);
    const headers: Record<string, string> = cache === undefined ? {} : { 'cache-control': cache };
    return transport.json<AnswerOf<'predict'>>({
      method: 'POST',
      path: '/predict',
      query,
      body: form,
      headers,
      signal,
    });
  };

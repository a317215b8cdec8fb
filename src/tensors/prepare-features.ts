import type { Example, HeadArchitecture, Preprocess } from '../domain/index.ts';
import type { Backbone } from './backbone.ts';
import { computeFeatures } from './features.ts';
import { BACKBONE_BATCH } from './float-base.ts';

/** How pictures become features. */
export interface FeatureSettings {
  readonly mode: Preprocess;
  readonly pool: HeadArchitecture['pool'];
}

/**
 * Features of pictures, one row each, in order. While the engine works on a batch the next one is decoded.
 * `onDone` hears how many pictures are done. Rejects with what `pixelsOf` rejects with, or with the signal's reason.
 */
export const prepareFeatures = async (
  backbone: Backbone,
  examples: readonly Example[],
  pixelsOf: (example: Example) => Promise<Uint8Array>,
  { mode, pool }: FeatureSettings,
  onDone: (pictures: number) => void,
  signal: AbortSignal,
): Promise<Float32Array[]> => {
  const decode = (first: number): Promise<Uint8Array[]> => {
    const decoding = Promise.all(examples.slice(first, first + BACKBONE_BATCH).map(pixelsOf));
    // It is awaited a batch later, or never when something else fails first.
    decoding.catch(() => undefined);
    return decoding;
  };
  const rows: Float32Array[] = [];
  let next = decode(0);
  for (let first = 0; first < examples.length; first += BACKBONE_BATCH) {
    const pictures = await next;
    signal.throwIfAborted();
    next = decode(first + BACKBONE_BATCH);
    rows.push(...(await computeFeatures(backbone, pictures, mode, pool, signal)));
    onDone(rows.length);
  }
  return rows;
};

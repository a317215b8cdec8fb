import type { HeadArchitecture, Preprocess } from '../domain/index.ts';
import { type Backbone, FEATURES_PER_PICTURE } from './backbone.ts';
import { BACKBONE_BATCH } from './float-base.ts';

/**
 * Features of pictures (RGB bytes `[224, 224, 3]`), 16 at a time: for each a row of 512 (`average`) or 25088 (`flatten`, row-major
 * 7, 7, 512) values, owned by the caller.
 */
export const computeFeatures = async (
  backbone: Backbone,
  pictures: readonly Uint8Array[],
  mode: Preprocess,
  pool: HeadArchitecture['pool'],
  signal?: AbortSignal,
): Promise<Float32Array[]> => {
  const rows: Float32Array[] = [];
  const width = FEATURES_PER_PICTURE[pool];
  for (let first = 0; first < pictures.length; first += BACKBONE_BATCH) {
    const map = await backbone.featureMap(pictures.slice(first, first + BACKBONE_BATCH), mode, signal);
    const pooled = backbone.pool(map, pool);
    const values = pooled.dataSync<'float32'>();
    map.dispose();
    pooled.dispose();
    for (let at = 0; at < values.length; at += width) rows.push(values.subarray(at, at + width));
  }
  return rows;
};

import type { HeatMap } from '../domain/index.ts';

/** A heat map as it travels to a decoder process, in JSON. */
export type SentHeatMap = Omit<HeatMap, 'values'> & { readonly values: readonly number[] };

export const packHeatMap = ({ values, ...heatMap }: HeatMap): SentHeatMap => ({
  ...heatMap,
  values: [...values],
});

export const openHeatMap = ({ values, ...heatMap }: SentHeatMap): HeatMap => ({
  ...heatMap,
  values: Float32Array.from(values),
});

/** Where in a picture a class was seen (Grad-CAM, Selvaraju et al. 2017): row by row, 0 (not at all) to 1 (most). */
export interface HeatMap {
  /** The class that is explained: the likeliest one. */
  readonly classIndex: number;
  readonly width: number;
  readonly height: number;
  /** `width * height` values. All 0 where nothing speaks for the class. */
  readonly values: Float32Array;
}

/** The last map of the backbone, which heat maps are made of. */
export const HEAT_MAP_LAYER = 'block5_pool';

/** Sides of a heat map, in values. */
export const HEAT_MAP_SIDE = 7;

/** Rows of pictures at the freeze boundary, wherever they lie: on disk, in memory, or computed when they are asked for. */
export interface Rows {
  /** Number of pictures. */
  readonly count: number;
  /** Values of one row. */
  readonly width: number;
  /**
   * The rows of `indices` (0 .. count - 1) one after the other, `indices.length * width` values, owned by the caller.
   * `draw` is the number of the step, 0-based over the whole run; it matters only where pictures are changed at random.
   */
  readonly gather: (indices: readonly number[], draw: number) => Promise<Float32Array>;
}

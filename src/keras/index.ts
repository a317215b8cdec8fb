/** The room of Keras's files: `.h5` read and written, the official weights, the summary table. */

export type { KerasArray } from './read-arrays.ts';
export { type KerasModel, readKerasModel } from './read-model.ts';

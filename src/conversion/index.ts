/** The room of the converter process: exports and imports of model files, one at a time, away from the API. */
export type { ConverterProtocol } from './converter-protocol.ts';
export { createModelFiles, type ModelFilesOptions, type ModelFilesProcess } from './create-model-files.ts';

import { type SummaryTable, summaryOf } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';
import { makeFindVersion } from './find-version.ts';

/** Makes the use case behind `GET /models/:name/versions/:version/summary`. `MODEL_NOT_FOUND`. */
export const makeSummariseVersion = (deps: { readonly models: Pick<ModelStore, 'find'> }) => {
  const findVersion = makeFindVersion(deps);
  return async (name: string, version: number): Promise<SummaryTable> =>
    summaryOf(await findVersion(name, version));
};

import type { JobBody, JobRequestBody } from '../../src/contract/index.ts';
import type { Precision } from '../../src/domain/index.ts';
import type { Photo } from '../../test/e2e/photos.ts';
import { succeeded } from './client.ts';
import { type BaseKind, type EngineSpeed, openEngine } from './engine-speed.ts';
import type { LoadRequest } from './load.ts';

/** Past the answer cache: every picture goes through the engine. */
const UNCACHED = { 'cache-control': 'no-cache' };

/** `POST /predict` of one photo, as a whole body. */
export const predictRequest = (model: string, { bytes }: Photo, isCached = false): LoadRequest => ({
  path: `/predict?model=${encodeURIComponent(model)}`,
  headers: { 'content-type': 'image/jpeg', ...(isCached ? {} : UNCACHED) },
  body: Buffer.from(bytes),
});

/** The same photo in the form that LitServe reads unless it is told otherwise. */
export const litRequest = ({ bytes }: Photo): LoadRequest => ({
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ image: Buffer.from(bytes).toString('base64') })),
});

/** The same photo for FastAPI. */
export const fastRequest = ({ bytes }: Photo): LoadRequest => ({
  path: '/predict',
  headers: { 'content-type': 'image/jpeg' },
  body: Buffer.from(bytes),
});

/** Trains a model of a name of its own; gives the job. */
export const trainModel = async (
  url: string,
  model: string,
  datasetId: string,
  changes: Pick<JobRequestBody, 'preset' | 'recipe' | 'seed'>,
): Promise<JobBody> => {
  const body: JobRequestBody = { model, dataset: { id: datasetId }, preset: 'fast', ...changes };
  const reply = await fetch(`${url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (reply.status !== 202) throw new Error(`expected 202, received ${reply.status}: ${await reply.text()}`);
  return succeeded(url, ((await reply.json()) as JobBody).id);
};

/** The same head on the same photos, in both precisions: models `float32` and `int8`. */
export const trainBoth = async (url: string, datasetId: string): Promise<void> => {
  for (const precision of ['float32', 'int8'] as const satisfies readonly Precision[]) {
    await trainModel(url, precision, datasetId, { recipe: { backbone: { precision } }, seed: 1 });
  }
};

/** The engine alone, with each of its bases. */
export type Engines = Readonly<Record<BaseKind, EngineSpeed>>;

/** Opens all bases for the time of `work`. */
export const withEngines = async <T>(work: (engines: Engines) => Promise<T>): Promise<T> => {
  const engines = {
    steps: await openEngine('steps'),
    graph: await openEngine('graph'),
    int8: await openEngine('int8'),
  };
  try {
    return await work(engines);
  } finally {
    for (const engine of Object.values(engines)) engine.close();
  }
};

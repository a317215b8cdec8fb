import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetBody, JobBody, JobRequestBody, PredictReplyBody } from '../../src/contract/index.ts';
import { CLASSES, formOf, PHOTOS, type Photo, photos } from '../../test/e2e/photos.ts';

export { waitUntilReady } from '../../test/e2e/service.ts';

const bodyOf = async <T>(reply: Response, status: number): Promise<T> => {
  if (reply.status === status) return (await reply.json()) as T;
  throw new Error(`expected ${status} from ${reply.url}, received ${reply.status}: ${await reply.text()}`);
};

/** All example photos, class by class. */
export const allPhotos = (): Photo[] =>
  photos(0, Math.max(...CLASSES.map((className) => readdirSync(join(PHOTOS, className)).length)));

/** About `count` photos, spread over all of them, so that every class is there. */
export const spread = (photos: readonly Photo[], count: number): Photo[] => {
  const step = Math.max(1, photos.length / count);
  return photos.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
};

/** Uploads photos as a dataset; gives its id. */
export const upload = async (url: string, of: readonly Photo[]): Promise<string> => {
  const reply = await fetch(`${url}/datasets`, { method: 'POST', body: formOf('images', of) });
  return (await bodyOf<DatasetBody>(reply, 201)).id;
};

/** What a job of a bench differs in from one with the preset `fast`. */
export type JobChanges = Pick<JobRequestBody, 'preset' | 'recipe'>;

/** Makes a job, with the preset `fast` unless another is named; gives its id. */
export const postJob = async (
  url: string,
  datasetId: string,
  seed: number,
  changes: JobChanges = {},
): Promise<string> => {
  const body: JobRequestBody = {
    model: 'bench',
    dataset: { id: datasetId },
    preset: 'fast',
    seed,
    ...changes,
  };
  const reply = await fetch(`${url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await bodyOf<JobBody>(reply, 202)).id;
};

/** The job as it is now. */
export const getJob = async (url: string, id: string): Promise<JobBody> =>
  bodyOf<JobBody>(await fetch(`${url}/jobs/${id}`), 200);

/** Resolves when the job has ended; throws unless it succeeded. The server closes the stream of events at the end. */
export const succeeded = async (url: string, id: string): Promise<JobBody> => {
  const events = await fetch(`${url}/jobs/${id}/events`, { headers: { accept: 'text/event-stream' } });
  await events.text();
  const job = await getJob(url, id);
  if (job.state === 'succeeded') return job;
  throw new Error(`expected job ${id} to succeed, it is ${job.state}: ${JSON.stringify(job.error)}`);
};

/** Asks the model about one photo, the JPEG as the whole body. */
export const predictOne = async (url: string, { bytes }: Photo): Promise<PredictReplyBody> => {
  const headers = { 'content-type': 'image/jpeg' };
  return bodyOf<PredictReplyBody>(
    await fetch(`${url}/predict`, { method: 'POST', headers, body: bytes }),
    200,
  );
};

const MOST_PICTURES = 16;

/** The most likely class of each photo, several photos a call. */
export const predictAll = async (url: string, of: readonly Photo[]): Promise<(string | null)[]> => {
  const answers: (string | null)[] = [];
  for (let first = 0; first < of.length; first += MOST_PICTURES) {
    const body = formOf('image', of.slice(first, first + MOST_PICTURES));
    const reply = await fetch(`${url}/predict?topK=1`, { method: 'POST', body });
    const { predictions } = await bodyOf<PredictReplyBody>(reply, 200);
    answers.push(
      ...predictions.map((answer) => ('topK' in answer ? (answer.topK[0]?.className ?? null) : null)),
    );
  }
  return answers;
};

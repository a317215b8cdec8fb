import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DatasetBody } from '../src/contract/index.ts';
import { formOf } from '../test/e2e/photos.ts';
import { temporaryFolder } from '../test/e2e/service.ts';
import { childOf } from './parts/child-of.ts';
import { allPhotos, waitUntilReady } from './parts/client.ts';
import { probeEnvironment, takeLoopDelays } from './parts/event-loop-delay.ts';
import { type LargePhoto, makeLargePhotos, zipPhotos } from './parts/large-photos.ts';
import { timed } from './parts/measure.ts';
import { watchPeak } from './parts/memory-peak.ts';
import { report, say } from './parts/report.ts';
import { startWhole } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// How fast pictures become a dataset, against sharp decoding the same files on the same cores; how soon the API answers
// meanwhile; how much memory uploads take, many at once and one that is very large.
const PICTURES = sized(1_000, 40);
const UPLOADS_AT_ONCE = 10;
const LARGE_UPLOAD_BYTES = sized(2 * 1024 ** 3 - 64 * 1024 ** 2, 64 * 1024 ** 2);
const ROUNDS = sized(2, 1);
const MIB = 1024 ** 2;

const decodeAll = async (photos: readonly LargePhoto[]): Promise<void> => {
  const rest = photos.values();
  const work = async (): Promise<void> => {
    for (const { location } of rest)
      await sharp(await readFile(location))
        .raw()
        .toBuffer();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
};

const post = async (url: string, body: FormData | string): Promise<DatasetBody> => {
  const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : undefined;
  const reply = await fetch(`${url}/datasets`, { method: 'POST', body, ...(headers ? { headers } : {}) });
  if (reply.status !== 201) throw new Error(`expected 201, received ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as DatasetBody;
};

/** The dataset goes for good, so that the same content is new the next time. */
const forget = async (url: string, { id }: DatasetBody): Promise<void> => {
  const reply = await fetch(`${url}/datasets/${id}?purge=true`, { method: 'DELETE' });
  if (reply.status !== 204) throw new Error(`expected 204, received ${reply.status}: ${await reply.text()}`);
};

const formOfFiles = async (photos: readonly LargePhoto[]): Promise<FormData> => {
  const form = new FormData();
  for (const { location, name } of photos) form.append('images', await openAsBlob(location), name);
  return form;
};

const formOfZip = async (location: string): Promise<FormData> => {
  const form = new FormData();
  form.append('archive', await openAsBlob(location), 'photos.zip');
  return form;
};

const fastest = async (work: () => Promise<number>): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) best = Math.min(best, await work());
  return best;
};

const folder = temporaryFolder();
const root = join(folder.path, 'root');
const photos = await makeLargePhotos(join(root, 'photos'), allPhotos(), PICTURES);
const bytes = photos.reduce((sum, photo) => sum + photo.bytes, 0);
say(`${photos.length} photos of ${Math.round(bytes / photos.length / 1000)} KB on average`);
/** One of ten parts of the photos, with pictures of every class. */
const partOf = (index: number): readonly LargePhoto[] =>
  photos.filter((_photo, at) => at % UPLOADS_AT_ONCE === index);
const archive = join(folder.path, 'photos.zip');
await zipPhotos(archive, photos);

sharp.concurrency(1);
sharp.cache(false);
const service = await startWhole({ ...probeEnvironment(folder.path), DATASETS_ROOT: root });
try {
  const { url, apiPid } = service;
  await waitUntilReady(url);
  // The intake process and its decoders start with the first dataset.
  await forget(url, await post(url, formOf('images', allPhotos())));

  const ingest = (body: () => Promise<FormData | string>) => async (): Promise<number> => {
    const { seconds, result } = await timed(async () => post(url, await body()));
    if (result.images !== photos.length) say(`only ${result.images} are used: ${result.warnings.join(' ')}`);
    await forget(url, result);
    return seconds;
  };
  const aloneSeconds = await fastest(async () => (await timed(() => decodeAll(photos))).seconds);
  await takeLoopDelays(apiPid, folder.path);
  const seconds = {
    multipart: await fastest(ingest(() => formOfFiles(photos))),
    zip: await fastest(ingest(() => formOfZip(archive))),
    folder: await fastest(ingest(() => Promise.resolve(JSON.stringify({ path: 'photos' })))),
    reference: await fastest(
      ingest(() => Promise.resolve(JSON.stringify({ path: 'photos', content: 'reference' }))),
    ),
  };
  const delays = await takeLoopDelays(apiPid, folder.path);
  say(`sharp alone ${aloneSeconds.toFixed(1)} s, ${JSON.stringify(seconds)}`);

  const pids = { api: apiPid, intake: childOf(apiPid, 'intake') };
  const watchAll = () => {
    const watches = { api: watchPeak(pids.api), intake: watchPeak(pids.intake) };
    return () => ({ api: watches.api(), intake: watches.intake() });
  };
  const single = watchAll();
  await forget(url, await post(url, await formOfFiles(partOf(0))));
  const ofOne = single();
  const several = watchAll();
  const made = await Promise.all(
    Array.from({ length: UPLOADS_AT_ONCE }, async (_, index) => post(url, await formOfFiles(partOf(index)))),
  );
  const ofTen = several();
  for (const dataset of made) await forget(url, dataset);

  const large = join(folder.path, 'large.zip');
  await zipPhotos(large, partOf(0), LARGE_UPLOAD_BYTES - bytes / UPLOADS_AT_ONCE);
  const whole = watchAll();
  const largeSeconds = await timed(async () => post(url, await formOfZip(large)));
  const ofLarge = whole();
  await forget(url, largeSeconds.result);
  say(`memory ${JSON.stringify({ ofOne, ofTen, ofLarge })}`);

  const speed = (way: keyof typeof seconds, what: string) => ({
    what: `${PICTURES} JPEGs ${what}: speed of the intake, of sharp decoding alone`,
    value: aloneSeconds / seconds[way],
    target: { atLeast: 0.6 },
  });
  report(
    [
      speed('multipart', 'as a multipart form'),
      speed('zip', 'as a zip'),
      speed('folder', 'as a folder of the server'),
      speed('reference', 'as a folder that is referenced'),
      { what: 'event-loop delay of the API meanwhile, p99, ms', value: delays.p99Ms, target: { atMost: 20 } },
      { what: 'the same, longest, ms', value: delays.maxMs, target: null },
      { what: 'API: rise of memory, 10 uploads at once, MiB', value: ofTen.api, target: { atMost: 64 } },
      { what: 'intake: the same, MiB', value: ofTen.intake, target: { atMost: 64 } },
      {
        what: `API: rise of memory, upload of ${Math.round(LARGE_UPLOAD_BYTES / MIB)} MiB, MiB`,
        value: ofLarge.api,
        target: { atMost: 64 },
      },
      { what: 'intake: the same, MiB', value: ofLarge.intake, target: { atMost: 64 } },
    ],
    { photos: photos.length, bytes, aloneSeconds, seconds, delays, ofOne, ofTen, ofLarge, largeSeconds },
  );
} finally {
  await service.close();
  folder.remove();
}

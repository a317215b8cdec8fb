import { childOf, readProc } from './parts/child-of.ts';
import { allPhotos, postJob, predictOne, succeeded, upload, waitUntilReady } from './parts/client.ts';
import { report, say } from './parts/report.ts';
import { startApart } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// Resident memory of the long-lived processes after each of ten jobs, every one with photos and a seed of its own, and two
// predictions with the version it made.
const JOBS = sized(10, 3);
const PHOTOS_PER_CLASS = 4;
const COMPARED_WITH = 2;

const mebibytesOf = (pid: number, name: 'VmRSS' | 'RssAnon'): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readProc(pid, 'status'))?.[1] ?? Number.NaN) / 1024;

/** Of the whole, `anonymous` is what the process has allocated; the rest are files that the kernel may drop at any time. */
const memoryOf = (pid: number) => ({
  resident: mebibytesOf(pid, 'VmRSS'),
  anonymous: mebibytesOf(pid, 'RssAnon'),
});

const photos = allPhotos();
const classNames = [...new Set(photos.map(({ className }) => className))];
const photosOfJob = (job: number) =>
  classNames.flatMap((className) => {
    const ofClass = photos.filter((photo) => photo.className === className);
    return Array.from(
      { length: PHOTOS_PER_CLASS },
      (_, index) => ofClass[(2 * job + index) % ofClass.length] ?? [],
    ).flat();
  });

const service = await startApart();
try {
  const { url, apiPid, workerPid } = service;
  await waitUntilReady(url);
  const predictorPid = childOf(apiPid, 'predictor');
  const after: Record<'api' | 'worker' | 'predictor', ReturnType<typeof memoryOf>>[] = [];
  for (let job = 0; job < JOBS; job += 1) {
    const chosen = photosOfJob(job);
    await succeeded(url, await postJob(url, await upload(url, chosen), job));
    for (const photo of chosen.slice(0, 2)) await predictOne(url, photo);
    const now = {
      api: memoryOf(apiPid),
      worker: memoryOf(workerPid),
      predictor: memoryOf(predictorPid),
    };
    after.push(now);
    say(
      `after job ${job + 1}: API ${now.api.resident.toFixed(1)}, worker ${now.worker.resident.toFixed(1)}, predictor ${now.predictor.resident.toFixed(1)} MiB`,
    );
  }
  const [early, late] = [after[COMPARED_WITH - 1], after.at(-1)];
  if (early === undefined || late === undefined) throw new Error('expected at least two jobs');
  const names = ['api', 'worker', 'predictor'] as const;
  report(
    [
      ...names.map((name) => ({
        what: `${name}: resident memory after job ${JOBS}, of that after job ${COMPARED_WITH}`,
        value: late[name].resident / early[name].resident,
        target: { atMost: 1.05 },
      })),
      ...names.map((name) => ({
        what: `${name}: of it, what the process has allocated itself`,
        value: late[name].anonymous / early[name].anonymous,
        target: null,
      })),
    ],
    { mebibytesAfterEachJob: after },
  );
} finally {
  await service.close();
}

import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../test/e2e/service.ts';
import {
  allPhotos,
  getJob,
  postJob,
  predictOne,
  spread,
  succeeded,
  upload,
  waitUntilReady,
} from './parts/client.ts';
import { probeEnvironment, takeLoopDelays } from './parts/event-loop-delay.ts';
import { quantile, timed } from './parts/measure.ts';
import { type Figure, report, say } from './parts/report.ts';
import { type BenchService, startApart, startWhole } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// How soon the API answers while a job trains and predictions run without a pause: the delay of its event loop, seen by a
// probe inside the process, and the time of GET /jobs/:id as a client sees it.
const ASK_EVERY_MS = 25;
const FIRST_MODEL_PHOTOS = 9;

const photos = allPhotos();
const trainedOn = spread(photos, sized(Number.POSITIVE_INFINITY, 24));

const load = async (service: BenchService, probeFolder: string) => {
  const { url, apiPid } = service;
  await waitUntilReady(url);
  const small = await upload(url, spread(photos, FIRST_MODEL_PHOTOS));
  await succeeded(url, await postJob(url, small, 1));
  const dataset = await upload(url, trainedOn);
  await takeLoopDelays(apiPid, probeFolder);

  const id = await postJob(url, dataset, 2);
  let isRunning = true;
  const ended = succeeded(url, id).finally(() => {
    isRunning = false;
  });
  const askSeconds: number[] = [];
  const askOften = async (): Promise<void> => {
    while (isRunning) {
      askSeconds.push((await timed(() => getJob(url, id))).seconds);
      await pause(ASK_EVERY_MS);
    }
  };
  let predictions = 0;
  const predictAlways = async (): Promise<void> => {
    for (const photo of repeat(photos)) {
      if (!isRunning) return;
      await predictOne(url, photo);
      predictions += 1;
    }
  };
  await Promise.all([ended, askOften(), predictAlways()]);
  const delays = await takeLoopDelays(apiPid, probeFolder);
  const askMs = { p50: quantile(askSeconds, 0.5) * 1000, p99: quantile(askSeconds, 0.99) * 1000 };
  return { delays, askMs, asked: askSeconds.length, predictions };
};

function* repeat<T>(values: readonly T[]): Generator<T> {
  for (;;) yield* values;
}

const ways: readonly [string, typeof startWhole][] = [
  ['serve', startWhole],
  ['api apart from worker', startApart],
];
const figures: Figure[] = [];
const measured: Record<string, unknown> = {};
for (const [way, start] of ways) {
  const folder = temporaryFolder();
  const service = await start(probeEnvironment(folder.path));
  try {
    const seen = await load(service, folder.path);
    const { delays, askMs } = seen;
    measured[way] = seen;
    say(
      `${way}: ${seen.asked} times asked, ${seen.predictions} predictions, ${delays.samples} samples of the loop`,
    );
    figures.push(
      { what: `${way}: event-loop delay p99, ms`, value: delays.p99Ms, target: { atMost: 20 } },
      { what: `${way}: event-loop delay longest, ms`, value: delays.maxMs, target: null },
      { what: `${way}: GET /jobs/:id p99, ms`, value: askMs.p99, target: { atMost: 50 } },
    );
  } finally {
    await service.close();
    folder.remove();
  }
}
report(figures, measured);

import { allPhotos, postJob, spread, succeeded, upload, waitUntilReady } from './parts/client.ts';
import { openEngine } from './parts/engine-speed.ts';
import { median, timed } from './parts/measure.ts';
import { report, say } from './parts/report.ts';
import { startWhole } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// A job with the preset `fast` from POST to `succeeded`, against what the convolutional base alone costs for the same number
// of pictures. The engine is measured before and after each job; each job has a fresh service.
const ROUNDS = sized(3, 1);
const PASSES = sized(3, 1);
const BATCH = 16;
const ALLOWED = { times: 1.5, seconds: 4 };

const photos = spread(allPhotos(), sized(Number.POSITIVE_INFINITY, 12));
const engine = await openEngine();

const runJob = async (seed: number): Promise<number> => {
  const service = await startWhole();
  try {
    await waitUntilReady(service.url);
    const dataset = await upload(service.url, photos);
    const { seconds } = await timed(async () =>
      succeeded(service.url, await postJob(service.url, dataset, seed)),
    );
    return seconds;
  } finally {
    await service.close();
  }
};

const rounds: { jobSeconds: number; engineSeconds: number; ratio: number }[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const before = await engine.measure(BATCH, PASSES);
  const jobSeconds = await runJob(round);
  const engineSeconds = median([...before, ...(await engine.measure(BATCH, PASSES))]) * photos.length;
  const ratio = jobSeconds / (ALLOWED.times * engineSeconds + ALLOWED.seconds);
  rounds.push({ jobSeconds, engineSeconds, ratio });
  say(`${photos.length} photos: ${jobSeconds.toFixed(2)} s, the engine alone ${engineSeconds.toFixed(2)} s`);
}
engine.close();

report(
  [
    {
      what: `POST /jobs to succeeded, ${photos.length} photos, of the time allowed (1.5 x engine + 4 s)`,
      value: median(rounds.map(({ ratio }) => ratio)),
      target: { atMost: 1 },
    },
    {
      what: 'the same, of the time of the engine alone',
      value: median(rounds.map(({ jobSeconds, engineSeconds }) => jobSeconds / engineSeconds)),
      target: null,
    },
  ],
  { engine: engine.engine, photos: photos.length, rounds },
);

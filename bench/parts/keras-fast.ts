import type { JobBody } from '../../src/contract/index.ts';
import { allPhotos, postJob, spread, succeeded, upload, waitUntilReady } from './client.ts';
import { openEngine } from './engine-speed.ts';
import { stateTimes } from './job-times.ts';
import { median, timed } from './measure.ts';
import { type Figure, say } from './report.ts';
import { startWhole } from './services.ts';
import { sized } from './sizes.ts';

const BATCH = 16;
const PASSES = sized(3, 1);
const ALLOWED = { times: 1.25, seconds: 3 };

/** One job of a round: how long it took, and when it began to train. */
interface TimedJob {
  readonly seconds: number;
  readonly trainingAfter: number;
  /** From `preparing` to `training`: pictures are decoded and features computed. */
  readonly preparing: number;
  readonly precision: JobBody['precision'];
}

const runJob = async (
  url: string,
  dataset: string,
  seed: number,
  precision: 'float32' | 'int8',
): Promise<TimedJob> => {
  const recipe = { backbone: { precision } };
  const { seconds, result: job } = await timed(async () =>
    succeeded(url, await postJob(url, dataset, seed, { recipe })),
  );
  const times = await stateTimes(url, job);
  const [preparing, training] = [times.get('preparing') ?? Number.NaN, times.get('training') ?? Number.NaN];
  return { seconds, trainingAfter: training, preparing: training - preparing, precision: job.precision };
};

interface Round {
  readonly engineSeconds: number;
  readonly first: TimedJob;
  readonly second: TimedJob;
  readonly int8: TimedJob;
}

const runRound = async (photos: ReturnType<typeof allPhotos>, round: number): Promise<Round> => {
  const engine = await openEngine();
  const before = await engine.measure(BATCH, PASSES);
  const service = await startWhole();
  try {
    await waitUntilReady(service.url);
    const dataset = await upload(service.url, photos);
    const first = await runJob(service.url, dataset, round, 'float32');
    const second = await runJob(service.url, dataset, round + 100, 'float32');
    const int8 = await runJob(service.url, dataset, round, 'int8');
    const engineSeconds = median([...before, ...(await engine.measure(BATCH, PASSES))]) * photos.length;
    say(
      `fast, ${photos.length} photos: ${first.seconds.toFixed(2)} s (the engine alone ${engineSeconds.toFixed(2)} s), again ${second.seconds.toFixed(2)} s, int8 ${int8.seconds.toFixed(2)} s`,
    );
    return { engineSeconds, first, second, int8 };
  } finally {
    await service.close();
    engine.close();
  }
};

const least = (rounds: readonly Round[], of: (round: Round) => number): number => Math.min(...rounds.map(of));

/** The preset `fast` against its engine, its second job on the same data, and its int8 base. */
export const measureFast = async (count: number): Promise<{ figures: Figure[]; measured: unknown }> => {
  const photos = spread(allPhotos(), sized(Number.POSITIVE_INFINITY, 12));
  const rounds: Round[] = [];
  for (let round = 1; round <= count; round += 1) rounds.push(await runRound(photos, round));
  const figures: Figure[] = [
    {
      what: `fast, float32, ${photos.length} photos: POST to succeeded, of the time allowed (1.25 x engine + 3 s)`,
      value: least(
        rounds,
        ({ first, engineSeconds }) => first.seconds / (ALLOWED.times * engineSeconds + ALLOWED.seconds),
      ),
      target: { atMost: 1 },
    },
    {
      what: 'fast, a second job on the same dataset: seconds from POST to succeeded',
      value: least(rounds, ({ second }) => second.seconds),
      target: { atMost: 4 },
    },
    {
      what: 'fast, a second job on the same dataset: seconds until training starts',
      value: least(rounds, ({ second }) => second.trainingAfter),
      target: { atMost: 2 },
    },
    {
      what: 'fast, preparing with float32 of preparing with int8',
      value: least(rounds, ({ first }) => first.preparing) / least(rounds, ({ int8 }) => int8.preparing),
      target: { atLeast: 3 },
    },
  ];
  return { figures, measured: rounds };
};

import type { Photo } from '../../test/e2e/photos.ts';
import { allSucceeded, runLoad } from './load.ts';
import { median, quantile, timed } from './measure.ts';
import { type Figure, say } from './report.ts';
import { predictRequest, trainModel } from './serving-world.ts';
import { sized } from './sizes.ts';

// One client's times while a job trains on the same machine, against its times while nothing else runs; and what the client
// costs the job.
const IDLE_ANSWERS = sized(60, 5);
const EPOCHS = sized(40, 2);

/** A job that trains block5 for a while: convolutions forward and backward on both cores. */
const longJob = (url: string, dataset: string, seed: number) =>
  trainModel(url, 'trained-beside', dataset, {
    preset: 'fine-tune',
    seed,
    recipe: { epochs: EPOCHS, earlyStopping: null },
  });

const timesOf = async (
  url: string,
  model: string,
  photos: readonly Photo[],
  isEnough: (n: number) => boolean,
) => {
  const requests = photos.map((photo) => predictRequest(model, photo));
  return allSucceeded(await runLoad(url, 1, requests, isEnough)).answers.map(({ ms }) => ms);
};

/** Latency of `model` while a job trains. */
export const benchWhileTraining = async (
  url: string,
  dataset: string,
  photos: readonly Photo[],
): Promise<{ figures: Figure[]; measured: object }> => {
  const figures: Figure[] = [];
  const measured: Record<string, object> = {};
  // Its rows are computed once, so that the jobs that are compared do the same work.
  await longJob(url, dataset, 1);
  const alone = await timed(() => longJob(url, dataset, 2));
  for (const model of ['float32', 'int8']) {
    await timesOf(url, model, photos, (answered) => answered >= 3);
    const idle = await timesOf(url, model, photos, (answered) => answered >= IDLE_ANSWERS);
    let isRunning = true;
    const job = timed(() => longJob(url, dataset, 3)).finally(() => {
      isRunning = false;
    });
    const busy = await timesOf(url, model, photos, () => !isRunning);
    const { seconds } = await job;
    measured[model] = { idle, busy, jobSeconds: seconds, jobAloneSeconds: alone.seconds };
    say(
      `${model}: idle ${median(idle).toFixed(0)} ms, p99 ${quantile(idle, 0.99).toFixed(0)}; while training ${median(busy).toFixed(0)} ms, p99 ${quantile(busy, 0.99).toFixed(0)}, ${busy.length} answers`,
    );
    figures.push(
      {
        what: `while a job trains, ${model}: median of one client, of idle`,
        value: median(busy) / median(idle),
        target: { atMost: 2 },
      },
      {
        what: `while a job trains, ${model}: p99 of one client, of idle`,
        value: quantile(busy, 0.99) / quantile(idle, 0.99),
        target: { atMost: 4 },
      },
      {
        what: `while a client predicts without a pause, ${model}: time of the job, of alone`,
        value: seconds / alone.seconds,
        target: null,
      },
    );
  }
  return { figures, measured };
};

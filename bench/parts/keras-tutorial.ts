import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Photo } from '../../test/e2e/photos.ts';
import { CLASSES } from '../../test/e2e/photos.ts';
import { allPhotos, postJob, spread, succeeded, upload, waitUntilReady } from './client.ts';
import { epochsOf, stateTimes } from './job-times.ts';
import type { KerasOptions } from './keras-options.ts';
import { askKeras } from './keras-question.ts';
import { timed } from './measure.ts';
import { type Figure, say } from './report.ts';
import { startWhole } from './services.ts';
import { sized } from './sizes.ts';

/** The script's validation set: the first fifth of each class. */
const VALIDATION = 0.2;
/** Up to here the script's own patience can never end a run early; above, both sides are given one that cannot either. */
const SCRIPT_PATIENCE = 40;

/** Where one side is at the end of an epoch. */
interface Moment {
  readonly seconds: number;
  readonly steps: number;
  readonly validationSteps: number;
  readonly valAccuracy: number;
}

/** How long one side took for the epochs asked for. */
interface Run extends Moment {
  readonly epochs: number;
}

/** The photos with the folder that decides their side: `train/class/file`, `validation/class/file`. */
const splitPhotos = (photos: readonly Photo[]): Photo[] =>
  CLASSES.flatMap((className) => {
    const members = photos.filter((photo) => photo.className === className);
    const aside = Math.trunc(VALIDATION * members.length);
    return members.map((photo, index) => ({
      ...photo,
      name: `${index < aside ? 'validation' : 'train'}/${photo.name}`,
    }));
  });

const patienceFor = (epochs: number): number => Math.max(SCRIPT_PATIENCE, epochs);

const runKerasOnce = async (photos: readonly Photo[], epochs: number, seed: number): Promise<Moment[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'whetstone-tutorial-'));
  try {
    for (const { name, bytes } of photos) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const answer = (await askKeras('tutorial', {
      train: join(folder, 'train'),
      validation: join(folder, 'validation'),
      epochs,
      patience: patienceFor(epochs),
      seed,
    })) as { readonly epochs: Moment[] };
    return answer.epochs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A run of the service, with the seconds after which the job got into each of its states. */
type OurRun = Run & { readonly states: Readonly<Record<string, number>> };

const runOursOnce = async (photos: readonly Photo[], epochs: number, seed: number): Promise<OurRun> => {
  const service = await startWhole();
  try {
    await waitUntilReady(service.url);
    const dataset = await upload(service.url, photos);
    const recipe = { epochs, earlyStopping: { patience: patienceFor(epochs) } };
    const { seconds, result: job } = await timed(async () =>
      succeeded(service.url, await postJob(service.url, dataset, seed, { preset: 'keras-tutorial', recipe })),
    );
    const records = await epochsOf(service.url, job.id);
    const { stepsPerEpoch, validationSteps } = job.recipe;
    return {
      epochs: records.length,
      seconds,
      states: Object.fromEntries(await stateTimes(service.url, job)),
      steps: records.length * (stepsPerEpoch ?? Number.NaN),
      validationSteps: records.length * (validationSteps ?? Number.NaN),
      valAccuracy: Math.max(...records.map(({ metrics }) => metrics.val_accuracy ?? Number.NaN)),
    };
  } finally {
    await service.close();
  }
};

const rounds = async <Result>(count: number, run: (round: number) => Promise<Result>): Promise<Result[]> => {
  const results: Result[] = [];
  for (let round = 1; round <= count; round += 1) results.push(await run(round));
  return results;
};

/** A fit of some epochs is the beginning of one of more. Scaled where Keras ran for fewer. */
const kerasRun = (moments: readonly Moment[], epochs: number): Run => {
  const last = moments[Math.min(epochs, moments.length) - 1];
  if (last === undefined) throw new Error('Keras has run no epoch');
  const scale = Math.max(1, epochs / moments.length);
  const valAccuracy = Math.max(...moments.slice(0, epochs).map((moment) => moment.valAccuracy));
  return {
    epochs: Math.min(epochs, moments.length),
    seconds: last.seconds * scale,
    steps: last.steps,
    validationSteps: last.validationSteps,
    valAccuracy,
  };
};

const fastest = (runs: readonly Run[]): Run => {
  const [first, ...rest] = runs;
  if (first === undefined) throw new Error('no runs');
  return rest.reduce((best, run) => (run.seconds < best.seconds ? run : best), first);
};

const statesOf = ({ states }: OurRun): string =>
  Object.entries(states)
    .map(([state, seconds]) => `${state} at ${seconds.toFixed(1)} s`)
    .join(', ');

const stepsOf = ({ steps, validationSteps, epochs }: Run): string =>
  `${steps} steps and ${validationSteps} of validation in ${epochs} epochs`;

const targetFor = (epochs: number): number | null => {
  if (epochs === 40) return 10;
  return epochs === 100 ? 12 : null;
};

/** Keras's `fit` of the tutorial against a job of the service, from POST to succeeded. */
export const compareTutorial = async ({
  epochs,
  rounds: count,
  kerasEpochs,
}: KerasOptions): Promise<{ figures: Figure[]; measured: unknown }> => {
  const photos = splitPhotos(spread(allPhotos(), sized(Number.POSITIVE_INFINITY, 24)));
  const longest = Math.max(...epochs);
  const ours = new Map<number, OurRun[]>();
  for (const number of epochs) {
    ours.set(
      number,
      await rounds(count, async (round) => {
        const run = await runOursOnce(photos, number, round);
        say(`tutorial, ${number} epochs: the service ${run.seconds.toFixed(1)} s, ${stepsOf(run)}`);
        say(`  it was ${statesOf(run)}`);
        return run;
      }),
    );
  }
  const keras = await rounds(count, async (round) => {
    const moments = await runKerasOnce(photos, kerasEpochs ?? longest, round);
    say(`tutorial: Keras ${moments.at(-1)?.seconds.toFixed(1) ?? '?'} s for ${moments.length} epochs`);
    return moments;
  });
  const figures = epochs.flatMap((number): Figure[] => {
    const [our, their] = [
      fastest(ours.get(number) ?? []),
      fastest(keras.map((moments) => kerasRun(moments, number))),
    ];
    const target = targetFor(number);
    const scaled = their.epochs < number ? `, scaled from ${their.epochs} epochs` : '';
    const sides = `Keras ${their.seconds.toFixed(1)} s${scaled} (${stepsOf(their)}), the service ${our.seconds.toFixed(1)} s (${stepsOf(our)})`;
    return [
      {
        what: `tutorial, ${number} epochs: Keras's fit of the service's POST to succeeded; ${sides}`,
        value: their.seconds / our.seconds,
        target: target === null ? null : { atLeast: target },
      },
    ];
  });
  return { figures, measured: { ours: [...ours], keras } };
};

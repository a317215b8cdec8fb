import type { ModelVersionBody } from '../../src/contract/index.ts';
import type { Photo } from '../../test/e2e/photos.ts';
import { allSucceeded, runLoad } from './load.ts';
import { median } from './measure.ts';
import { residentMebibytes } from './memory-peak.ts';
import { type Figure, say } from './report.ts';
import { predictRequest, trainModel } from './serving-world.ts';
import { sized } from './sizes.ts';

// Models with a head of some megabytes each on one base: how the predictor's memory grows when each has answered, and what
// it costs that every request is for another model than the one before.
const MODELS = sized(20, 3);
const UNITS = 64;
const ASKED = sized(40, 4);
const MIB = 1024 ** 2;

const nameOf = (index: number): string => `head-${index}`;

const weightsMebibytes = async (url: string, model: string): Promise<number> => {
  const reply = await fetch(`${url}/models/${model}/versions/1`);
  return ((await reply.json()) as ModelVersionBody).weights.bytes / MIB;
};

/** Middle of the times of one client that asks for each of `models` in turn. */
const middleOf = async (
  url: string,
  models: readonly string[],
  photos: readonly Photo[],
): Promise<number> => {
  const requests = photos.map((photo, index) =>
    predictRequest(models[index % models.length] ?? nameOf(0), photo),
  );
  const load = await runLoad(url, 1, requests, (answered) => answered >= ASKED);
  return median(allSucceeded(load).answers.map(({ ms }) => ms));
};

/** Memory and switching of many models on the base of int8. */
export const benchManyModels = async (
  url: string,
  predictorPid: number,
  dataset: string,
  photos: readonly Photo[],
): Promise<{ figures: Figure[]; measured: object }> => {
  const models = Array.from({ length: MODELS }, (_, index) => nameOf(index));
  for (const [index, model] of models.entries()) {
    await trainModel(url, model, dataset, {
      preset: 'fast',
      seed: index,
      recipe: {
        backbone: { precision: 'int8' },
        head: { pool: 'fullyConnected', units: UNITS, standardise: false },
        optimizer: { name: 'sgd', learningRate: 0.0001 },
        epochs: 1,
      },
    });
  }
  const [first = nameOf(0)] = models;
  await middleOf(url, [first], photos);
  const before = residentMebibytes(predictorPid);
  const after: number[] = [];
  for (const model of models.slice(1)) {
    const [photo] = photos;
    if (photo === undefined) throw new Error('expected photos');
    allSucceeded(await runLoad(url, 1, [predictRequest(model, photo)], (answered) => answered > 0));
    after.push(residentMebibytes(predictorPid) - before);
  }
  const heads = (await weightsMebibytes(url, first)) * (MODELS - 1);
  const grown = after.at(-1) ?? Number.NaN;
  const same: number[] = [];
  const switched: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    same.push(await middleOf(url, [first], photos));
    switched.push(await middleOf(url, models, photos));
  }
  say(`${MODELS} models: ${grown.toFixed(0)} MiB for heads of ${heads.toFixed(0)} MiB`);
  return {
    figures: [
      {
        what: `predictor: memory for ${MODELS - 1} more models, of the size of their heads`,
        value: grown / heads,
        target: { atMost: 1.1 },
      },
      {
        what: 'another model with each request: above the same model, median, ms',
        value: median(switched) - median(same),
        target: { atMost: 10 },
      },
    ],
    measured: { heads, after, same, switched },
  };
};

import { describe, expect, it } from 'vitest';
import {
  type DatasetFile,
  type GroupShape,
  PRESETS,
  straddlingGroups,
  type ValidationRule,
} from '../../src/domain/index.ts';
import type { DatasetStore, PictureDecoder, Trainer, TrainingMeasurement } from '../../src/ports/index.ts';
import { makeMeasureTraining } from '../../src/usecases/index.ts';
import { aDataset, aFile, aJob, CPU, fake } from './fakes.ts';
import { makeWorld as makeStartWorld } from './start-training-world.ts';
import { fingerprintOf, makeWorld as makeTrainWorld } from './train-model-world.ts';

/** Ten pictures of each of two classes; the first `pairs` pairs of each class look alike. */
const photosWith = (pairs: number): DatasetFile[] =>
  ['cat', 'dog'].flatMap((className) =>
    Array.from({ length: 10 }, (_, index) =>
      aFile(`${className}/${index}.jpg`, {
        lookAlikes: index < 2 * pairs ? `${className}-${Math.floor(index / 2)}` : null,
      }),
    ),
  );

const requestOf = (files: readonly DatasetFile[], validation: ValidationRule) => ({
  datasetFingerprint: fingerprintOf(files),
  validation,
});

const train = async (files: readonly DatasetFile[], validation: ValidationRule) => {
  const world = makeTrainWorld({ files, request: requestOf(files, validation) });
  await world.run();
  const warnings = world.said.flatMap((message) => (message.type === 'warning' ? [message.message] : []));
  return { input: world.inputs[0], warnings };
};

const FEW = 'Only 6 pictures are validated on: their accuracy is a rough figure.';

describe('a job on a dataset with look-alikes', () => {
  it('keeps them on one side by the rule stratified, and has nothing to warn of', async () => {
    const { input, warnings } = await train(photosWith(4), { split: 0.3, rule: 'stratified' });
    const { train: trained = [], validation = [] } = input ?? {};
    expect(validation).toHaveLength(6);
    expect(straddlingGroups({ train: trained, validation })).toEqual({ groups: 0, validation: 0 });
    expect(warnings.filter((warning) => warning.includes('look'))).toEqual([]);
  });

  it('may have them on both sides by the rule keras, and warns of it', async () => {
    const { input, warnings } = await train(photosWith(2), { split: 0.3, rule: 'keras' });
    expect(input?.validation.map(({ path }) => path)).toEqual(
      ['cat', 'dog'].flatMap((className) => [0, 1, 2].map((index) => `${className}/${index}.jpg`)),
    );
    expect(warnings).toEqual([
      FEW,
      '2 groups of look-alikes are on both sides of the split: 2 of the 6 pictures that are validated on look like one that is trained on, so their accuracy is too kind; the rule "stratified" keeps a group on one side.',
    ]);
  });

  it('does not warn by the rule keras where no group is on both sides', async () => {
    expect((await train(photosWith(1), { split: 0.3, rule: 'keras' })).warnings).toEqual([FEW]);
  });
});

describe('the plan of a job on a dataset with look-alikes', () => {
  it('has the same warnings as the job, before those of the trial', async () => {
    const files = photosWith(2);
    const measured: TrainingMeasurement = {
      device: CPU,
      precision: 'float32',
      pictures: { train: 14, validation: 6, decoded: 14 },
      steps: { perEpoch: 1, validationPerEpoch: 1 },
      secondsPerPicture: 0.1,
      secondsPerStep: 0.1,
      secondsPerValidationStep: 0.1,
      memory: { neededBytes: 1, availableBytes: 2 },
      warnings: ['the trial says so'],
    };
    const measure = makeMeasureTraining({
      datasets: fake<DatasetStore>('datasets', {
        find: () => Promise.resolve(aDataset()),
        allFiles: () => Promise.resolve(files),
      }),
      decoder: fake<PictureDecoder>('decoder'),
      trainer: fake<Trainer>('trainer', { device: CPU, measure: () => Promise.resolve(measured) }),
    });
    const { request } = aJob({}, requestOf(files, { split: 0.3, rule: 'keras' }));
    const { warnings } = await measure(request, null, new AbortController().signal);
    expect(warnings).toEqual([FEW, expect.stringMatching(/^2 groups of look-alikes/), 'the trial says so']);
  });
});

describe('starting a job on a dataset with look-alikes', () => {
  const datasetWith = (groupShapes: readonly GroupShape[], images: number) =>
    aDataset({ nearDuplicates: { groups: 2, images }, groupShapes });
  const impossible = datasetWith(
    [
      { pictures: [[0, 10]], groups: 1 },
      { pictures: [[1, 10]], groups: 1 },
    ],
    20,
  );

  it('is refused where every class is one group, and says why', async () => {
    const world = makeStartWorld({ dataset: impossible });
    const detail =
      'expected a split that sets at least one picture aside, received 0.2 of 20 pictures (stratified): look-alikes stay on one side (20 pictures in 2 groups), and every class needs a picture to train on';
    await expect(world.start()).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: detail,
      errors: [{ pointer: '/validation/split', detail }],
    });
    expect(world.trace).toEqual([]);
  });

  it('is not refused by the rule keras, which does not look at them', async () => {
    const world = makeStartWorld({ dataset: impossible });
    const { request } = await world.start({ validation: { split: 0.2, rule: 'keras' } });
    expect(request.validation).toEqual({ split: 0.2, rule: 'keras' });
  });

  it('counts the training pictures that groups leave for the batch', async () => {
    // The share of each class is 3; of the first one, whole groups allow 0 or 5: 12 are left to train on, not 14.
    const dataset = datasetWith([{ pictures: [[0, 5]], groups: 2 }], 10);
    const world = makeStartWorld({ dataset });
    const batch = (batchSize: number) =>
      world.start({ recipe: { batchSize }, validation: { split: 0.3, rule: 'stratified' } });
    await expect(batch(13)).rejects.toMatchObject({
      code: 'RECIPE_CONFLICT',
      errors: [
        { pointer: '/recipe/batchSize', detail: 'expected at most the 12 training pictures, received 13' },
      ],
    });
    expect((await batch(12)).request.recipe).toEqual({ ...PRESETS.fast, batchSize: 12 });
  });
});

import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { aFile, anEpoch, aTrainedModel, CPU } from './fakes.ts';
import { fingerprintOf, kinds, makeWorld, photos } from './train-model-world.ts';

describe('training a model', () => {
  it('gives the trainer classes, both sides of the split, and the folders of the attempt and of the job', async () => {
    const world = makeWorld();
    await world.run();
    const [input] = world.inputs;
    expect(input?.train).toHaveLength(16);
    expect(input?.validation.map(({ classIndex }) => classIndex)).toEqual([0, 0, 1, 1]);
    expect(input).toMatchObject({
      attemptFolder: '/runs/1',
      stateFolder: '/runs/state',
      datasetFingerprint: fingerprintOf(photos),
      precision: null,
      parent: null,
      seed: 7,
      classNames: ['cat', 'dog'],
    });
    const paths = input?.train.map(({ path }) => path);
    expect(paths).toEqual(paths?.toSorted());
  });

  it('names the request of the client in its log (no line had it)', async () => {
    const world = makeWorld();
    await world.run();
    expect(world.log.fields).toEqual([
      { jobId: 'job_0001', attempt: 1, requestId: 'req_1', train: 16, validation: 4 },
    ]);
  });

  it('returns all that publishing needs', async () => {
    expect(await makeWorld().run()).toMatchObject({
      stopReason: 'completedEpochs',
      classNames: ['cat', 'dog'],
      preprocessing: { mode: 'caffe', interpolation: 'bilinear', orient: true, width: 224, height: 224 },
      head: aTrainedModel().head,
      backbone: aTrainedModel().backbone,
      best: { epoch: 2, metrics: { val_accuracy: 1 }, value: 1 },
      calibration: { temperature: 1, eceBefore: 0, eceAfter: 0 },
      threshold: null,
      device: CPU,
      weightsLocation: '/runs/1/epoch-2.safetensors',
    });
  });

  it('reports on the validation pictures, in the order of the logits', async () => {
    const world = makeWorld();
    const { report } = await world.run();
    const validation = world.inputs[0]?.validation ?? [];
    // The trainer's logits are all 0: every picture is taken for a cat, at 50 %.
    expect(report).toMatchObject({
      jobId: 'job_0001',
      attempt: 1,
      epoch: 2,
      dataset: { id: 'ds_0001', fingerprint: fingerprintOf(photos) },
      validation: { images: 4, rule: { split: 0.2, rule: 'stratified' }, seed: 7 },
      accuracy: 0.5,
      matrix: {
        counts: [
          [2, 0],
          [2, 0],
        ],
      },
    });
    const dogs = validation.filter(({ classIndex }) => classIndex === 1);
    expect(report.mistakes.listed).toEqual(
      dogs.map(({ fileId, path }) => ({
        fileId,
        path,
        truth: 1,
        prediction: 0,
        probability: 0.5,
        truthProbability: 0.5,
      })),
    );
  });

  it('has in its report how the version that would be published answers', async () => {
    const parity = {
      images: 4,
      maxDifference: 0,
      accuracyTrainer: 0.5,
      accuracyServed: 0.5,
      drifted: { total: 0 },
    };
    expect((await makeWorld().run()).report.parity).toMatchObject(parity);
    const world = makeWorld({ served: () => Float32Array.of(0, 1) });
    const { report } = await world.run();
    expect(report.parity).toMatchObject({ images: 4, accuracyServed: 0.5, drifted: { total: 4 } });
    expect(report.parity?.maxDifference).toBeCloseTo(1 / (1 + Math.exp(-1)) - 0.5, 6);
    expect(report.parity?.drifted.listed[0]).toMatchObject({
      expected: { className: 'cat', probability: 0.5 },
      received: { className: 'dog' },
    });
  });

  it('chooses the threshold for the precision that the job asks for, and says what it is worth', async () => {
    const publish = { alias: 'latest', minimum: {}, abstain: { precision: 0.9 } };
    const world = makeWorld({ request: { publish } });
    // All four at 50 %, two of them right: answering all is the best there is.
    const { threshold, report } = await world.run();
    expect(threshold).toBe(0);
    expect(report.abstention.chosen).toMatchObject({ asked: 0.9, isReached: false, precision: 0.5 });
    expect(world.said.filter(({ type }) => type === 'warning').slice(-2)).toEqual([
      {
        type: 'warning',
        message:
          'No abstain threshold gives a precision of 0.9 on the validation pictures: the best is 0.5000 (2 right of 4 answered), at the threshold 0.0000, which the model takes.',
      },
      {
        type: 'warning',
        message:
          'The abstain threshold rests on few pictures: of 4 that are validated on, 4 are answered, so the precision is a rough figure.',
      },
    ]);
  });

  it('decodes a picture from the store as the recipe says', async () => {
    const world = makeWorld({
      work: async ({ pixelsOf, train }) => {
        const [example] = train;
        if (example !== undefined) expect(await pixelsOf(example)).toEqual(Uint8Array.of(1, 2, 3));
      },
    });
    await world.run();
    const sha256 = world.inputs[0]?.train[0]?.sha256 ?? '';
    expect(world.decoded[0]).toEqual([
      { path: `/datasets/ds_0001/${sha256}` },
      { width: 224, height: 224, interpolation: 'bilinear', orient: true },
    ]);
  });

  it('takes the split of the folders where there is one', async () => {
    const files = ['train', 'validation'].flatMap((split) =>
      ['cat', 'dog'].map((className) =>
        aFile(`${split}/${className}/1.jpg`, { split: split === 'train' ? 'train' : 'validation' }),
      ),
    );
    const world = makeWorld({
      files,
      request: { validation: null, datasetFingerprint: fingerprintOf(files) },
    });
    await world.run();
    expect(world.inputs[0]?.train.map(({ path }) => path)).toEqual(['train/cat/1.jpg', 'train/dog/1.jpg']);
    expect(world.inputs[0]?.validation.map(({ path }) => path)).toEqual([
      'validation/cat/1.jpg',
      'validation/dog/1.jpg',
    ]);
    expect(world.said).toContainEqual({
      type: 'warning',
      message: 'Only 2 pictures are validated on: their accuracy is a rough figure.',
    });
  });

  it('leaves out files that are not usable', async () => {
    const world = makeWorld({ files: [...photos, aFile('cat/bad.jpg', { verdict: 'corrupt' })] });
    await world.run();
    const { train = [], validation = [] } = world.inputs[0] ?? {};
    expect([...train, ...validation].map(({ path }) => path)).not.toContain('cat/bad.jpg');
  });
});

describe('a trainer that cannot train', () => {
  it.each([
    ['a GPU where there is none', 'gpu', CPU],
    ['the CPU where a GPU would be used', 'cpu', { ...CPU, kind: 'gpu' }],
  ] as const)('says DEVICE_UNAVAILABLE for %s, before anything is loaded', async (_what, device, there) => {
    const world = makeWorld({ request: { device }, device: there });
    await expect(world.run()).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
    expect(world.said).toEqual([{ type: 'device', device: there }]);
    expect(world.inputs).toEqual([]);
  });

  it('says DATASET_NOT_FOUND when the dataset is gone or has changed', async () => {
    await expect(makeWorld({ isGone: true }).run()).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    const changed = makeWorld({ files: photos.slice(1) });
    await expect(changed.run()).rejects.toThrow('has changed since the job was made');
    expect(changed.inputs).toEqual([]);
  });

  it('passes on what the trainer throws', async () => {
    const work = () => Promise.reject(new AppError('TRAINING_DIVERGED', 'loss is NaN'));
    await expect(makeWorld({ work }).run()).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
  });
});

describe('what a trainer says', () => {
  it('comes in order: device, states with their progress, epochs, warnings', async () => {
    const world = makeWorld({
      work: async (_input, observer) => {
        await observer.onPhase('preparing');
        observer.onPrecision('int8');
        observer.onWarning('fc1 starts from random weights');
        await observer.onPhase('training');
        await observer.onResume([]);
        await observer.onEpoch(anEpoch(1, 0.5));
        await observer.onPhase('evaluating');
      },
    });
    await world.run();
    expect(kinds(world.said)).toEqual([
      'device',
      'validating',
      'progress',
      'warning',
      'preparing',
      'progress',
      'precision',
      'warning',
      'training',
      'progress',
      'resume',
      'epoch',
      'evaluating',
      'progress',
      // The version has answered its pictures.
      'progress',
    ]);
    expect(world.said.at(-1)).toMatchObject({
      progress: { phase: 'evaluating', step: 4, steps: 4, percent: 99 },
    });
  });

  it('has percent and the seconds that are left', async () => {
    let nowMs = 0;
    const world = makeWorld({
      clock: { now: () => new Date(nowMs) },
      work: async (_input, observer) => {
        await observer.onPhase('training');
        nowMs = 1000;
        observer.onProgress({ epoch: 31, epochs: 60, step: 0, steps: 1, secondsPerEpoch: 2 });
      },
    });
    await world.run();
    expect(world.said.at(-1)).toEqual({
      type: 'progress',
      progress: {
        phase: 'training',
        epoch: 31,
        epochs: 60,
        step: 0,
        steps: 1,
        percent: 90.5,
        etaSeconds: 60,
        secondsPerEpoch: 2,
      },
    });
  });

  it('is at most four times a second about progress, with the last before an epoch ends', async () => {
    let nowMs = 0;
    const world = makeWorld({
      clock: { now: () => new Date(nowMs) },
      work: async (_input, observer) => {
        await observer.onPhase('training');
        for (let step = 1; step <= 100; step += 1) {
          nowMs += 10;
          observer.onProgress({ epoch: 1, epochs: 60, step, steps: 100, secondsPerEpoch: null });
        }
        await observer.onEpoch(anEpoch(1, 0.5));
      },
    });
    await world.run();
    const steps = world.said.flatMap((message) =>
      message.type === 'progress' && message.progress.phase === 'training' ? [message.progress.step] : [],
    );
    expect(steps).toEqual([0, 1, 26, 51, 76, 100]);
    expect(kinds(world.said).at(-1)).toBe('epoch');
  });

  it('is rarer about the progress of a long run, but never more than five seconds late', async () => {
    let nowMs = 0;
    const world = makeWorld({
      clock: { now: () => new Date(nowMs) },
      work: async (_input, observer) => {
        await observer.onPhase('training');
        for (let step = 1; step <= 3600; step += 1) {
          nowMs += 1000;
          observer.onProgress({ epoch: 1, epochs: 1, step, steps: 3600, secondsPerEpoch: null });
        }
      },
    });
    await world.run();
    const steps = world.said.flatMap((message) =>
      message.type === 'progress' ? [message.progress.step] : [],
    );
    const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
    expect(Math.max(...gaps)).toBe(5);
    expect(steps.length).toBeLessThan(1000);
  });

  it('ends training when nobody hears it any more', async () => {
    let told = 0;
    const world = makeWorld({
      say: () => {
        told += 1;
        return told > 4 ? Promise.reject(new Error('the pipe is closed')) : Promise.resolve();
      },
      work: async (_input, observer) => {
        observer.onProgress({ epoch: 1, epochs: 2, step: 1, steps: 2, secondsPerEpoch: null });
        await observer.onEpoch(anEpoch(1, 0.5));
        throw new Error('training went on');
      },
    });
    await expect(world.run()).rejects.toThrow('the pipe is closed');
  });
});

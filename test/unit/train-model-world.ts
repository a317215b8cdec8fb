import { createHash } from 'node:crypto';
import {
  type AppError,
  type DatasetFile,
  type DeviceInfo,
  fingerprintText,
  type JobRequest,
} from '../../src/domain/index.ts';
import type {
  CandidateServing,
  Clock,
  DatasetStore,
  PictureDecoder,
  Trainer,
  TrainerMessage,
  TrainingInput,
  TrainingObserver,
  TrainingOutcome,
} from '../../src/ports/index.ts';
import { makeTrainModel } from '../../src/usecases/index.ts';
import { makeServing } from './candidate-world.ts';
import { aDataset, aFile, aJob, aTrainedModel, CPU, fake, makeLog } from './fakes.ts';

/** Ten pictures of each of two classes. */
export const photos: DatasetFile[] = ['cat', 'dog'].flatMap((className) =>
  Array.from({ length: 10 }, (_, index) => aFile(`${className}/${index}.jpg`)),
);

export const fingerprintOf = (files: readonly DatasetFile[]): string =>
  createHash('sha256').update(fingerprintText(files)).digest('hex');

type Work = (input: TrainingInput, observer: TrainingObserver) => Promise<void>;

/** A trainer, stores and a worker that remember what went through them. */
export const makeWorld = (
  options: {
    files?: readonly DatasetFile[];
    isGone?: boolean;
    request?: Partial<JobRequest>;
    device?: DeviceInfo;
    work?: Work;
    say?: (message: TrainerMessage) => Promise<void>;
    clock?: Clock;
    /** Logits of the version that would be published; the trainer's are all 0. */
    served?: (picture: number) => Float32Array | AppError;
    candidates?: CandidateServing;
  } = {},
) => {
  const files = options.files ?? photos;
  const said: TrainerMessage[] = [];
  const inputs: TrainingInput[] = [];
  const decoded: unknown[] = [];
  const outcome = (validation: number): TrainingOutcome => ({
    stopReason: 'completedEpochs',
    head: aTrainedModel().head,
    backbone: aTrainedModel().backbone,
    best: { epoch: 2, metrics: { val_accuracy: 1 }, value: 1 },
    validationLogits: new Float32Array(validation * 2).fill(0),
    weightsLocation: '/runs/1/epoch-2.safetensors',
  });
  const trainer: Pick<Trainer, 'device' | 'train'> = {
    device: options.device ?? CPU,
    train: async (input, observer) => {
      inputs.push(input);
      await options.work?.(input, observer);
      return outcome(input.validation.length);
    },
  };
  const log = makeLog();
  const serving = makeServing(options.served ?? (() => new Float32Array(2)));
  const train = makeTrainModel({
    datasets: fake<DatasetStore>('datasets', {
      find: () => Promise.resolve(options.isGone === true ? null : aDataset()),
      allFiles: (_id, filter) => Promise.resolve(files.filter(({ verdict }) => verdict === filter.verdict)),
      content: (id, { sha256 }) => Promise.resolve({ path: `/datasets/${id}/${sha256}` }),
    }),
    decoder: fake<PictureDecoder>('decoder', {
      decode: (source, given) => {
        decoded.push([source, given]);
        return Promise.resolve(Uint8Array.of(1, 2, 3));
      },
    }),
    trainer,
    candidates: options.candidates ?? serving.candidates,
    readFile: (path) => Promise.resolve(new TextEncoder().encode(path)),
    clock: options.clock ?? { now: () => new Date(0) },
    log,
  });
  const say = (message: TrainerMessage): Promise<void> => {
    said.push(message);
    return options.say?.(message) ?? Promise.resolve();
  };
  const job = aJob({ attempt: 1 }, { datasetFingerprint: fingerprintOf(photos), ...options.request });
  const assignment = { job, attempt: 1, folder: '/runs/1', stateFolder: '/runs/state', parent: null };
  const run = () => train(assignment, say, new AbortController().signal);
  return { run, said, inputs, decoded, log, serving };
};

/** What was said, by state or type. */
export const kinds = (said: readonly TrainerMessage[]): string[] =>
  said.map((message) => (message.type === 'state' ? message.state : message.type));

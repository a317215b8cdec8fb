import { createHash } from 'node:crypto';
import {
  AppError,
  type Dataset,
  type DatasetFile,
  type DeviceInfo,
  type Example,
  fingerprintText,
  INPUT_SIZE,
  type JobRequest,
  type Preprocessing,
  type SplitExamples,
  splitExamples,
  straddlingGroups,
} from '../domain/index.ts';
import type { DatasetStore, PictureDecoder } from '../ports/index.ts';

/** What a run trains and validates on. `classNames`: in the order of the output layer. */
export interface LoadedExamples extends SplitExamples {
  readonly classNames: readonly string[];
  /** What a user should know of the split, in sentences. */
  readonly warnings: readonly string[];
}

/** Refuses a job that asks for a device which this process does not have: `DEVICE_UNAVAILABLE`. */
export const refuseOtherDevice = ({ device: asked }: JobRequest, device: DeviceInfo): void => {
  if (asked === 'auto' || asked === device.kind) return;
  throw new AppError(
    'DEVICE_UNAVAILABLE',
    `expected a ${asked === 'gpu' ? 'GPU' : 'CPU'}, which the job asks for, found ${device.name} (${device.kind}); ask for "auto" to take what is there`,
  );
};

const loadDataset = async (
  datasets: Pick<DatasetStore, 'find' | 'allFiles'>,
  { datasetId, datasetFingerprint }: JobRequest,
): Promise<{ dataset: Dataset; files: readonly DatasetFile[] }> => {
  const dataset = await datasets.find(datasetId);
  if (dataset === null)
    throw new AppError('DATASET_NOT_FOUND', `the dataset ${datasetId} of the job is gone`);
  const files = await datasets.allFiles(datasetId, { verdict: 'ok' });
  const fingerprint = createHash('sha256').update(fingerprintText(files)).digest('hex');
  if (fingerprint === datasetFingerprint) return { dataset, files };
  const detail = `the dataset ${datasetId} has changed since the job was made: expected the fingerprint ${datasetFingerprint}, found ${fingerprint}`;
  throw new AppError('DATASET_NOT_FOUND', detail);
};

const split = (
  { validation, seed }: JobRequest,
  { classes }: Dataset,
  files: readonly DatasetFile[],
): SplitExamples => {
  const indexes = new Map(classes.map(({ className, classIndex }) => [className, classIndex]));
  const labelled = files.flatMap((file) => {
    const classIndex = file.className === null ? undefined : indexes.get(file.className);
    if (classIndex === undefined) return [];
    const { fileId, path, sha256, lookAlikes, reference } = file;
    const example: Example = { fileId, path, sha256, classIndex, lookAlikes, reference };
    return [{ example, split: file.split }];
  });
  if (validation !== null) {
    return splitExamples(
      labelled.map(({ example }) => example),
      validation,
      seed,
    );
  }
  const of = (side: DatasetFile['split']): readonly Example[] =>
    labelled.flatMap((entry) => (entry.split === side ? [entry.example] : []));
  return { train: of('train'), validation: of('validation') };
};

/** Below this many validation pictures the job says that its accuracy is a rough figure. */
const FEW_VALIDATION_PICTURES = 10;

const splitWarnings = (sides: SplitExamples): readonly string[] => {
  const warnings: string[] = [];
  const pictures = sides.validation.length;
  if (pictures < FEW_VALIDATION_PICTURES) {
    warnings.push(`Only ${pictures} pictures are validated on: their accuracy is a rough figure.`);
  }
  const { groups, validation } = straddlingGroups(sides);
  if (groups > 0) {
    const what = groups === 1 ? 'group of look-alikes is' : 'groups of look-alikes are';
    warnings.push(
      `${groups} ${what} on both sides of the split: ${validation} of the ${pictures} pictures that are validated on look like one that is trained on, so their accuracy is too kind; the rule "stratified" keeps a group on one side.`,
    );
  }
  return warnings;
};

/** The pictures of a job's dataset, split as the job says. `DATASET_NOT_FOUND` when it is gone or has changed. */
export const loadExamples = async (
  datasets: Pick<DatasetStore, 'find' | 'allFiles'>,
  request: JobRequest,
): Promise<LoadedExamples> => {
  const { dataset, files } = await loadDataset(datasets, request);
  const sides = split(request, dataset, files);
  const classNames = dataset.classes.map(({ className }) => className);
  return { classNames, ...sides, warnings: splitWarnings(sides) };
};

/** How the recipe of a job prepares pictures. */
export const preprocessingOf = ({ recipe }: JobRequest): Preprocessing => ({
  mode: recipe.preprocess,
  interpolation: recipe.interpolation,
  orient: recipe.orient,
  width: INPUT_SIZE,
  height: INPUT_SIZE,
});

/** Makes what decodes a picture of the job's dataset as its recipe says: RGB bytes `[224, 224, 3]`. */
export const makePixelsOf =
  (
    {
      datasets,
      decoder,
    }: { readonly datasets: Pick<DatasetStore, 'content'>; readonly decoder: Pick<PictureDecoder, 'decode'> },
    request: JobRequest,
  ) =>
  async (example: Example): Promise<Uint8Array> => {
    const source = await datasets.content(request.datasetId, example);
    const { width, height, interpolation, orient } = preprocessingOf(request);
    return decoder.decode(source, { width, height, interpolation, orient });
  };

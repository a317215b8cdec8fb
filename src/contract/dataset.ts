import Type, { type Static } from 'typebox';
import {
  type Dataset,
  type DatasetFile,
  FILE_VERDICTS,
  type FileVerdict,
  LEAK_POLICIES,
  purgeTime,
} from '../domain/index.ts';
import { layout, origin, toLayoutBody } from './dataset-layout.ts';
import {
  closed,
  component,
  count,
  listOf,
  nullable,
  oneOf,
  oneOfOrNull,
  sha256,
  timestamp,
} from './schema.ts';

/** Name of a dataset. */
export const datasetName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.',
  examples: ['animals'],
});

/** What became of a file. */
export const fileVerdict = oneOf(FILE_VERDICTS, {
  description: 'What became of the file; only `ok` files are used.',
});

/** A side of the split. */
export const split = oneOf(['train', 'validation'], { description: 'The side of the split.' });

const verdictCounts = Type.Unsafe<Record<FileVerdict, number>>({
  type: 'object',
  description: 'Number of files by verdict.',
  properties: Object.fromEntries(
    FILE_VERDICTS.map((verdict) => [verdict, count(`Files with the verdict ${verdict}.`)]),
  ),
  required: [...FILE_VERDICTS],
  additionalProperties: false,
});

/** What becomes of look-alikes across a given split. */
export const leakPolicy = oneOf(LEAK_POLICIES, {
  description:
    'What becomes of pictures in `validation` that look like one in `train`, where the folders give the split: `report` sets them aside (verdict `nearDuplicateAcrossSplits`), `move` moves them to training, `fail` refuses the dataset.',
});

/** A dataset on the wire. */
export const DatasetBody = component(
  'Dataset',
  {
    id: Type.String(),
    name: Type.String(),
    createdAt: timestamp('When the dataset was made.'),
    fingerprint: sha256(
      'sha256 of the sorted lines `split TAB class TAB path TAB sha256` of the usable files.',
    ),
    classes: Type.Array(
      closed({
        className: Type.String(),
        classIndex: count("Position in the model's output."),
        images: count('Usable pictures of the class.'),
      }),
    ),
    images: count('Usable pictures.'),
    splits: closed(
      { train: count('Pictures in `train`.'), validation: count('Pictures in `validation`.') },
      { description: 'Usable pictures on the sides that the folders give; 0 and 0 when they give none.' },
    ),
    verdicts: verdictCounts,
    warnings: Type.Array(Type.String()),
    layout,
    origin,
    parent: nullable(
      closed(
        { id: Type.String(), fingerprint: sha256('Of the parent.') },
        { description: 'The dataset that it was derived from.' },
      ),
    ),
    leakPolicy,
    binnedAt: nullable(timestamp('When it was put into the bin; null: it is not in it.')),
    purgeAt: nullable(timestamp('When it will be removed from the bin for good; null: it is not in it.')),
    nearDuplicates: closed(
      { groups: count('Groups of look-alikes.'), images: count('Usable pictures in them.') },
      { description: 'Usable pictures that look like another usable one.' },
    ),
  },
  {
    description: 'An immutable set of labelled pictures.',
    examples: [
      {
        id: 'ds_01jdf5w2q0v9',
        name: 'animals',
        createdAt: '2026-03-01T09:30:00.000Z',
        fingerprint: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be',
        classes: [
          { className: 'cat', classIndex: 0, images: 26 },
          { className: 'dog', classIndex: 1, images: 27 },
        ],
        images: 53,
        splits: { train: 0, validation: 0 },
        verdicts: Object.fromEntries(
          FILE_VERDICTS.map((verdict) => [verdict, verdict === 'ok' ? 53 : verdict === 'corrupt' ? 1 : 0]),
        ),
        warnings: [],
        layout: { kind: 'classFolders', outerFolder: 'photos' },
        origin: { kind: 'files' },
        parent: null,
        leakPolicy: 'report',
        binnedAt: null,
        purgeAt: null,
        nearDuplicates: { groups: 1, images: 2 },
      },
    ],
  },
);
export type DatasetBody = Static<typeof DatasetBody>;

/** One file of a dataset on the wire. */
export const DatasetFileBody = component(
  'DatasetFile',
  {
    fileId: Type.String(),
    path: Type.String({ description: 'The path that the file came with, outer folders peeled off.' }),
    class: nullable(Type.String({ description: 'The class it belongs to; null where its path gives none.' })),
    split: oneOfOrNull(['train', 'validation'], {
      description: 'The side of the split that its path gives; null where the job decides.',
    }),
    bytes: count('Size of the file.'),
    width: nullable(Type.Integer({ minimum: 1, description: 'Pixels; null when it is no picture.' })),
    height: nullable(Type.Integer({ minimum: 1, description: 'Pixels; null when it is no picture.' })),
    sha256: sha256('Of the content.'),
    verdict: fileVerdict,
    reason: nullable(Type.String({ description: 'Why the file is not used; null for `ok`.' })),
    counterpart: nullable(
      Type.String({ description: 'The `fileId` of the file that it repeats, contradicts or gives away.' }),
    ),
    lookAlikes: nullable(
      Type.String({
        description: 'The first `fileId` of its group of look-alikes; null: nothing looks like it.',
      }),
    ),
    reference: nullable(
      Type.String({ description: 'Path below DATASETS_ROOT of a file that is not copied.' }),
    ),
  },
  {
    description: 'One file of a dataset and what became of it.',
    examples: [
      {
        fileId: 'file_0000000',
        path: 'cat/tabby.jpg',
        class: 'cat',
        split: null,
        bytes: 48213,
        width: 640,
        height: 480,
        sha256: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be',
        verdict: 'ok',
        reason: null,
        counterpart: null,
        lookAlikes: null,
        reference: null,
      },
    ],
  },
);
export type DatasetFileBody = Static<typeof DatasetFileBody>;

/** The files of a multipart body. */
export const uploadFiles = {
  archive: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      contentMediaType: 'application/zip',
      description: 'One zip with a folder a class.',
    }),
  ),
  images: Type.Optional(
    Type.Array(
      Type.Unsafe<string>({
        type: 'string',
        contentMediaType: 'application/octet-stream',
      }),
      { description: 'Pictures; the file name of each part is `class/picture.jpg`.' },
    ),
  ),
};

/** What a multipart body of `POST /datasets` is made of; for documentation, it is read as a stream. */
export const UploadForm = Type.Object(
  { ...uploadFiles, name: Type.Optional(datasetName) },
  { description: 'Either one `archive` or one or more `images`.', additionalProperties: false },
);

export const DatasetListBody = listOf('DatasetList', DatasetBody, 'newest first');
export const DatasetFileListBody = listOf('DatasetFileList', DatasetFileBody, 'sorted by folder, then name');

/** A dataset as it goes over the wire. */
export const toDatasetBody = (dataset: Dataset): DatasetBody => ({
  id: dataset.id,
  name: dataset.name,
  createdAt: dataset.createdAt,
  fingerprint: dataset.fingerprint,
  classes: dataset.classes.map(({ className, classIndex, images }) => ({ className, classIndex, images })),
  images: dataset.images,
  splits: { train: dataset.splits.train, validation: dataset.splits.validation },
  verdicts: { ...dataset.verdicts },
  warnings: [...dataset.warnings],
  layout: toLayoutBody(dataset.layout),
  origin: { ...dataset.origin },
  parent: dataset.parent,
  leakPolicy: dataset.leakPolicy,
  binnedAt: null,
  purgeAt: null,
  nearDuplicates: { ...dataset.nearDuplicates },
});

/** A dataset in the bin as it goes over the wire; `binnedAt` is when it was put there. */
export const toBinnedDatasetBody = (dataset: Dataset, binnedAt: string): DatasetBody => ({
  ...toDatasetBody(dataset),
  binnedAt,
  purgeAt: purgeTime(binnedAt),
});

/** A file of a dataset as it goes over the wire. */
export const toDatasetFileBody = (file: DatasetFile): DatasetFileBody => ({
  fileId: file.fileId,
  path: file.path,
  class: file.className,
  split: file.split,
  bytes: file.bytes,
  width: file.width,
  height: file.height,
  sha256: file.sha256,
  verdict: file.verdict,
  reason: file.reason,
  counterpart: file.counterpart,
  lookAlikes: file.lookAlikes,
  reference: file.reference,
});

import Type, { type Static } from 'typebox';
import type { ModelManifest } from '../domain/index.ts';
import { DeviceBody, MetricsBody, toMetricsBody } from './job.ts';
import { aliasName } from './names.ts';
import { exampleRecipe, RecipeBody } from './recipe.ts';
import {
  closed,
  component,
  finiteOrNull,
  listOf,
  mapOf,
  nullable,
  nullableRefTo,
  oneOf,
  sha256,
  timestamp,
} from './schema.ts';

const version = (description: string) => Type.Integer({ minimum: 1, description });
const pixels = (description: string) => Type.Integer({ minimum: 1, description });

/** A model on the wire. */
export const ModelBody = component(
  'Model',
  {
    name: Type.String(),
    latestVersion: version('The newest version.'),
    updatedAt: timestamp('When the newest version was published.'),
    versions: Type.Integer({ minimum: 0, description: 'Number of versions.' }),
    aliases: mapOf(version('The version that the alias points to.')),
  },
  {
    description: 'A model with its newest version and its aliases.',
    examples: [
      {
        name: 'animals',
        latestVersion: 3,
        updatedAt: '2026-03-01T09:31:00.000Z',
        versions: 3,
        aliases: { latest: 3 },
      },
    ],
  },
);
export type ModelBody = Static<typeof ModelBody>;

const head = closed({
  pool: oneOf(['average', 'flatten']),
  layers: Type.Array(
    closed({
      name: Type.String(),
      inputs: pixels('Width of the input.'),
      units: pixels('Width of the output.'),
      activation: oneOf(['relu', 'linear']),
    }),
  ),
});

const digest = '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be';

const example = {
  model: 'animals',
  version: 3,
  createdAt: '2026-03-01T09:30:31.700Z',
  jobId: 'job_01k9v2x4w8r7t3q5n6m1p0d2c4',
  attempt: 1,
  importedFrom: null,
  classNames: ['cat', 'dog'],
  inputSize: { width: 224, height: 224, channels: 3 },
  preprocessing: { mode: 'caffe', interpolation: 'bilinear', orient: true },
  backbone: { name: 'vgg16', weights: 'imagenet', sha256: digest, precision: 'float32', ownLayers: [] },
  head: { pool: 'average', layers: [{ name: 'predictions', inputs: 512, units: 2, activation: 'linear' }] },
  dataset: { id: 'ds_01k9v2wz5h8s4b7f3g6j9k1m2n', fingerprint: digest },
  recipe: exampleRecipe,
  seed: 7,
  metrics: { loss: 0.04, accuracy: 1, val_loss: 0.06, val_accuracy: 1 },
  calibration: { temperature: 0.9, eceBefore: 0.05, eceAfter: 0.03 },
  threshold: 0.71,
  device: { kind: 'cpu', name: 'x86-64, 8 threads', engine: 'TensorFlow 2.21.0' },
  weights: { bytes: 4376, sha256: digest },
  parent: null,
  aliases: ['latest'],
  description: 'Retrained with the pictures of May.',
  metadata: { team: 'birds' },
  links: {
    self: '/models/animals/versions/3',
    model: '/models/animals',
    job: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4',
    dataset: '/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n',
  },
};

/** A model version on the wire. */
export const ModelVersionBody = component(
  'ModelVersion',
  {
    model: Type.String(),
    version: version('1, 2, ...'),
    createdAt: timestamp('When it was published.'),
    jobId: nullable(Type.String({ description: 'The job that trained it; null for one that was imported.' })),
    attempt: nullable(version('The attempt of that job.')),
    importedFrom: nullable(
      closed(
        {
          name: Type.String({ description: 'As the client called it.' }),
          bytes: pixels('Its size.'),
          sha256: sha256('Of the file.'),
        },
        {
          description:
            'The file it was imported from; null for one that a job trained. Without validation pictures its answers are compared with nothing.',
        },
      ),
    ),
    classNames: Type.Array(Type.String(), { description: 'In the order of the output layer.' }),
    inputSize: closed({ width: pixels('Pixels.'), height: pixels('Pixels.'), channels: Type.Literal(3) }),
    preprocessing: closed({
      mode: oneOf(['caffe', 'none', 'rescale']),
      interpolation: oneOf(['nearest', 'bilinear', 'bicubic']),
      orient: Type.Boolean(),
    }),
    backbone: closed({
      name: oneOf(['vgg16']),
      weights: oneOf(['imagenet', 'none'], {
        description: "`none`: every convolution is the version's own, and none is that of ImageNet.",
      }),
      sha256: nullable(
        sha256('Of the backbone weights that it needs; null where every convolution is its own.'),
      ),
      precision: oneOf(['float32', 'int8'], { description: 'Of the frozen part.' }),
      ownLayers: Type.Array(Type.String(), {
        description:
          "Convolutions whose weights are the version's own; empty where the whole backbone is frozen.",
      }),
    }),
    head,
    dataset: nullable(
      closed({ id: Type.String(), fingerprint: sha256('Of the dataset it was trained on.') }),
    ),
    recipe: nullableRefTo(RecipeBody),
    seed: nullable(Type.Integer()),
    metrics: nullableRefTo(MetricsBody),
    calibration: closed(
      {
        temperature: Type.Number({ description: 'Logits are divided by it.' }),
        eceBefore: finiteOrNull('null where it was not measured.'),
        eceAfter: finiteOrNull('null where it was not measured.'),
      },
      { description: 'Temperature scaling; expected calibration error over 15 bins, before and after.' },
    ),
    threshold: nullable(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description:
          'Highest probability below this: `abstained`. Chosen for the precision that `publish.abstain` of the job asks for; null where it asks for none: never.',
      }),
    ),
    device: nullableRefTo(DeviceBody),
    weights: closed({ bytes: pixels('Size of the file.'), sha256: sha256('Of the file.') }),
    parent: nullable(closed({ model: Type.String(), version: version('1, 2, ...') })),
    aliases: Type.Array(Type.String(), { description: 'Those that point to it now, sorted.' }),
    description: nullable(Type.String({ description: 'As it was noted; null where nothing was.' })),
    metadata: mapOf(Type.String(), {
      description: 'The notes of the job that trained it, with the changes made since.',
    }),
    links: closed({
      self: Type.String(),
      model: Type.String(),
      job: nullable(Type.String()),
      dataset: nullable(Type.String()),
    }),
  },
  {
    description:
      'The manifest of a version: all that serves it, and where it came from. What only a job knows is null for one that was imported.',
    examples: [example],
  },
);
export type ModelVersionBody = Static<typeof ModelVersionBody>;

/** What a multipart body of `POST /models/:name/versions` is made of; for documentation, it is read as a stream. */
export const ImportForm = Type.Object(
  {
    file: Type.Unsafe<string>({
      type: 'string',
      contentMediaType: 'application/x-hdf5',
      description: 'One `.h5` of VGG16 with a head that ends in softmax, as `model.save` of Keras writes it.',
    }),
    classNames: Type.String({
      description: 'The class names in the order of the outputs, as a JSON list.',
      examples: ['["cat", "dog"]'],
    }),
    preprocess: Type.Optional(
      oneOf(['none', 'caffe', 'rescale'], {
        default: 'none',
        description: 'How pixels enter the model. A script that only loads pictures does `none`.',
      }),
    ),
    interpolation: Type.Optional(oneOf(['nearest', 'bilinear', 'bicubic'], { default: 'nearest' })),
    orient: Type.Optional(
      oneOf(['false', 'true'], {
        default: 'false',
        description: 'Whether pictures are turned by EXIF first.',
      }),
    ),
    alias: Type.Optional(aliasName),
  },
  {
    description:
      'A model file, and what it does not say of itself. `latest` moves to the new version, and `alias` too where it is given.',
    additionalProperties: false,
  },
);

export const ModelListBody = listOf('ModelList', ModelBody, 'newest first');
export const ModelVersionListBody = listOf('ModelVersionList', ModelVersionBody, 'newest first');

/** A model as it is listed. */
export interface ModelFacts {
  readonly name: string;
  readonly latestVersion: number;
  readonly updatedAt: string;
  readonly versions: number;
  readonly aliases: Readonly<Record<string, number>>;
}

/** A model as it goes over the wire. */
export const toModelBody = (model: ModelFacts): ModelBody => ({
  name: model.name,
  latestVersion: model.latestVersion,
  updatedAt: model.updatedAt,
  versions: model.versions,
  aliases: { ...model.aliases },
});

/** A model version with the notes that count now. */
export interface ModelVersionFacts extends ModelManifest {
  readonly description: string | null;
  readonly aliases: readonly string[];
}

/** A model version as it goes over the wire. */
export const toModelVersionBody = (manifest: ModelVersionFacts): ModelVersionBody => {
  const { width, height, ...preprocessing } = manifest.preprocessing;
  const model = `/models/${encodeURIComponent(manifest.model)}`;
  return {
    model: manifest.model,
    version: manifest.version,
    createdAt: manifest.createdAt,
    jobId: manifest.jobId,
    attempt: manifest.attempt,
    importedFrom: manifest.importedFrom,
    classNames: [...manifest.classNames],
    inputSize: { width, height, channels: 3 },
    preprocessing,
    backbone: { ...manifest.backbone, ownLayers: [...manifest.backbone.ownLayers] },
    head: { pool: manifest.head.pool, layers: manifest.head.layers.map((layer) => ({ ...layer })) },
    dataset: manifest.dataset,
    recipe: manifest.recipe,
    seed: manifest.seed,
    metrics: manifest.metrics === null ? null : toMetricsBody(manifest.metrics),
    calibration: manifest.calibration,
    threshold: manifest.threshold,
    device: manifest.device,
    weights: { bytes: manifest.weights.bytes, sha256: manifest.weights.sha256 },
    parent: manifest.parent,
    aliases: [...manifest.aliases],
    description: manifest.description,
    metadata: { ...manifest.metadata },
    links: {
      self: `${model}/versions/${manifest.version}`,
      model,
      job: manifest.jobId === null ? null : `/jobs/${encodeURIComponent(manifest.jobId)}`,
      dataset: manifest.dataset === null ? null : `/datasets/${encodeURIComponent(manifest.dataset.id)}`,
    },
  };
};

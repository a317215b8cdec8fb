import type { DeviceInfo, EpochMetrics } from './job.ts';
import type { Interpolation, Precision, Preprocess, Recipe } from './recipe.ts';

/** Side of the square picture that the backbone takes, in pixels. */
export const INPUT_SIZE = 224;

/** Bytes of one decoded picture: 224 x 224 x 3, RGB, row by row. */
export const PICTURE_BYTES = INPUT_SIZE * INPUT_SIZE * 3;

/** One dense layer of a head. Its tensors are `<name>/kernel` `[inputs, units]` and `<name>/bias` `[units]`, float32. */
export interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly activation: 'relu' | 'linear';
}

/** The layers after the backbone. `average`: mean over 7 x 7 gives 512 features; `flatten`: 25088. The last layer gives logits. */
export interface HeadArchitecture {
  readonly pool: 'average' | 'flatten';
  readonly layers: readonly DenseLayer[];
}

/** How a picture becomes the backbone's input; travels with the weights. */
export interface Preprocessing {
  readonly mode: Preprocess;
  readonly interpolation: Interpolation;
  readonly orient: boolean;
  readonly width: number;
  readonly height: number;
}

/** Temperature scaling (Guo et al. 2017): logits are divided by `temperature` before softmax. ECE over 15 equal bins, before and after. */
export interface Calibration {
  readonly temperature: number;
  readonly eceBefore: number;
  readonly eceAfter: number;
}

/** Of a version whose answers nobody measured, as one that was imported: its probabilities stay as they are. */
export const UNCALIBRATED = { temperature: 1, eceBefore: null, eceAfter: null } as const;

/** The file that an imported version was made from. */
export interface ImportedFile {
  /** As the client called it. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Everything needed to serve a model version, and where it came from: a job of this service, or a file that was imported.
 * What only a job knows is null for an import. Written last: a version without it does not exist.
 */
export interface ModelManifest {
  readonly model: string;
  readonly version: number;
  readonly createdAt: string;
  readonly jobId: string | null;
  readonly attempt: number | null;
  /** null for a version that a job trained. */
  readonly importedFrom: ImportedFile | null;
  /** In the order of the output layer. */
  readonly classNames: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly backbone: {
    readonly name: 'vgg16';
    /** `none`: every convolution is the version's own, trained from random weights or brought by an import. */
    readonly weights: 'imagenet' | 'none';
    /**
     * Of the base's weights that the version needs; for `int8` still that of the float32 base, whose features it stands in for.
     * null where every convolution is the version's own.
     */
    readonly sha256: string | null;
    /** Of the frozen part; a version is served as it was trained. */
    readonly precision: Precision;
    /**
     * Convolutions (Keras's names, in order, always a tail of the 13) whose weights lie in the version's own file, as
     * `<name>/kernel` `[3, 3, inputs, filters]` and `<name>/bias`. Empty where the whole base is frozen.
     */
    readonly ownLayers: readonly string[];
  };
  readonly head: HeadArchitecture;
  readonly dataset: { readonly id: string; readonly fingerprint: string } | null;
  readonly recipe: Recipe | null;
  readonly seed: number | null;
  readonly metrics: EpochMetrics | null;
  readonly calibration: Calibration | typeof UNCALIBRATED;
  /** Highest probability below this: `abstained`. null: never. */
  readonly threshold: number | null;
  readonly device: DeviceInfo | null;
  readonly weights: { readonly file: string; readonly bytes: number; readonly sha256: string };
  readonly parent: { readonly model: string; readonly version: number } | null;
  /** As the job brought it; what people change of it later are `VersionNotes`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What people note of a version; it lies beside the manifest, which never changes. */
export interface VersionNotes {
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The forms that a version can be exported in: a `.h5` for Keras, a zip for TensorFlow.js, all weights as `.safetensors`. */
export const EXPORT_FORMATS = ['keras', 'tfjs', 'safetensors'] as const;

/** One form of an export. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A name, with a version or an alias where one was given: `animals`, `animals:3`, `animals@prod`, the alias perhaps of a time. */
export type ModelReference =
  | {
      readonly model: string;
      readonly by: 'alias';
      readonly alias: string;
      /** Where the alias pointed at this time, ISO 8601; without it, where it points now. */
      readonly at?: string;
    }
  | { readonly model: string; readonly by: 'version'; readonly version: number };

/** One answer. Probabilities are calibrated and sum to 1 over all classes. */
export interface Prediction {
  readonly className: string;
  readonly probability: number;
}

/** One move of an alias, oldest first in its history. */
export interface AliasMove {
  /** null: the alias was removed. */
  readonly version: number | null;
  readonly at: string;
  /** A job, `import`, or the request that asked for it. */
  readonly by: string;
  /** Back to where the alias pointed before; what it pointed to meanwhile is no place to go back to. */
  readonly isRollback?: boolean;
}

/** The names of the presets. */
export type PresetName = 'fast' | 'keras-tutorial';

/** How pixels (RGB, 0..255) enter the backbone: `caffe` = BGR minus the ImageNet means, `none` = as they are, `rescale` = divided by 255. */
export type Preprocess = 'caffe' | 'none' | 'rescale';

/** How a picture is brought to 224 x 224, bit for bit as Pillow does it. */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

/** What lies between the backbone's last feature map `[7, 7, 512]` and the output layer. */
export type HeadPool = 'average' | 'flatten' | 'fullyConnected';

/** A metric by Keras's name; `acc` and `val_acc` are accepted on input and stored as these. */
export type MetricName = 'loss' | 'accuracy' | 'val_loss' | 'val_accuracy';

/** Whether a smaller or a larger value of the monitored metric is better; `auto`: larger for accuracy, smaller for loss. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** The update rule, with Keras's names, defaults and formulas. `lbfgs` takes the whole training set a step and needs a single dense layer. */
export type OptimizerRecipe =
  | {
      readonly name: 'sgd';
      readonly learningRate: number;
      readonly momentum: number;
      readonly nesterov: boolean;
    }
  | {
      readonly name: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'adamw';
      readonly learningRate: number;
      readonly weightDecay: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    }
  | {
      readonly name: 'rmsprop';
      readonly learningRate: number;
      readonly rho: number;
      readonly epsilon: number;
    }
  | { readonly name: 'lbfgs'; readonly historySize: number };

/** Keras's ModelCheckpoint: which epochs' weights are kept. */
export interface ModelCheckpointRecipe {
  readonly monitor: MetricName;
  readonly mode: MonitorMode;
  readonly saveBestOnly: boolean;
  readonly initialValueThreshold: number | null;
}

/** Keras's EarlyStopping. */
export interface EarlyStoppingRecipe {
  readonly monitor: MetricName;
  readonly mode: MonitorMode;
  readonly minDelta: number;
  readonly patience: number;
  readonly baseline: number | null;
  readonly restoreBestWeights: boolean;
  readonly startFromEpoch: number;
}

/** A whole recipe: everything that decides a training run, beside the dataset, the split and the seed. */
export interface Recipe {
  readonly backbone: {
    readonly name: 'vgg16';
    readonly weights: 'imagenet';
    readonly trainableFrom: 'none';
    readonly precision: 'auto' | 'float32';
  };
  readonly preprocess: Preprocess;
  readonly interpolation: Interpolation;
  /** Whether the EXIF orientation is applied before resizing. */
  readonly orient: boolean;
  readonly head: {
    readonly pool: HeadPool;
    /** Width of one hidden ReLU layer before the output layer; null for none. `fullyConnected` has fc1 and fc2 of this width. */
    readonly units: number | null;
    /** Weight of the squared norm of the kernels in the loss (`l2 * sum(w^2)`, as `keras.regularizers.L2`). */
    readonly l2: number;
    /** Whether features are shifted and scaled to mean 0, deviation 1 over the training set; folded into the first dense layer on publishing. */
    readonly standardise: boolean;
  };
  readonly optimizer: OptimizerRecipe;
  readonly epochs: number;
  readonly batchSize: number;
  /** null: ceil(pictures / batchSize). */
  readonly stepsPerEpoch: number | null;
  /** null: all validation pictures. */
  readonly validationSteps: number | null;
  readonly modelCheckpoint: ModelCheckpointRecipe;
  readonly earlyStopping: EarlyStoppingRecipe | null;
}

/** Which pictures of a dataset without given splits are set aside for validation. `keras`: the first files of each class. */
export interface ValidationRule {
  readonly split: number;
  readonly rule: 'stratified' | 'keras';
}

/** Where tensor work shall run; `auto` takes a GPU where there is one. */
export type DeviceRequest = 'auto' | 'cpu' | 'gpu';

/** The names of the presets. */
export type PresetName = 'fast' | 'keras-tutorial' | 'fine-tune';

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

/**
 * How the learning rate moves from step to step (0-based, over the whole run). `warmupSteps` rise in a straight line from 0 to
 * the optimizer's learning rate, as in `keras.optimizers.schedules.CosineDecay`; then `constant` stays, `cosine` falls to
 * `alpha` times the rate over `decaySteps` (null: all steps that are left), and `step` multiplies by `factor` after every `everySteps`.
 */
export type ScheduleRecipe =
  | { readonly name: 'constant'; readonly warmupSteps: number }
  | {
      readonly name: 'cosine';
      readonly warmupSteps: number;
      readonly decaySteps: number | null;
      readonly alpha: number;
    }
  | {
      readonly name: 'step';
      readonly warmupSteps: number;
      readonly everySteps: number;
      readonly factor: number;
    };

/** What every optimizer that goes down a gradient has. `weightDecay` is decoupled, as Keras's `weight_decay`: `w -= w * learningRate * weightDecay` before the update; 0 for none. */
interface GradientKnobs {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly schedule: ScheduleRecipe;
}

/** The update rule, with Keras's names, defaults and formulas. `lbfgs` takes the whole training set a step and needs a single dense layer. */
export type OptimizerRecipe =
  | (GradientKnobs & { readonly name: 'sgd'; readonly momentum: number; readonly nesterov: boolean })
  | (GradientKnobs & {
      readonly name: 'adam' | 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    })
  | (GradientKnobs & { readonly name: 'rmsprop'; readonly rho: number; readonly epsilon: number })
  | { readonly name: 'lbfgs'; readonly historySize: number };

/** The precision that the frozen part of the backbone is computed in. */
export type Precision = 'float32' | 'int8';

/** Where the backbone's trained part begins: a block, a layer's number in Keras's `layers`, nowhere, or everywhere. */
export type TrainableFrom = 'none' | 'block5' | 'block4' | 'block3' | 'block2' | 'block1' | 'all' | number;

/** The weights a run starts from: Keras's ImageNet weights, random ones, or those of a model version (`animals:3`). */
export type StartWeights = 'imagenet' | 'none' | `${string}:${number}`;

/** Random changes of training pictures, drawn anew each time a picture is taken. Each knob 0 (or `none`) leaves a picture as it is. */
export interface AugmentRecipe {
  readonly flip: 'none' | 'horizontal' | 'vertical' | 'both';
  /** Largest turn to either side, in degrees. */
  readonly rotation: number;
  /** Largest part by which a picture is made larger or smaller. */
  readonly zoom: number;
  /** Largest move along each axis, as a part of the side. */
  readonly shift: number;
  /** Largest part by which all values are made lighter or darker. */
  readonly brightness: number;
}

/** Keras's ReduceLROnPlateau. */
export interface PlateauRecipe {
  readonly monitor: MetricName;
  readonly mode: MonitorMode;
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly minLearningRate: number;
}

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
    readonly weights: StartWeights;
    /** The same boundary as `frozenLayers`, by name where it has one. */
    readonly trainableFrom: TrainableFrom;
    /** As `layers[:n]` in Keras's VGG16: 0 is the input, 19 the whole base, 21 and 22 freeze fc1 and fc2 of a fully connected head. */
    readonly frozenLayers: number;
    /** Of the frozen part. `auto` is settled by the worker that takes the job; the job says how. */
    readonly precision: 'auto' | Precision;
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
    /** Part of the values that is set to 0 in training: after each hidden layer, or on the features where there is none. */
    readonly dropout: number;
    /** `converged`: before the first epoch the head alone is trained to convergence with L-BFGS while all of the backbone is frozen. */
    readonly start: 'random' | 'converged';
  };
  readonly loss: { readonly labelSmoothing: number };
  /** Weight of each class in the training loss, by name; `balanced`: pictures / (classes * pictures of the class); null: 1. */
  readonly classWeights: 'balanced' | Readonly<Record<string, number>> | null;
  readonly augment: AugmentRecipe | null;
  readonly optimizer: OptimizerRecipe;
  readonly epochs: number;
  readonly batchSize: number;
  /** null: ceil(pictures / batchSize). */
  readonly stepsPerEpoch: number | null;
  /** null: all validation pictures. */
  readonly validationSteps: number | null;
  readonly modelCheckpoint: ModelCheckpointRecipe;
  readonly earlyStopping: EarlyStoppingRecipe | null;
  readonly reduceLearningRateOnPlateau: PlateauRecipe | null;
}

/** Which pictures of a dataset without given splits are set aside for validation. `keras`: the first files of each class. */
export interface ValidationRule {
  readonly split: number;
  readonly rule: 'stratified' | 'keras';
}

/** Where tensor work shall run; `auto` takes a GPU where there is one. */
export type DeviceRequest = 'auto' | 'cpu' | 'gpu';

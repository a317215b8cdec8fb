import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';
import { AppError, type DeviceInfo, type DeviceRequest } from '../domain/index.ts';

/** A tensor of the engine. It never leaves this room; whoever gets one disposes it. */
export type Tensor = TensorFlow.Tensor;

/** One attribute of an operation. */
export type Attribute = Pick<TFEOpAttr, 'name' | 'type' | 'value'>;

type Backend = Pick<
  NodeJSKernelBackend,
  | 'binding'
  | 'isUsingGpuDevice'
  | 'executeSingleOutput'
  | 'executeMultipleOutputs'
  | 'getNumOfTFTensors'
  | 'loadSavedModelMetaGraph'
  | 'runSavedModel'
  | 'deleteSavedModel'
  | 'getNumOfSavedModels'
>;

/** The attributes that operations are given, in TensorFlow's own words. */
export interface Attributes {
  readonly float32: number;
  readonly int32: number;
  readonly uint8: number;
  readonly type: (name: string, value: number) => Attribute;
  readonly ints: (name: string, value: number[]) => Attribute;
  readonly text: (name: string, value: string) => Attribute;
  readonly flag: (name: string, value: boolean) => Attribute;
  readonly shape: (name: string, value: readonly number[]) => Attribute;
}

/** A graph of operations in a session of its own. */
export interface LoadedGraph {
  /** Gives `values` to the nodes of these names and returns the first output of the node `output`. Does not dispose `values`. */
  readonly run: (values: ReadonlyMap<string, Tensor>, output: string) => Tensor;
  /** Frees the session and all that the graph holds. */
  readonly close: () => void;
}

/** TensorFlow in this process. */
export interface Engine {
  readonly device: DeviceInfo;
  readonly tf: typeof TensorFlow;
  readonly attributes: Attributes;
  /** Runs one registered TensorFlow operation that has one output. */
  readonly run: (operation: string, attributes: Attribute[], inputs: Tensor[]) => Tensor;
  /** Runs one registered TensorFlow operation that has `outputs` outputs (0 for one that only acts on a resource). */
  readonly runMany: (
    operation: string,
    attributes: Attribute[],
    inputs: Tensor[],
    outputs: number,
  ) => Tensor[];
  /** Loads the graph with this tag of the SavedModel in `folder`, which is not needed afterwards. Throws TensorFlow's own error. */
  readonly loadGraph: (folder: string, tag: string) => LoadedGraph;
  /** Tensors alive, on the JavaScript side and in the native addon, and graphs loaded. */
  readonly liveTensors: () => {
    readonly tensors: number;
    readonly handles: number;
    readonly graphs: number;
  };
}

const require = createRequire(import.meta.url);

/** Node 23 removed two functions that `@tensorflow/tfjs-node-gpu` 4.22.0 calls. */
const restoreUtilFunctions = (): void => {
  const util = require('node:util') as Record<string, unknown>;
  const restored: Record<string, (value: unknown) => boolean> = {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, value] of Object.entries(restored)) {
    if (typeof util[name] !== 'function') Object.defineProperty(util, name, { value, configurable: true });
  }
};

const loadTensorFlow = (): typeof TensorFlow => {
  restoreUtilFunctions();
  try {
    return require('@tensorflow/tfjs-node-gpu') as typeof TensorFlow;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new AppError(
      'DEVICE_UNAVAILABLE',
      `The TensorFlow engine does not load. Run "npm run setup", and "npm run doctor" to see what is missing. Reason: ${reason ?? 'none given'}`,
      { cause },
    );
  }
};

const gpuName = (): string => {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    for (const bus of readdirSync(folder)) {
      const model = /^Model:\s*(.+)$/m.exec(readFileSync(join(folder, bus, 'information'), 'utf8'))?.[1];
      if (model !== undefined) return model.trim();
    }
  } catch {
    // The driver's folder is not visible in every container; the name is for reading only.
  }
  return 'GPU';
};

const checkDevice = (request: DeviceRequest, isGpu: boolean): void => {
  if (request === 'gpu' && !isGpu) {
    throw new AppError(
      'DEVICE_UNAVAILABLE',
      'Expected a GPU, and TensorFlow sees none in this process. Run "npm run doctor" for what it finds, or ask for the device "cpu" or "auto".',
    );
  }
  if (request === 'cpu' && isGpu) {
    throw new AppError(
      'DEVICE_UNAVAILABLE',
      'Expected the CPU, and TensorFlow has taken a GPU in this process. Start it with CUDA_VISIBLE_DEVICES=-1.',
    );
  }
};

const makeAttributes = ({ binding }: Backend): Attributes => ({
  float32: binding.TF_FLOAT,
  int32: binding.TF_INT32,
  uint8: binding.TF_UINT8,
  type: (name, value) => ({ name, type: binding.TF_ATTR_TYPE, value }),
  ints: (name, value) => ({ name, type: binding.TF_ATTR_INT, value }),
  text: (name, value) => ({ name, type: binding.TF_ATTR_STRING, value }),
  flag: (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value }),
  shape: (name, value) => ({ name, type: binding.TF_ATTR_SHAPE, value: [...value] }),
});

const loadGraph = (backend: Backend, folder: string, tag: string): LoadedGraph => {
  // Not through `tf.node.loadSavedModel`, which computes every output of a signature.
  const id = backend.loadSavedModelMetaGraph(folder, tag);
  return {
    run: (values, output) => {
      const inputs = [...values].map(([name, { dtype }]) => ({ name: `${name}:0`, dtype }));
      const [result] = backend.runSavedModel(id, [...values.values()], inputs, [`${output}:0`]);
      if (result === undefined) throw new Error(`the graph gives no ${output}`);
      return result;
    },
    close: () => {
      backend.deleteSavedModel(id);
    },
  };
};

/**
 * Starts TensorFlow in this process (once; later calls share it) and says on which device it runs.
 * `DEVICE_UNAVAILABLE` when the native addon does not load, or when the device asked for is not the one in use.
 */
export const startEngine = ({ device: request }: { readonly device: DeviceRequest }): Engine => {
  const tf = loadTensorFlow();
  const backend = tf.backend() as TensorFlow.KernelBackend & Backend;
  const isGpu = backend.isUsingGpuDevice;
  checkDevice(request, isGpu);
  return {
    device: {
      kind: isGpu ? 'gpu' : 'cpu',
      name: isGpu ? gpuName() : (cpus()[0]?.model.trim() ?? 'CPU'),
      engine: `TensorFlow ${backend.binding.TF_Version}`,
    },
    tf,
    attributes: makeAttributes(backend),
    run: (operation, attributes, inputs) => backend.executeSingleOutput(operation, attributes, inputs),
    runMany: (operation, attributes, inputs, outputs) =>
      backend.executeMultipleOutputs(operation, attributes, inputs, outputs),
    loadGraph: (folder, tag) => loadGraph(backend, folder, tag),
    liveTensors: () => ({
      tensors: tf.memory().numTensors,
      handles: backend.getNumOfTFTensors(),
      graphs: backend.getNumOfSavedModels(),
    }),
  };
};

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  type ConvolutionLayer,
  convolutionPlan,
  PICTURE_BYTES,
  type Preprocess,
} from '../domain/index.ts';
import type { Engine, LoadedGraph, Tensor } from './engine.ts';
import { type ConvolutionValues, packPictures } from './float-base.ts';
import { baseGraph, mapsNodeOf, STORED, valueNodeOf, WORDS, weightsOf } from './graph-nodes.ts';
import { encodeSavedModel, type GraphNode, SERVING_TAG } from './saved-model.ts';

/** The first convolutions of VGG16 in float32 as one graph of TensorFlow, which plans it as a whole. */
export interface GraphBase {
  /**
   * Pictures (RGB bytes `[224, 224, 3]`) to maps at the boundary, `[pictures, height, width, channels]`, which the caller disposes;
   * the same bits as the `FloatBase` of the same weights gives. One synchronous call: the event loop does not turn meanwhile.
   */
  readonly mapsOf: (pictures: readonly Uint8Array[], mode: Preprocess) => Tensor;
  /** Frees the weights. */
  readonly close: () => void;
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message.split('\n')[0] : undefined) ?? String(error);

const writeGraph = async (folder: string, nodes: readonly GraphNode[]): Promise<void> => {
  try {
    await writeFile(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
  } catch (cause) {
    throw storageError(folder, cause);
  }
};

const storageError = (folder: string, cause: unknown): AppError =>
  new AppError('STORAGE_UNAVAILABLE', `Expected to write a graph to ${folder}: ${reasonOf(cause)}`, {
    cause,
  });

const loadGraph = (engine: Engine, folder: string): LoadedGraph => {
  try {
    return engine.loadGraph(folder, SERVING_TAG);
  } catch (cause) {
    throw new AppError('INTERNAL', `TensorFlow does not load the graph of the base: ${reasonOf(cause)}`, {
      cause,
    });
  }
};

/** TensorFlow takes a graph from a file only: in a folder of its own below `parent`, which is gone afterwards. */
const passGraph = async (
  engine: Engine,
  nodes: readonly GraphNode[],
  parent: string,
): Promise<LoadedGraph> => {
  const folder = await mkdtemp(join(parent, 'graph-')).catch((cause: unknown) => {
    throw storageError(parent, cause);
  });
  try {
    await writeGraph(folder, nodes);
    return loadGraph(engine, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Gives the graph its weights, which stay in its session. */
const storeWeights = (
  { tf }: Engine,
  graph: LoadedGraph,
  weights: readonly (ConvolutionValues & { readonly layer: ConvolutionLayer })[],
): void => {
  tf.tidy(() => {
    const values = new Map<string, Tensor>();
    for (const { layer, ...given } of weights) {
      const { kernel, bias } = weightsOf(layer);
      values.set(valueNodeOf(kernel.name), tf.tensor(given.kernel, [...kernel.shape], 'float32'));
      values.set(valueNodeOf(bias.name), tf.tensor(given.bias, [...bias.shape], 'float32'));
    }
    graph.run(values, STORED);
  });
};

/**
 * Makes the first `frozenConvolutions` convolutions, with the pooling of the last block that is whole, as a graph. `valuesOf`
 * gives the weights of a convolution; its errors are passed on. The graph, without weights, is passed in a file below `folder`
 * (that of temporary files unless given): `STORAGE_UNAVAILABLE` when it cannot be written, `INTERNAL` when TensorFlow refuses it.
 */
export const createGraphBase = async (
  engine: Engine,
  frozenConvolutions: number,
  valuesOf: (layer: ConvolutionLayer) => ConvolutionValues,
  folder: string = tmpdir(),
): Promise<GraphBase> => {
  const { tf } = engine;
  const layers = convolutionPlan().slice(0, frozenConvolutions);
  const weights = layers.map((layer) => ({ layer, ...valuesOf(layer) }));
  const graph = await passGraph(engine, baseGraph(layers), folder);
  try {
    storeWeights(engine, graph, weights);
  } catch (error) {
    graph.close();
    throw error;
  }
  return {
    mapsOf: (pictures, mode) => {
      const words = tf.tensor2d(packPictures(pictures), [pictures.length, PICTURE_BYTES / 4], 'int32');
      try {
        return graph.run(new Map([[WORDS, words]]), mapsNodeOf(mode));
      } finally {
        words.dispose();
      }
    },
    close: () => {
      graph.close();
    },
  };
};

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, frozenConvolutionsOf, type ModelManifest } from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import { type OpenWeightsFile, openWeightsFile } from '../safetensors/index.ts';
import type { Engine } from './engine.ts';
import { rowSizeOf } from './infer-items.ts';
import { createNetwork, type Network } from './network.ts';
import { type Variable, writeRows } from './variable.ts';

/** What is read, hashed or written at a time, so that the event loop turns in between: 4 MiB. */
const PIECE_VALUES = 1024 * 1024;
const PIECE_BYTES = PIECE_VALUES * Float32Array.BYTES_PER_ELEMENT;

const hashFile = async (location: string): Promise<string> => {
  const hash = createHash('sha256');
  const pieces: AsyncIterable<Buffer> = createReadStream(location, { highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) {
    hash.update(piece);
    await nextTurn();
  }
  return hash.digest('hex');
};

const checkHash = async ({ manifest: { weights }, weightsLocation }: ParentVersion): Promise<void> => {
  const found = await hashFile(weightsLocation);
  if (found === weights.sha256) return;
  const detail = `Expected weights with the sha256 ${weights.sha256}, found ${found}.`;
  throw new AppError('WEIGHTS_INVALID', detail);
};

const checkShapes = ({ shapes }: OpenWeightsFile, { variables }: Network): void => {
  for (const [name, { shape }] of variables) {
    const found = shapes.get(name);
    if (found?.join() === shape.join()) continue;
    const received = found === undefined ? 'none' : `[${found.join()}]`;
    const detail = `Expected an array ${name} of shape [${shape.join()}] in the weights file, received ${received}.`;
    throw new AppError('WEIGHTS_INVALID', detail);
  }
};

const fill = async (
  engine: Engine,
  file: OpenWeightsFile,
  name: string,
  variable: Variable,
): Promise<void> => {
  const rowSize = variable.shape.slice(1).reduce((size, length) => size * length, 1);
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_VALUES / rowSize));
  let row = 0;
  for await (const values of file.pieces(name, rowsPerPiece * rowSize)) {
    writeRows(engine, variable, row, values);
    row += values.length / rowSize;
    await nextTurn();
  }
};

const fillAll = async (engine: Engine, network: Network, location: string): Promise<void> => {
  const file = await openWeightsFile(location);
  try {
    checkShapes(file, network);
    for (const [name, variable] of network.variables) await fill(engine, file, name, variable);
  } finally {
    await file.close();
  }
};

/** One run, so that the first answer does not pay for what the engine prepares. */
const runOnce = ({ tf }: Engine, network: Network, manifest: ModelManifest): void => {
  tf.tidy(() => network.logits(tf.zeros([1, rowSizeOf(manifest)])).dataSync());
};

/**
 * The network of a version, which has run once. The event loop turns while its file is read, and the file is never in memory as a
 * whole. `WEIGHTS_MISSING`, `WEIGHTS_INVALID` when the file is not the one of the manifest; nothing is left behind then.
 */
export const loadNetwork = async (engine: Engine, version: ParentVersion): Promise<Network> => {
  const { manifest, weightsLocation } = version;
  // Says what is wrong with a file that is not there before it is read.
  await (await openWeightsFile(weightsLocation)).close();
  await checkHash(version);
  const plan = { frozenConvolutions: frozenConvolutionsOf(manifest), head: manifest.head, frozenDense: [] };
  const network = createNetwork(engine, plan, null);
  try {
    await fillAll(engine, network, weightsLocation);
    runOnce(engine, network, manifest);
    return network;
  } catch (error) {
    network.close();
    throw error;
  }
};

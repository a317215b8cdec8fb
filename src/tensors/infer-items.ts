import {
  AppError,
  boundaryShape,
  frozenConvolutionsOf,
  HEAT_MAP_SIDE,
  hasPooledRows,
  type ModelManifest,
} from '../domain/index.ts';
import type { InferenceInput, InferredPicture, ParentVersion } from '../ports/index.ts';
import { sizeOf } from '../safetensors/index.ts';
import { type BaseCache, baseKeyOf } from './base-cache.ts';
import { inBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { BACKBONE_BATCH } from './float-base.ts';
import { gradCam } from './grad-cam.ts';
import type { Network } from './network.ts';
import { poolRow } from './pool-row.ts';

/** One picture for one model version. */
export interface InferenceItem extends ParentVersion {
  readonly input: InferenceInput;
}

/** The answer, owned by the caller, or why there is none: `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `PRECISION_UNAVAILABLE`. */
export type InferenceResult = InferredPicture | AppError;

/** What the items are run on. */
export interface InferenceParts {
  readonly engine: Engine;
  readonly bases: BaseCache;
  /** The network of a version, held for as long as the items run, or why it is not there. */
  readonly networkOf: (manifest: ModelManifest) => Network | AppError;
}

/** What the base made of a picture. `map` is null where only the row is known. */
interface Features {
  readonly row: Float32Array;
  readonly map: Float32Array | null;
}

/** Any error as one that says something to the caller. */
export const toAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('INTERNAL', 'The engine failed on this picture.', { cause: error });

/** Values of a version's row: 512 averaged features, or the whole map at the freeze boundary. */
export const rowSizeOf = (manifest: ModelManifest): number => {
  const shape = boundaryShape(frozenConvolutionsOf(manifest));
  return hasPooledRows(manifest) ? shape[2] : sizeOf(shape);
};

/** `indices` by what `keyOf` says of each, in order of first appearance. */
const groupBy = (
  indices: Iterable<number>,
  keyOf: (index: number) => string | null,
): readonly (readonly number[])[] => {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
};

const checkRow = (row: Float32Array, manifest: ModelManifest): Features | AppError => {
  const expected = rowSizeOf(manifest);
  if (row.length === expected) return { row, map: null };
  return new AppError('INTERNAL', `Expected a row of ${expected} values, received ${row.length}.`);
};

/** Of up to 16 pictures that share a base and a preprocessing. */
const runBase = async (bases: BaseCache, items: readonly InferenceItem[]): Promise<readonly Features[]> => {
  const [first] = items;
  if (first === undefined) return [];
  const base = await bases.take(first);
  const pictures = items.flatMap(({ input }) => (input.kind === 'pixels' ? [input.pixels] : []));
  const { mode } = first.manifest.preprocessing;
  if (items.every((item) => hasPooledRows(item.manifest) && !isExplained(item))) {
    return (await base.pooledRowsOf(pictures, mode)).map((row) => ({ row, map: null }));
  }
  const maps = await base.rowsOf(pictures, mode);
  return maps.map((map, index) => {
    const item = items[index] ?? first;
    const isPooled = hasPooledRows(item.manifest);
    const isExplained = item.input.kind === 'pixels' && item.input.explain;
    return { row: isPooled ? poolRow(map) : map, map: !isPooled || isExplained ? map : null };
  });
};

const passKeyOf = ({ manifest, input }: InferenceItem): string | null =>
  input.kind === 'pixels' ? `${baseKeyOf(manifest)} ${manifest.preprocessing.mode}` : null;

/** Rows as they were sent, and those that the base makes of pictures; a base that fails costs its own items only. */
const findFeatures = async (
  bases: BaseCache,
  items: readonly InferenceItem[],
): Promise<(Features | AppError)[]> => {
  const found = items.map(({ manifest, input }) =>
    input.kind === 'row' ? checkRow(input.row, manifest) : toAppError(null),
  );
  const itemAt = (index: number): readonly InferenceItem[] => items.slice(index, index + 1);
  for (const indices of groupBy(items.keys(), (index) => itemAt(index).map(passKeyOf)[0] ?? null)) {
    for (const batch of inBatches(indices, BACKBONE_BATCH)) {
      const made = await runBase(bases, batch.flatMap(itemAt)).catch(toAppError);
      for (const [position, index] of batch.entries()) {
        found[index] = made instanceof AppError ? made : (made[position] ?? toAppError(null));
      }
    }
  }
  return found;
};

/** Logits of rows of equal size, one array a row. */
const runNetwork = (
  { tf }: Engine,
  network: Network,
  rows: readonly Float32Array[],
): readonly Float32Array[] => {
  const width = rows[0]?.length ?? 0;
  const together = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) together.set(row, index * width);
  const logits = tf.tidy(() =>
    network.logits(tf.tensor2d(together, [rows.length, width])).dataSync<'float32'>(),
  );
  const classes = logits.length / rows.length;
  return rows.map((_, row) => logits.slice(row * classes, (row + 1) * classes));
};

/** Of the likeliest class. */
const explain = (
  engine: Engine,
  network: Network,
  map: Float32Array,
  logits: Float32Array,
): InferredPicture['explanation'] => {
  const startedAt = performance.now();
  const classIndex = logits.indexOf(Math.max(...logits));
  const values = gradCam(engine, network, map, classIndex);
  const heatMap = { classIndex, width: HEAT_MAP_SIDE, height: HEAT_MAP_SIDE, values };
  return { heatMap, ms: performance.now() - startedAt };
};

const isExplained = ({ input }: InferenceItem): boolean => input.kind === 'pixels' && input.explain;

/** Up to 16 items of one network from their features to their answers. */
const answerBatch = (
  { engine, networkOf }: InferenceParts,
  items: readonly (readonly [InferenceItem, Features])[],
): readonly InferenceResult[] => {
  const [first] = items;
  if (first === undefined) return [];
  const network = networkOf(first[0].manifest);
  if (network instanceof AppError) return items.map(() => network);
  const logits = runNetwork(
    engine,
    network,
    items.map(([, { row }]) => row),
  );
  return items.map(([item, { row, map }], index) => {
    const own = logits[index] ?? new Float32Array(0);
    const explanation = map !== null && isExplained(item) ? explain(engine, network, map, own) : null;
    return { logits: own, row, explanation };
  });
};

/**
 * Results in the order of the items. Items that share base and preprocessing share passes through the base, and those with the same
 * weights share passes through the network; what cannot be answered costs its own items only.
 */
export const inferItems = async (
  parts: InferenceParts,
  items: readonly InferenceItem[],
): Promise<readonly InferenceResult[]> => {
  const features = await findFeatures(parts.bases, items);
  const results = features.map((one): InferenceResult => (one instanceof AppError ? one : toAppError(null)));
  const withFeatures = (index: number): readonly (readonly [InferenceItem, Features])[] => {
    const [item, found] = [items[index], features[index]];
    return item === undefined || found === undefined || found instanceof AppError ? [] : [[item, found]];
  };
  const weightsOf = (index: number): string | null =>
    withFeatures(index)[0]?.[0].manifest.weights.sha256 ?? null;
  for (const indices of groupBy(items.keys(), weightsOf)) {
    for (const batch of inBatches(indices, BACKBONE_BATCH)) {
      const answers = await Promise.resolve(batch.flatMap(withFeatures))
        .then((chosen) => answerBatch(parts, chosen))
        .catch(toAppError);
      for (const [position, index] of batch.entries()) {
        results[index] = answers instanceof AppError ? answers : (answers[position] ?? toAppError(null));
      }
    }
  }
  return results;
};

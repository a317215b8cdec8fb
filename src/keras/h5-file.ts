import { Dataset, File, Group, ready } from 'h5wasm/node';
import { sealed } from './h5-sealed.ts';
import { checkSuperblock } from './h5-superblock.ts';
import { weightsInvalid } from './weights-invalid.ts';

/** One array of an `.h5` file. */
export interface H5Array {
  readonly path: string;
  readonly shape: readonly number[];
  /** NumPy's name where there is one: `float32`. */
  readonly dtype: string;
  /** The values of a float32 array in row-major order, a few MB at a time; `WEIGHTS_INVALID` where they cannot be read. */
  readonly pieces: () => Iterable<Float32Array>;
}

/** One group of an `.h5` file. What is not there is null. */
export interface H5Group {
  /** A text attribute, whether kept as bytes or as a string. */
  readonly text: (attribute: string) => string | null;
  /** A list of texts; Keras cuts lists above 64 kB into `<attribute>0`, `<attribute>1`, ... */
  readonly texts: (attribute: string) => readonly string[] | null;
  readonly group: (path: string) => H5Group | null;
  readonly array: (path: string) => H5Array | null;
}

/** An open file; `close` once nothing of it is read any more. */
export interface H5File {
  readonly root: H5Group;
  readonly close: () => void;
}

const PIECE_VALUES = 1024 * 1024;

const DTYPE_NAMES: Readonly<Record<string, string>> = {
  '<e': 'float16',
  '<f': 'float32',
  '<d': 'float64',
  '>e': 'big-endian float16',
  '>f': 'big-endian float32',
  '>d': 'big-endian float64',
  '<i': 'int32',
  '<q': 'int64',
};

const dtypeOf = (dataset: Dataset): string => {
  const { dtype } = dataset;
  return typeof dtype === 'string' ? (DTYPE_NAMES[dtype] ?? dtype) : 'a compound type';
};

function* piecesOf(dataset: Dataset, shape: readonly number[]): Generator<Float32Array> {
  const [rows = 1, ...rest] = shape;
  const rowValues = rest.reduce((size, length) => size * length, 1);
  const rowsAtOnce = Math.max(1, Math.floor(PIECE_VALUES / Math.max(1, rowValues)));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const ranges: ([number, number] | [])[] =
      shape.length === 0 ? [] : [[row, Math.min(rows, row + rowsAtOnce)], ...rest.map((): [] => [])];
    const values = sealed(dataset.path, () => dataset.slice(ranges));
    if (!(values instanceof Float32Array))
      throw weightsInvalid(`Expected float32 values in ${dataset.path}.`);
    yield values;
  }
}

const arrayOf = (dataset: Dataset): H5Array => {
  const shape = dataset.shape ?? [];
  return { path: dataset.path, shape, dtype: dtypeOf(dataset), pieces: () => piecesOf(dataset, shape) };
};

const textsIn = (value: unknown): readonly string[] => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item) => typeof item === 'string');
};

const groupOf = (group: Group): H5Group => {
  const attributeOf = (attribute: string): unknown =>
    sealed(`the attribute ${attribute} of ${group.path}`, () =>
      Object.hasOwn(group.attrs, attribute) ? group.get_attribute(attribute, false) : undefined,
    );
  const chunks = (attribute: string): readonly string[] | null => {
    const found: string[] = [];
    for (let index = 0; ; index += 1) {
      const value = attributeOf(`${attribute}${index}`);
      if (value === undefined) return index === 0 ? null : found;
      found.push(...textsIn(value));
    }
  };
  const find = (path: string) => sealed(`${group.path}/${path}`, () => group.get(path));
  return {
    text: (attribute) => {
      const value = attributeOf(attribute);
      return typeof value === 'string' ? value : null;
    },
    texts: (attribute) => {
      const value = attributeOf(attribute);
      return value === undefined ? chunks(attribute) : textsIn(value);
    },
    group: (path) => {
      const found = find(path);
      return found instanceof Group ? groupOf(found) : null;
    },
    array: (path) => {
      const found = find(path);
      return found instanceof Dataset ? sealed(found.path, () => arrayOf(found)) : null;
    },
  };
};

/** Opens an `.h5` file for reading: `WEIGHTS_MISSING`, `WEIGHTS_INVALID` where it is no HDF5, cut off or damaged. */
export const openH5 = async (location: string): Promise<H5File> => {
  await checkSuperblock(location);
  await ready;
  const file = new File(location, 'r');
  if (file.file_id < 0n) throw weightsInvalid('Expected an HDF5 file (.h5), received one that is damaged.');
  return { root: groupOf(file), close: () => file.close() };
};

import { randomUUID } from 'node:crypto';
import type { ArraySource } from '../safetensors/index.ts';
import type { Engine, Tensor } from './engine.ts';
import type { InitialWeights } from './head-architecture.ts';

/** A float32 variable that TensorFlow updates in place, which holds its values once where a new tensor a step would hold them twice. */
export interface Variable {
  readonly shape: readonly number[];
  /** The resource handle, as the operations `ResourceApply...` take it. It stays the variable's. */
  readonly handle: Tensor;
  /** The values, without a copy. Dispose what this gave before the next update, or the update copies them. */
  readonly read: () => Tensor;
  /** Replaces the values. `value` stays the caller's. */
  readonly assign: (value: Tensor) => void;
  /** Subtracts from the values. `value` stays the caller's. */
  readonly subtract: (value: Tensor) => void;
  readonly close: () => void;
}

/** Makes a variable with these first values, which stay the caller's. */
const createFromTensor = ({ tf, run, runMany, attributes }: Engine, initial: Tensor): Variable => {
  const dtype = attributes.type('dtype', attributes.float32);
  const handle = tf.keep(
    run(
      'VarHandleOp',
      [
        attributes.text('container', ''),
        attributes.text('shared_name', randomUUID()),
        dtype,
        attributes.shape('shape', initial.shape),
      ],
      [],
    ),
  );
  const act = (operation: string, value: Tensor) => {
    runMany(operation, [dtype], [handle, value], 0);
  };
  act('AssignVariableOp', initial);
  return {
    shape: [...initial.shape],
    handle,
    read: () => run('ReadVariableOp', [dtype], [handle]),
    assign: (value) => {
      act('AssignVariableOp', value);
    },
    subtract: (value) => {
      act('AssignSubVariableOp', value);
    },
    close: () => {
      runMany('DestroyResourceOp', [attributes.flag('ignore_lookup_error', true)], [handle], 0);
      handle.dispose();
    },
  };
};

/** `sum + factor * values`, in the memory of `sum`, which is freed. */
export const addInPlace = (engine: Engine, sum: Tensor, values: Variable, factor: number): Tensor => {
  const { tf, runMany, attributes } = engine;
  // TensorFlow changes variables in place only, so the sum is one for as long as it takes.
  const held = createFromTensor(engine, sum);
  sum.dispose();
  tf.tidy(() => {
    const flags = [attributes.type('T', attributes.float32), attributes.flag('use_locking', false)];
    const inputs = [held.handle, tf.scalar(-factor), values.read()];
    runMany('ResourceApplyGradientDescent', flags, inputs, 0);
  });
  const changed = held.read();
  held.close();
  return changed;
};

/** Makes a variable with these first values, row by row. The array must not be written to afterwards: the engine may go on using it. */
export const createVariable = (engine: Engine, values: Float32Array, shape: readonly number[]): Variable => {
  const initial = engine.tf.tensor(values, [...shape], 'float32');
  try {
    return createFromTensor(engine, initial);
  } finally {
    initial.dispose();
  }
};

/** Makes a variable whose values are undefined until `writeRows` has written them all. No memory is touched before. */
const createEmptyVariable = (engine: Engine, shape: readonly number[]): Variable => {
  const { tf, run, attributes } = engine;
  const sides = tf.tensor1d([...shape], 'int32');
  const flags = [attributes.type('dtype', attributes.float32), attributes.flag('init', false)];
  const initial = run('Empty', flags, [sides]);
  sides.dispose();
  try {
    return createFromTensor(engine, initial);
  } finally {
    initial.dispose();
  }
};

/** Writes whole rows (along the first axis), one after the other from `firstRow`. The same about `values` as for `createVariable`. */
export const writeRows = (
  { tf, runMany, attributes }: Engine,
  { handle, shape }: Variable,
  firstRow: number,
  values: Float32Array,
): void => {
  const rest = shape.slice(1);
  const rows = values.length / rest.reduce((size, length) => size * length, 1);
  tf.tidy(() => {
    const inputs = [
      handle,
      tf.range(firstRow, firstRow + rows, 1, 'int32'),
      tf.tensor(values, [rows, ...rest]),
    ];
    const types = [
      attributes.type('dtype', attributes.float32),
      attributes.type('Tindices', attributes.int32),
    ];
    runMany('ResourceScatterUpdate', types, inputs, 0);
  });
};

/** Name and shape of an array. */
export interface ArrayShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Variables by the names of their arrays, in order. */
export type NamedVariables = ReadonlyMap<string, Variable>;

/**
 * Makes a variable for each array, with undefined values where `initial` is null. Errors are those of `initial`; no variable is left
 * behind then.
 */
export const createVariables = (
  engine: Engine,
  arrays: readonly ArrayShape[],
  initial: InitialWeights | null,
): NamedVariables => {
  const made = new Map<string, Variable>();
  try {
    for (const { name, shape } of arrays) {
      const variable =
        initial === null
          ? createEmptyVariable(engine, shape)
          : createVariable(engine, initial(name, shape), shape);
      made.set(name, variable);
    }
  } catch (error) {
    for (const variable of made.values()) variable.close();
    throw error;
  }
  return made;
};

/** The variable of an array. */
export const takeVariable = (variables: NamedVariables, name: string): Variable => {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`no array ${name} in this network`);
  return variable;
};

/** An array that can be read out at once, piece by piece. */
export interface HeldArray extends ArraySource {
  readonly pieces: () => Iterable<Float32Array>;
}

/** Pieces of a large array that is read out to be written: 16 MiB. */
const PIECE_VALUES = 4 * 1024 * 1024;

/** Values of a variable, read out a few rows at a time. */
function* readPieces({ tf }: Engine, variable: Variable): Generator<Float32Array> {
  const [rows = 1, ...rest] = variable.shape;
  const rowSize = rest.reduce((size, length) => size * length, 1);
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_VALUES / rowSize));
  const begin = rest.map(() => 0);
  const values = variable.read();
  try {
    for (let row = 0; row < rows; row += rowsPerPiece) {
      const size = [Math.min(rowsPerPiece, rows - row), ...rest];
      const piece = tf.slice(values, [row, ...begin], size);
      const floats = piece.dataSync<'float32'>();
      piece.dispose();
      yield floats;
    }
  } finally {
    values.dispose();
  }
}

/** A variable as an array to be written. It must not be updated between the first piece and the last. */
export const heldArray = (engine: Engine, name: string, variable: Variable): HeldArray => ({
  name,
  shape: variable.shape,
  pieces: () => readPieces(engine, variable),
});

import { randomUUID } from 'node:crypto';
import type { Engine, Tensor } from './engine.ts';

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

/** Makes a variable with these first values, row by row. The array must not be written to afterwards: the engine may go on using it. */
export const createVariable = (engine: Engine, values: Float32Array, shape: readonly number[]): Variable => {
  const initial = engine.tf.tensor(values, [...shape], 'float32');
  try {
    return createFromTensor(engine, initial);
  } finally {
    initial.dispose();
  }
};

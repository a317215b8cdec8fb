import type { OptimizerRecipe } from '../domain/index.ts';
import { sizeOf } from '../safetensors/index.ts';
import { countUp } from './batches.ts';
import type { Attribute, Engine, Tensor } from './engine.ts';
import { createVariable, type NamedVariables, type Variable } from './variable.ts';

/** An optimizer that goes down a gradient, batch by batch. */
export type GradientRecipe = Exclude<OptimizerRecipe, { readonly name: 'lbfgs' }>;

/** Updates variables in place, as Keras 3 does. */
export interface Optimizer {
  /** Begins the next step with this learning rate; each variable is then updated at most once. */
  readonly beginStep: (learningRate: number) => void;
  /**
   * Updates one variable with its gradient, which is asked for once, after weight decay, and freed. What was read from the
   * variable must be disposed by then.
   */
  readonly apply: (variable: Variable, gradient: () => Tensor) => void;
  /** The slots of a variable, in a fixed order; none before its first update. */
  readonly slotsOf: (variable: Variable) => readonly Variable[];
  /** Goes on after `steps` steps of these variables, with the values of their slots. */
  readonly restore: (
    steps: number,
    variables: NamedVariables,
    valuesOf: (name: string, slot: number, shape: readonly number[]) => Float32Array,
  ) => void;
  /** Frees the slots, not the variables. */
  readonly close: () => void;
}

interface Step {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly number: number;
}

/** One update of one variable; the slots are its own, zero before its first update. */
type Update = (variable: Variable, slots: readonly Variable[], gradient: Tensor, step: Step) => void;

interface Rule {
  readonly slots: number;
  readonly update: Update;
}

type Apply = (
  operation: string,
  resources: readonly Variable[],
  inputs: readonly (number | Tensor)[],
  flags?: Attribute[],
) => void;

const makeApply = ({ tf, runMany, attributes }: Engine): Apply => {
  const common = [attributes.type('T', attributes.float32), attributes.flag('use_locking', false)];
  return (operation, resources, inputs, flags = []) => {
    tf.tidy(() => {
      const values = inputs.map((input) => (typeof input === 'number' ? tf.scalar(input, 'float32') : input));
      runMany(operation, [...common, ...flags], [...resources.map(({ handle }) => handle), ...values], 0);
    });
  };
};

const adamRule = (
  apply: Apply,
  nesterov: Attribute,
  { beta1, beta2, epsilon }: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
): Rule => ({
  slots: 2,
  // ResourceApplyAdam adds epsilon outside of the bias correction, as Keras does.
  update: (variable, slots, gradient, { learningRate, number }) => {
    const powers = [Math.fround(beta1) ** number, Math.fround(beta2) ** number];
    const inputs = [...powers, learningRate, beta1, beta2, epsilon, gradient];
    apply('ResourceApplyAdam', [variable, ...slots], inputs, [nesterov]);
  },
});

const makeRule = ({ attributes }: Engine, apply: Apply, recipe: GradientRecipe): Rule => {
  const nesterov = (value: boolean) => attributes.flag('use_nesterov', value);
  switch (recipe.name) {
    case 'sgd': {
      if (recipe.momentum === 0) {
        return {
          slots: 0,
          update: (variable, _, gradient, { learningRate }) => {
            apply('ResourceApplyGradientDescent', [variable], [learningRate, gradient]);
          },
        };
      }
      const { momentum, nesterov: looksAhead } = recipe;
      return {
        slots: 1,
        update: (variable, slots, gradient, { learningRate }) => {
          const inputs = [learningRate, gradient, momentum];
          apply('ResourceApplyKerasMomentum', [variable, ...slots], inputs, [nesterov(looksAhead)]);
        },
      };
    }
    case 'adam':
    case 'adamw':
      return adamRule(apply, nesterov(false), recipe);
    case 'rmsprop':
      return {
        slots: 2,
        update: (variable, slots, gradient, { learningRate }) => {
          const inputs = [learningRate, recipe.rho, 0, recipe.epsilon, gradient];
          apply('ResourceApplyRMSProp', [variable, ...slots], inputs);
        },
      };
  }
};

/** `w -= w * weightDecay * learningRate`, before the update (`keras.optimizers.Optimizer._apply_weight_decay`). */
const decay = ({ tf }: Engine, variable: Variable, factor: number): void => {
  tf.tidy(() => {
    const values = variable.read();
    const decayed = tf.mul(values, tf.scalar(factor));
    values.dispose();
    variable.subtract(decayed);
  });
};

/** Makes an optimizer with Keras 3's formulas (`keras.optimizers`: SGD, Adam, AdamW, RMSprop). Its learning rate is what each step is told. */
export const createOptimizer = (engine: Engine, recipe: GradientRecipe): Optimizer => {
  const rule = makeRule(engine, makeApply(engine), recipe);
  const slotsOf = new Map<Variable, readonly Variable[]>();
  let step: Step = { learningRate: 0, number: 0 };

  const createSlots = (variable: Variable, valuesOf: (slot: number) => Float32Array): readonly Variable[] => {
    const slots = countUp(rule.slots).map((slot) => createVariable(engine, valuesOf(slot), variable.shape));
    slotsOf.set(variable, slots);
    return slots;
  };

  const closeSlots = (): void => {
    for (const slots of slotsOf.values()) for (const slot of slots) slot.close();
    slotsOf.clear();
  };

  return {
    beginStep: (learningRate) => {
      step = { learningRate, number: step.number + 1 };
    },
    apply: (variable, gradient) => {
      const slots =
        slotsOf.get(variable) ?? createSlots(variable, () => new Float32Array(sizeOf(variable.shape)));
      if (recipe.weightDecay > 0) decay(engine, variable, recipe.weightDecay * step.learningRate);
      engine.tf.tidy(() => {
        rule.update(variable, slots, gradient(), step);
      });
    },
    slotsOf: (variable) => slotsOf.get(variable) ?? [],
    restore: (steps, variables, valuesOf) => {
      step = { learningRate: 0, number: steps };
      closeSlots();
      if (steps === 0) return;
      for (const [name, variable] of variables) {
        createSlots(variable, (slot) => valuesOf(name, slot, variable.shape));
      }
    },
    close: closeSlots,
  };
};

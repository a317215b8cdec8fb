import type { OptimizerRecipe } from '../domain/index.ts';
import type { Attribute, Engine, Tensor } from './engine.ts';
import { sizeOf } from './safetensors.ts';
import { createVariable, type Variable } from './variable.ts';

/** An optimizer that goes down a gradient, batch by batch. */
export type GradientRecipe = Exclude<OptimizerRecipe, { readonly name: 'lbfgs' }>;

/** Updates variables in place, as Keras 3 does. */
export interface Optimizer {
  /** Begins the next step; each variable is then updated at most once. Gives the step's learning rate. */
  readonly beginStep: () => number;
  /** Updates one variable with its gradient, which stays the caller's. What was read from the variable must be disposed. */
  readonly apply: (variable: Variable, gradient: Tensor) => void;
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

const makeRule = ({ tf, attributes }: Engine, apply: Apply, recipe: GradientRecipe): Rule => {
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
      return adamRule(apply, nesterov(false), recipe);
    case 'adamw': {
      const adam = adamRule(apply, nesterov(false), recipe);
      return {
        slots: adam.slots,
        update: (variable, slots, gradient, step) => {
          tf.tidy(() => {
            const values = variable.read();
            const decay = tf.mul(values, tf.scalar(recipe.weightDecay * step.learningRate));
            values.dispose();
            variable.subtract(decay);
          });
          adam.update(variable, slots, gradient, step);
        },
      };
    }
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

/**
 * Makes an optimizer with Keras 3's formulas (`keras.optimizers`: SGD, Adam, AdamW, RMSprop).
 * `learningRateAt` gives the rate of a step, counted from 0; without it the recipe's rate stays.
 */
export const createOptimizer = (
  engine: Engine,
  recipe: GradientRecipe,
  learningRateAt: (step: number) => number = () => recipe.learningRate,
): Optimizer => {
  const rule = makeRule(engine, makeApply(engine), recipe);
  const slotsOf = new Map<Variable, readonly Variable[]>();
  let step: Step = { learningRate: recipe.learningRate, number: 0 };

  const createSlots = ({ shape }: Variable): readonly Variable[] =>
    Array.from({ length: rule.slots }, () => createVariable(engine, new Float32Array(sizeOf(shape)), shape));

  return {
    beginStep: () => {
      step = { learningRate: learningRateAt(step.number), number: step.number + 1 };
      return step.learningRate;
    },
    apply: (variable, gradient) => {
      const slots = slotsOf.get(variable) ?? createSlots(variable);
      slotsOf.set(variable, slots);
      rule.update(variable, slots, gradient, step);
    },
    close: () => {
      for (const slots of slotsOf.values()) for (const slot of slots) slot.close();
      slotsOf.clear();
    },
  };
};

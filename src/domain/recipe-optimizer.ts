import { OPTIMIZER_DEFAULTS, SCHEDULE_DEFAULTS } from './presets.ts';
import type { OptimizerRecipe, ScheduleRecipe } from './recipe.ts';
import type { RecipeReader } from './recipe-reader.ts';

type Family = Readonly<Record<string, object>>;

const namesOf = <Name extends string>(family: Readonly<Record<Name, object>>): readonly Name[] => {
  const isName = (text: string): text is Name => Object.hasOwn(family, text);
  return Object.keys(family).filter(isName);
};

/** A knob of another member of the family is a conflict: each is right by itself. */
const refuseForeignKnobs = (
  read: RecipeReader,
  section: string,
  family: Family,
  chosen: { readonly kind: string; readonly name: string },
): void => {
  const own = new Set(Object.keys(family[chosen.name] ?? {}));
  const owners = new Map<string, string[]>();
  for (const [other, defaults] of Object.entries(family)) {
    for (const knob of Object.keys(defaults)) {
      if (!own.has(knob)) owners.set(knob, [...(owners.get(knob) ?? []), other]);
    }
  }
  for (const [knob, names] of owners) {
    const pointer = `${section}/${knob}`;
    if (!read.has(pointer)) continue;
    const detail = `${knob} belongs to ${names.join(', ')}: expected it to be left out, as the ${chosen.kind} is ${chosen.name}, received a value`;
    read.conflict(pointer, detail);
  }
};

const readSchedule = (read: RecipeReader, base: ScheduleRecipe): ScheduleRecipe => {
  const section = '/optimizer/schedule';
  const name = read.choice(`${section}/name`, base.name, namesOf(SCHEDULE_DEFAULTS));
  refuseForeignKnobs(read, section, SCHEDULE_DEFAULTS, { kind: 'schedule', name });
  const from: ScheduleRecipe = name === base.name ? base : SCHEDULE_DEFAULTS[name];
  const warmupSteps = read.integer('/optimizer/schedule/warmupSteps', from.warmupSteps);
  if (from.name === 'constant') return { name: 'constant', warmupSteps };
  if (from.name === 'cosine') {
    const decaySteps = read.integerOrNull('/optimizer/schedule/decaySteps', from.decaySteps);
    const alpha = read.number('/optimizer/schedule/alpha', from.alpha);
    return { name: 'cosine', warmupSteps, decaySteps, alpha };
  }
  const everySteps = read.integer('/optimizer/schedule/everySteps', from.everySteps);
  return {
    name: 'step',
    warmupSteps,
    everySteps,
    factor: read.number('/optimizer/schedule/factor', from.factor),
  };
};

/** The optimizer of a recipe. Another one than the preset's starts from Keras's defaults. */
export const readOptimizer = (read: RecipeReader, base: OptimizerRecipe): OptimizerRecipe => {
  const name = read.choice('/optimizer/name', base.name, namesOf(OPTIMIZER_DEFAULTS));
  refuseForeignKnobs(read, '/optimizer', OPTIMIZER_DEFAULTS, { kind: 'optimizer', name });
  const from: OptimizerRecipe = name === base.name ? base : OPTIMIZER_DEFAULTS[name];
  if (from.name === 'lbfgs') {
    return { name: 'lbfgs', historySize: read.integer('/optimizer/historySize', from.historySize) };
  }
  const gradient = {
    learningRate: read.number('/optimizer/learningRate', from.learningRate),
    weightDecay: read.number('/optimizer/weightDecay', from.weightDecay),
    schedule: readSchedule(read, from.schedule),
  };
  if (from.name === 'sgd') {
    const momentum = read.number('/optimizer/momentum', from.momentum);
    return { name: 'sgd', ...gradient, momentum, nesterov: read.flag('/optimizer/nesterov', from.nesterov) };
  }
  const epsilon = read.number('/optimizer/epsilon', from.epsilon);
  if (from.name === 'rmsprop') {
    return { name: 'rmsprop', ...gradient, rho: read.number('/optimizer/rho', from.rho), epsilon };
  }
  const beta1 = read.number('/optimizer/beta1', from.beta1);
  const beta2 = read.number('/optimizer/beta2', from.beta2);
  return { name: from.name, ...gradient, beta1, beta2, epsilon };
};

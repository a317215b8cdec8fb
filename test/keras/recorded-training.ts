import type { HeadArchitecture, ScheduleRecipe } from '../../src/domain/index.ts';
import type { GradientRecipe } from '../../src/tensors/optimizer.ts';
import type { Numbers } from './recordings.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The head that the recordings were made with. */
export const recordedHead = (files: Numbers['flow_from_directory']): HeadArchitecture => ({
  pool: 'average',
  layers: [
    { name: 'dense', inputs: 512, units: 64, activation: 'relu' },
    { name: 'predictions', inputs: 64, units: Object.keys(files.class_indices).length, activation: 'linear' },
  ],
});

const numberOf = (settings: Settings, name: string, otherwise: number): number => {
  const value = settings[name];
  return typeof value === 'number' ? value : otherwise;
};

const scheduleOf = (settings: Settings): ScheduleRecipe => {
  const schedule = settings['schedule'];
  if (schedule === undefined) return { name: 'constant', warmupSteps: 0 };
  const { name, decaySteps, alpha } = schedule as { name: unknown; decaySteps: unknown; alpha: unknown };
  if (name !== 'cosine' || typeof decaySteps !== 'number' || typeof alpha !== 'number') {
    throw new Error(`no such schedule: ${JSON.stringify(schedule)}`);
  }
  return { name, warmupSteps: 0, decaySteps, alpha };
};

/** The optimizer of a recording, in the words of a recipe. */
export const gradientRecipeOf = (name: string, settings: Settings): GradientRecipe => {
  const common = {
    learningRate: numberOf(settings, 'learningRate', Number.NaN),
    weightDecay: numberOf(settings, 'weightDecay', 0),
    schedule: scheduleOf(settings),
  };
  const epsilon = numberOf(settings, 'epsilon', Number.NaN);
  if (name === 'adam' || name === 'adamw') {
    const beta1 = numberOf(settings, 'beta1', Number.NaN);
    return { ...common, name, beta1, beta2: numberOf(settings, 'beta2', Number.NaN), epsilon };
  }
  if (name === 'rmsprop') return { ...common, name, rho: numberOf(settings, 'rho', Number.NaN), epsilon };
  if (!name.startsWith('sgd')) throw new Error(`no such optimizer: ${name}`);
  const momentum = numberOf(settings, 'momentum', 0);
  return { ...common, name: 'sgd', momentum, nesterov: settings['nesterov'] === true };
};

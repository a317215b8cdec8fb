import Type from 'typebox';
import {
  AUGMENT_DEFAULTS,
  EARLY_STOPPING_DEFAULTS,
  OPTIMIZER_DEFAULTS,
  PLATEAU_DEFAULTS,
  PRESETS,
  type PresetName,
  type Recipe,
  SCHEDULE_DEFAULTS,
} from '../domain/index.ts';
import { PRESET_DESCRIPTIONS } from './preset.ts';
import { RecipeOverridesBody } from './recipe.ts';

/** A JSON Schema as it is built and served. */
type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema of a preset's recipe as it is documented: an object like any schema. */
export const RecipeSchemaBody = Type.Unsafe<Schema>({
  $id: 'RecipeSchema',
  type: 'object',
  additionalProperties: true,
  description:
    'A JSON Schema (draft 2020-12) of the field `recipe` of a job of one preset: every knob with its bounds, and what it is where it is left out as its `default`.',
});

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asSchema = (value: unknown): Schema => (isRecord(value) ? value : {});

/** The schema with a `default` for every knob that has one in `defaults`. */
const withDefaults = (schema: Schema, defaults: unknown): Schema => {
  const { properties } = schema;
  if (!isRecord(properties) || !isRecord(defaults)) {
    return defaults === undefined ? schema : { ...schema, default: defaults };
  }
  const knobs = Object.entries(properties).map(([name, knob]) => [
    name,
    isRecord(knob) ? withDefaults(knob, defaults[name]) : knob,
  ]);
  return { ...schema, properties: Object.fromEntries(knobs) };
};

type OptimizerName = keyof typeof OPTIMIZER_DEFAULTS;

/** Of knobs that have one default, whichever optimizer has them. */
const optimizerDefaults = (): Schema => {
  const { sgd, adam, rmsprop, lbfgs } = OPTIMIZER_DEFAULTS;
  const { learningRate: _rate, weightDecay: _decay, ...shared } = { ...sgd, ...adam, ...rmsprop, ...lbfgs };
  return shared;
};

const defaultsOf = (recipe: Recipe): Schema => {
  const { optimizer } = recipe;
  const schedule = optimizer.name === 'lbfgs' ? SCHEDULE_DEFAULTS.constant : optimizer.schedule;
  const { step, cosine } = SCHEDULE_DEFAULTS;
  return {
    ...recipe,
    augment: recipe.augment ?? AUGMENT_DEFAULTS,
    optimizer: { ...optimizerDefaults(), ...optimizer, schedule: { ...step, ...cosine, ...schedule } },
    earlyStopping: recipe.earlyStopping ?? EARLY_STOPPING_DEFAULTS,
    reduceLearningRateOnPlateau: recipe.reduceLearningRateOnPlateau ?? PLATEAU_DEFAULTS,
  };
};

/** What holds once the optimizer is known: its own defaults, and that knobs of others are refused. `usual` is that of the preset. */
const rulesOf = (name: OptimizerName, usual: OptimizerName): Schema => {
  const own: Schema = OPTIMIZER_DEFAULTS[name];
  const all = new Set(Object.values(OPTIMIZER_DEFAULTS).flatMap((defaults) => Object.keys(defaults)));
  const foreign = [...all].filter((knob) => !Object.hasOwn(own, knob)).map((knob) => [knob, false] as const);
  const { learningRate, weightDecay } = own;
  const rates = learningRate === undefined || name === usual ? {} : { learningRate, weightDecay };
  const given = Object.entries(rates).map(([knob, value]) => [knob, { default: value }] as const);
  return {
    if: { properties: { name: { const: name } }, ...(name === usual ? {} : { required: ['name'] }) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: Object.fromEntries<unknown>([...foreign, ...given]) },
  };
};

const isOptimizer = (name: string): name is OptimizerName => Object.hasOwn(OPTIMIZER_DEFAULTS, name);

/** The sections that are off in a recipe, each with null as its default. */
const offSections = (recipe: Recipe, properties: Schema): Schema =>
  Object.fromEntries(
    (['augment', 'earlyStopping', 'reduceLearningRateOnPlateau'] as const)
      .filter((section) => recipe[section] === null)
      .map((section) => [section, { ...asSchema(properties[section]), default: null }]),
  );

/**
 * The JSON Schema (draft 2020-12) of what a client can change of a preset. A section that is off has the default null, and its
 * knobs the values that they have once it is switched on. Pairs of knobs that contradict each other are refused by the
 * service and, other than knobs of another optimizer, not by the schema.
 */
export const recipeSchemaOf = (preset: PresetName): Schema => {
  const recipe = PRESETS[preset];
  const { properties, type, additionalProperties }: Schema = withDefaults(
    { ...RecipeOverridesBody },
    defaultsOf(recipe),
  );
  const sections = asSchema(properties);
  const optimizer: Schema = {
    ...asSchema(sections['optimizer']),
    allOf: Object.keys(OPTIMIZER_DEFAULTS)
      .filter(isOptimizer)
      .map((name) => rulesOf(name, recipe.optimizer.name)),
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `/recipes/${preset}`,
    title: `The recipe of a job of the preset ${preset}`,
    description: PRESET_DESCRIPTIONS[preset],
    type,
    additionalProperties,
    properties: { ...sections, ...offSections(recipe, sections), optimizer },
  };
};

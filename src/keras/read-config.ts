import { weightsInvalid } from './weights-invalid.ts';

/** One layer of `model_config`: its class, its name, its settings. Layers of nested models stand in their place. */
export interface ConfigLayer {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** A layer that it takes its input from and that is not the one before it; null in a chain. */
  readonly stranger: string | null;
}

const MODELS: ReadonlySet<string> = new Set(['Functional', 'Sequential', 'Model']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Keras 3 names the layers that a layer takes its input from in `keras_history: [name, node, tensor]`, Keras 2 in `[name, node, tensor, {}]`. */
const sourcesIn = (value: unknown): readonly string[] => {
  if (isRecord(value)) {
    const history = listOf(value['keras_history'])[0];
    return typeof history === 'string' ? [history] : Object.values(value).flatMap(sourcesIn);
  }
  const items = listOf(value);
  const [name, node] = items;
  return typeof name === 'string' && typeof node === 'number' ? [name] : items.flatMap(sourcesIn);
};

interface Entry extends Omit<ConfigLayer, 'stranger'> {
  readonly sources: readonly string[];
}

const entryOf = (value: unknown): Entry => {
  const layer = isRecord(value) ? value : {};
  const settings = layer['config'];
  // The first Sequential models had their layers where others have their settings.
  const config = isRecord(settings) ? settings : { layers: settings };
  const name = layer['name'] ?? config['name'];
  const kind = layer['class_name'];
  if (typeof kind !== 'string') throw weightsInvalid('Expected a class_name for each layer of model_config.');
  return {
    kind,
    name: typeof name === 'string' ? name : kind,
    config,
    sources: sourcesIn(layer['inbound_nodes']),
  };
};

/** What a layer takes its input from, where that is not the layer before it alone. */
const strangerOf = ({ sources }: Entry, before: Entry | undefined): string | null =>
  sources.find((source) => source !== before?.name) ?? null;

const layersIn = (model: Entry, outer: string | null): readonly ConfigLayer[] => {
  const entries = listOf(model.config['layers']).map(entryOf);
  return entries.flatMap((entry, index) => {
    const stranger = index === 0 ? outer : strangerOf(entry, entries[index - 1]);
    return MODELS.has(entry.kind) ? layersIn(entry, stranger) : [{ ...entry, stranger }];
  });
};

/** The layers of the JSON in `model_config`, in the order of computation. `WEIGHTS_INVALID` where it is none of a model. */
export const readModelConfig = (text: string): readonly ConfigLayer[] => {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw weightsInvalid('Expected model_config to be JSON, and it is not.', cause);
  }
  const model = entryOf(config);
  if (!MODELS.has(model.kind))
    throw weightsInvalid(`Expected a Functional or Sequential model, received ${model.kind}.`);
  return layersIn(model, null);
};

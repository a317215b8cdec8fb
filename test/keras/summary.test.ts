import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  convolutionPlan,
  type HeadArchitecture,
  PRESETS,
  type Recipe,
  type SummarisedModel,
  summaryOf,
  summaryText,
} from '../../src/domain/index.ts';

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const fixture = (name: string): string => readFileSync(join('test/fixtures/keras', name), 'utf8');

/** A head of hidden layers by name, as training makes it, and the output layer. */
const headOf = (
  pool: HeadArchitecture['pool'],
  hidden: readonly (readonly [string, number])[],
  classes: number,
): HeadArchitecture => {
  const units = [...hidden.map(([, width]) => width), classes];
  const features = pool === 'average' ? 512 : 25088;
  return {
    pool,
    layers: units.map((width, index) => ({
      name: hidden[index]?.[0] ?? 'predictions',
      inputs: units[index - 1] ?? features,
      units: width,
      activation: index < hidden.length ? 'relu' : 'linear',
    })),
  };
};

const FULLY_CONNECTED = headOf(
  'flatten',
  [
    ['fc1', 4096],
    ['fc2', 4096],
  ],
  2,
);

const model = (head: HeadArchitecture, frozenLayers: number | null, ownConvolutions = 0): SummarisedModel => {
  const recipe: Recipe = PRESETS.fast;
  const convolutions = convolutionPlan().map(({ name }) => name);
  return {
    head,
    backbone: {
      name: 'vgg16',
      weights: 'imagenet',
      sha256: 'a'.repeat(64),
      precision: 'float32',
      ownLayers: convolutions.slice(convolutions.length - ownConvolutions),
    },
    recipe: frozenLayers === null ? null : { ...recipe, backbone: { ...recipe.backbone, frozenLayers } },
  };
};

describe('the summary of a version', () => {
  it("is Keras's table of the tutorial's model, cut off at 80 columns as the recording is", () => {
    const text = summaryText(summaryOf(model(FULLY_CONNECTED, 19)), 80);
    const recorded = readFileSync(join(recordings, 'h5', 'tutorial-summary.txt'), 'utf8');
    expect(text.trimEnd()).toBe(recorded.trimEnd());
  });

  it.each([
    ['average', model(headOf('average', [], 3), 19)],
    ['block5', model(headOf('average', [['dense', 64]], 3), 15, 3)],
    ['flatten', model(headOf('flatten', [], 32), 0, 13)],
    ['fully-connected', model(FULLY_CONNECTED, 21)],
  ])('is the table that Keras 3.15.1 printed for the model %s', (name, version) => {
    expect(summaryText(summaryOf(version))).toBe(fixture(`summary-${name}.txt`));
  });

  it('counts the convolutions of an imported version that are its own as trainable, since no recipe says otherwise', () => {
    const { trainableParameters, nonTrainableParameters, parameters } = summaryOf(
      model(headOf('average', [], 3), null, 13),
    );
    expect([trainableParameters, nonTrainableParameters]).toEqual([parameters, 0]);
  });

  it('has the rows as data', () => {
    const { layers, ...totals } = summaryOf(model(FULLY_CONNECTED, 19));
    expect(totals).toEqual({
      name: 'functional',
      parameters: 134_268_738,
      trainableParameters: 119_554_050,
      nonTrainableParameters: 14_714_688,
    });
    expect(layers).toHaveLength(23);
    expect(layers[1]).toEqual({
      name: 'block1_conv1',
      type: 'Conv2D',
      outputShape: [224, 224, 64],
      parameters: 1792,
      isTrainable: false,
    });
    expect(layers.at(-1)).toEqual({
      name: 'dense',
      type: 'Dense',
      outputShape: [2],
      parameters: 8194,
      isTrainable: true,
    });
  });
});

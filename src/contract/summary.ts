import Type, { type Static } from 'typebox';
import type { SummaryTable } from '../domain/index.ts';
import { closed, component, count, nullable } from './schema.ts';

/** Keras's summary of a version on the wire. */
export const ModelSummaryBody = component(
  'ModelSummary',
  {
    name: Type.String({ description: "Keras's name of the model." }),
    layers: Type.Array(
      closed({
        name: Type.String(),
        type: Type.String({ description: "Keras's class." }),
        outputShape: Type.Array(nullable(Type.Integer({ minimum: 1 })), {
          description: 'The first is the number of pictures: null, any.',
        }),
        parameters: count('Weights of the layer.'),
        trainable: Type.Boolean({ description: 'Whether training changes it; false without weights.' }),
      }),
    ),
    parameters: count('Of all layers.'),
    trainableParameters: count('Of the layers that training changes.'),
    nonTrainableParameters: count('Of the layers that stay as they are.'),
  },
  {
    description: 'What `model.summary()` of Keras shows of a version.',
    examples: [
      {
        name: 'functional',
        layers: [
          {
            name: 'input_layer',
            type: 'InputLayer',
            outputShape: [null, 224, 224, 3],
            parameters: 0,
            trainable: false,
          },
          { name: 'dense', type: 'Dense', outputShape: [null, 2], parameters: 1026, trainable: true },
        ],
        parameters: 14715714,
        trainableParameters: 1026,
        nonTrainableParameters: 14714688,
      },
    ],
  },
);
export type ModelSummaryBody = Static<typeof ModelSummaryBody>;

/** A summary as it goes over the wire. */
export const toModelSummaryBody = ({ layers, ...table }: SummaryTable): ModelSummaryBody => ({
  name: table.name,
  layers: layers.map(({ name, type, outputShape, parameters, isTrainable }) => ({
    name,
    type,
    outputShape: [null, ...outputShape],
    parameters,
    trainable: isTrainable,
  })),
  parameters: table.parameters,
  trainableParameters: table.trainableParameters,
  nonTrainableParameters: table.nonTrainableParameters,
});

import Type, { type Static } from 'typebox';
import { type AppError, INPUT_SIZE, type ModelManifest } from '../domain/index.ts';
import { PREDICT_MAX_PICTURES } from './predict.ts';
import { ProblemBody, toProblemBody } from './problem.ts';
import { closed, component, mapOf } from './schema.ts';

/** Pictures as they are encoded. */
export const IMAGE_INPUT = { name: 'image', datatype: 'BYTES', shape: [-1] } as const;

/** Pictures in RGB at the backbone's input size. */
export const PIXELS_INPUT = {
  name: 'pixels',
  datatype: 'UINT8',
  shape: [-1, INPUT_SIZE, INPUT_SIZE, 3],
} as const;

/** Names of the outputs of every model, in the order in which they are answered. */
export const OUTPUT_NAMES = ['probabilities', 'classIndex', 'className', 'abstained'] as const;

/** The extension in which tensors follow the JSON as bytes. */
export const BINARY_EXTENSION = 'binary_tensor_data';

/** The header that says how many bytes of a body are JSON; the tensors follow it. */
export const JSON_LENGTH_HEADER = 'inference-header-content-length';

const parameters = (description: string) =>
  Type.Optional(
    mapOf(Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'] }), { description }),
  );

/** Reply of `GET /v2`. */
export const InferenceServerBody = component(
  'InferenceServer',
  { name: Type.String(), version: Type.String(), extensions: Type.Array(Type.String()) },
  {
    description: 'What answers here, and which extensions of the protocol it speaks.',
    examples: [{ name: 'whetstone', version: '0.1.0', extensions: [BINARY_EXTENSION] }],
  },
);
export type InferenceServerBody = Static<typeof InferenceServerBody>;

/** Reply of `GET /v2/health/live`. */
export const InferenceLiveBody = component(
  'InferenceLive',
  { live: Type.Boolean() },
  { description: 'The process answers.', examples: [{ live: true }] },
);
export type InferenceLiveBody = Static<typeof InferenceLiveBody>;

/** Reply of `GET /v2/health/ready`. */
export const InferenceReadyBody = component(
  'InferenceReady',
  { ready: Type.Boolean() },
  { description: 'Predictions can be answered.', examples: [{ ready: true }] },
);
export type InferenceReadyBody = Static<typeof InferenceReadyBody>;

/** Reply of `GET /v2/models/:name/ready`. */
export const InferenceModelReadyBody = component(
  'InferenceModelReady',
  { name: Type.String(), ready: Type.Boolean() },
  { description: 'This model can be asked.', examples: [{ name: 'animals', ready: true }] },
);
export type InferenceModelReadyBody = Static<typeof InferenceModelReadyBody>;

const metadataTensor = closed({
  name: Type.String(),
  datatype: Type.String(),
  shape: Type.Array(Type.Integer({ minimum: -1 }), { description: '-1: as many as there are pictures.' }),
  parameters: Type.Optional(
    closed({
      classNames: Type.Array(Type.String(), { description: 'In the order of the class indices.' }),
    }),
  ),
});

/** Reply of `GET /v2/models/:name`. */
export const InferenceModelBody = component(
  'InferenceModel',
  {
    name: Type.String(),
    versions: Type.Array(Type.String(), { description: 'Versions that can be asked, newest first.' }),
    platform: Type.String(),
    inputs: Type.Array(metadataTensor, { description: 'A call brings one of them.' }),
    outputs: Type.Array(metadataTensor),
  },
  {
    description: 'The tensors that a model takes and gives.',
    examples: [
      {
        name: 'animals',
        versions: ['3', '2', '1'],
        platform: 'whetstone_safetensors',
        inputs: [
          { ...IMAGE_INPUT, shape: [...IMAGE_INPUT.shape] },
          { ...PIXELS_INPUT, shape: [...PIXELS_INPUT.shape] },
        ],
        outputs: [
          {
            name: 'probabilities',
            datatype: 'FP32',
            shape: [-1, 2],
            parameters: { classNames: ['cat', 'dog'] },
          },
          { name: 'classIndex', datatype: 'INT64', shape: [-1] },
          { name: 'className', datatype: 'BYTES', shape: [-1] },
          { name: 'abstained', datatype: 'BOOL', shape: [-1] },
        ],
      },
    ],
  },
);
export type InferenceModelBody = Static<typeof InferenceModelBody>;

const requestInput = closed({
  name: Type.String({ description: '`image` or `pixels`.' }),
  shape: Type.Array(Type.Integer({ minimum: 0 })),
  datatype: Type.String(),
  parameters: parameters('`binary_data_size`: bytes of the tensor after the JSON, instead of `data`.'),
  data: Type.Optional(
    Type.Array(Type.Unknown(), {
      description: 'The values, row by row, flat or nested as the shape is. Of `image`: base64.',
    }),
  ),
});

const requestOutput = closed({
  name: Type.String(),
  parameters: parameters('`binary_data`: whether the tensor follows the JSON as bytes.'),
});

/** Body of `POST /v2/models/:name/infer`. */
export const InferenceRequestBody = component(
  'InferenceRequest',
  {
    id: Type.Optional(Type.String({ maxLength: 1024, description: 'Comes back in the reply.' })),
    model_name: Type.Optional(
      Type.String({ description: 'Taken for clients that send it; the address decides.' }),
    ),
    model_version: Type.Optional(
      Type.String({ description: 'Taken for clients that send it; the address decides.' }),
    ),
    parameters: parameters('`binary_data_output`: whether outputs follow the JSON as bytes.'),
    inputs: Type.Array(requestInput, {
      minItems: 1,
      description: `One tensor of 1 to ${PREDICT_MAX_PICTURES} pictures: \`image\` or \`pixels\`.`,
    }),
    outputs: Type.Optional(Type.Array(requestOutput, { description: 'Without any: all.' })),
  },
  {
    description: 'Tensors to infer from (Open Inference Protocol v2).',
    examples: [
      {
        id: '42',
        inputs: [{ name: 'image', shape: [1], datatype: 'BYTES', data: ['/9j/4AAQSkZJRgABAQAAAQABAAD='] }],
        outputs: [{ name: 'className' }, { name: 'probabilities' }],
      },
    ],
  },
);
export type InferenceRequestBody = Static<typeof InferenceRequestBody>;

const replyOutput = closed({
  name: Type.String(),
  shape: Type.Array(Type.Integer({ minimum: 0 })),
  datatype: Type.String(),
  parameters: parameters('`binary_data_size`: bytes of the tensor after the JSON, instead of `data`.'),
  data: Type.Optional(
    Type.Array(Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'] }), {
      description: 'The values, row by row, flat.',
    }),
  ),
});

/** Reply of `POST /v2/models/:name/infer`. */
export const InferenceReplyBody = component(
  'InferenceReply',
  {
    model_name: Type.String(),
    model_version: Type.String(),
    id: Type.Optional(Type.String({ description: 'The one of the request, if it had one.' })),
    outputs: Type.Array(replyOutput),
  },
  {
    description: 'Calibrated answers as tensors.',
    examples: [
      {
        model_name: 'animals',
        model_version: '3',
        id: '42',
        outputs: [
          { name: 'className', shape: [1], datatype: 'BYTES', data: ['cat'] },
          { name: 'probabilities', shape: [1, 2], datatype: 'FP32', data: [0.97, 0.03] },
        ],
      },
    ],
  },
);
export type InferenceReplyBody = Static<typeof InferenceReplyBody>;

/** An error below `/v2`: a problem that also has the field that clients of the protocol read. */
export const InferenceProblemBody = component(
  'InferenceProblem',
  { ...ProblemBody.properties, error: Type.String({ description: 'The same as `detail`.' }) },
  {
    description: 'Why a call of the Open Inference Protocol failed (RFC 9457, and its own `error`).',
    examples: [
      {
        type: '/problems/model-not-found',
        title: 'There is no such model or model version',
        status: 404,
        detail: 'expected the name of a model, received "birds"',
        error: 'expected the name of a model, received "birds"',
        instance: '/v2/models/birds/infer',
        code: 'MODEL_NOT_FOUND',
        requestId: 'req_01jdf5w2q0v9',
      },
    ],
  },
);
export type InferenceProblemBody = Static<typeof InferenceProblemBody>;

/** An error as a call of the protocol answers it. */
export const toInferenceProblemBody = (
  error: AppError,
  call: { readonly instance: string; readonly requestId: string },
): InferenceProblemBody => ({ ...toProblemBody(error, call), error: error.message });

/** A model version as the protocol describes it; `versions` are all that can be asked. */
export const toInferenceModelBody = (
  { model, classNames }: Pick<ModelManifest, 'model' | 'classNames'>,
  versions: readonly number[],
): InferenceModelBody => ({
  name: model,
  versions: versions.map(String),
  platform: 'whetstone_safetensors',
  inputs: [IMAGE_INPUT, PIXELS_INPUT].map((input) => ({ ...input, shape: [...input.shape] })),
  outputs: [
    {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [-1, classNames.length],
      parameters: { classNames: [...classNames] },
    },
    { name: 'classIndex', datatype: 'INT64', shape: [-1] },
    { name: 'className', datatype: 'BYTES', shape: [-1] },
    { name: 'abstained', datatype: 'BOOL', shape: [-1] },
  ],
});

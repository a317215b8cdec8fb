import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Value } from 'typebox/value';
import {
  BINARY_EXTENSION,
  InferenceLiveBody,
  InferenceModelBody,
  InferenceModelReadyBody,
  InferenceReadyBody,
  InferenceReplyBody,
  InferenceRequestBody,
  InferenceServerBody,
  JSON_LENGTH_HEADER,
  refTo,
  toInferenceModelBody,
  toInferenceProblemBody,
} from '../../contract/index.ts';
import { AppError, type ModelReference, parseModelReference } from '../../domain/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { shown } from '../input-faults.ts';
import { jsonReply, operation } from '../operation.ts';
import { sendProblem } from '../plugins/problems.ts';
import { readTensors } from '../read-tensors.ts';
import { addTensorBodies } from '../tensor-bodies.ts';
import { toAppError } from '../to-app-error.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { wantedOutputs, writeTensors } from '../write-tensors.ts';

/** What the routes of the protocol are made from. */
export interface InferenceProtocolDeps {
  readonly useCases: HttpUseCases;
  /** Of the program. */
  readonly version: string;
  /** Largest encoded picture. */
  readonly imageMaxBytes: number;
}

const RETRY_AFTER_SECONDS = 2;
const MAX_REASON_CHARACTERS = 200;
const OCTETS = 'application/octet-stream';

const name = Type.String({ description: '`animals`, `animals@prod` or, without a version, `animals:3`.' });
const version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A version.' });
const OF_MODEL = { params: Type.Object({ name }) };
const OF_VERSION = { params: Type.Object({ name, version }) };

const Octets = Type.Unsafe<string>({
  type: 'string',
  contentMediaType: OCTETS,
  description: `The same JSON, \`${JSON_LENGTH_HEADER}\` bytes of it, and then the tensors with a \`binary_data_size\`.`,
});

const TENSORS = {
  body: {
    content: {
      'application/json': { schema: refTo(InferenceRequestBody) },
      [OCTETS]: { schema: refTo(InferenceRequestBody) },
    },
  },
};

const referenceOf = (text: string, asked?: number): ModelReference => {
  const reference = parseModelReference(text);
  if (reference === null) {
    const detail = `expected the name of a model, received ${shown(text)}`;
    throw new AppError('MODEL_NOT_FOUND', detail);
  }
  if (asked === undefined) return reference;
  if (!/[@:]/.test(text)) return { model: reference.model, by: 'version', version: asked };
  const detail = `expected a name alone beside a version, received ${shown(text)}`;
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/name', detail }] });
};

/** Clients that read no problem documents show the reason phrase, which is ASCII. */
const reasonPhrase = (text: string): string => text.replace(/[^ -~]/g, '?').slice(0, MAX_REASON_CHARACTERS);

const addErrors = (app: App): void => {
  app.setErrorHandler((thrown, request, reply) => {
    const error = toAppError(thrown, request);
    reply.raw.statusMessage = reasonPhrase(error.message);
    return sendProblem(error, request, reply, toInferenceProblemBody);
  });
};

/** Throws unless `GET /health/ready` says that predictions can be answered. */
const checkServing = async ({ checkHealth }: HttpUseCases): Promise<void> => {
  const { ready, parts } = await checkHealth();
  if (ready) return;
  const isStorage = parts.storage.state !== 'ready';
  const { detail = 'it is not ready' } = isStorage ? parts.storage : parts.predictor;
  throw new AppError(isStorage ? 'STORAGE_UNAVAILABLE' : 'PREDICTOR_UNAVAILABLE', detail, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
};

const routeServer = (app: App, { useCases, version: ofProgram }: InferenceProtocolDeps): void => {
  app.route({
    ...operation('showInferenceServer', {}, { 200: jsonReply('The server.', InferenceServerBody) }),
    handler: () => ({ name: 'whetstone', version: ofProgram, extensions: [BINARY_EXTENSION] }),
  });
  app.route({
    ...operation('checkInferenceLive', {}, { 200: jsonReply('It does.', InferenceLiveBody) }),
    logLevel: 'warn',
    handler: () => ({ live: true }),
  });
  app.route({
    ...operation('checkInferenceReady', {}, { 200: jsonReply('They can.', InferenceReadyBody) }),
    logLevel: 'warn',
    handler: async () => {
      await checkServing(useCases);
      return { ready: true };
    },
  });
};

const routeMetadata = (app: App, { useCases }: InferenceProtocolDeps): void => {
  const metadata = { 200: jsonReply('The tensors.', InferenceModelBody) };
  const readiness = { 200: jsonReply('It can.', InferenceModelReadyBody) };
  const show = async (reference: ModelReference) => {
    const { manifest, versions } = await useCases.showServedModel(reference);
    return toInferenceModelBody(manifest, versions);
  };
  const check = async (reference: ModelReference) => {
    await checkServing(useCases);
    const { manifest } = await useCases.showServedModel(reference);
    return { name: manifest.model, ready: true };
  };
  app.route({
    ...operation('showInferenceModel', OF_MODEL, metadata),
    handler: ({ params }) => show(referenceOf(params.name)),
  });
  app.route({
    ...operation('showInferenceVersion', OF_VERSION, metadata),
    handler: ({ params }) => show(referenceOf(params.name, params.version)),
  });
  app.route({
    ...operation('checkInferenceModel', OF_MODEL, readiness),
    logLevel: 'warn',
    handler: ({ params }) => check(referenceOf(params.name)),
  });
  app.route({
    ...operation('checkInferenceVersion', OF_VERSION, readiness),
    logLevel: 'warn',
    handler: ({ params }) => check(referenceOf(params.name, params.version)),
  });
};

const sendReply = (
  reply: FastifyReply,
  body: InferenceReplyBody,
  bytes: readonly Uint8Array[],
): FastifyReply => {
  if (bytes.length === 0) return reply.send(body);
  const json = Buffer.from(JSON.stringify(body));
  return reply
    .header(JSON_LENGTH_HEADER, json.length)
    .type(OCTETS)
    .send(Buffer.concat([json, ...bytes]));
};

const inferReply = () => {
  const reply = jsonReply('One row a picture, in order.', InferenceReplyBody);
  return { 200: { ...reply, content: { ...reply.content, [OCTETS]: { schema: Octets } } } };
};

const routeInfer = (app: App, { useCases, imageMaxBytes }: InferenceProtocolDeps): void => {
  const bytesOf = addTensorBodies(app);
  const infer = async (
    request: FastifyRequest,
    reference: ModelReference,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const { body } = request;
    if (!Value.Check(InferenceRequestBody, body))
      throw new AppError('REQUEST_INVALID', 'expected a request for inference in the body, received none');
    const wanted = wantedOutputs(body);
    const tensor = readTensors({ body, bytes: bytesOf(request) }, imageMaxBytes);
    const inferred = await useCases.inferTensors({ reference, tensor }, clientSignal(reply));
    const { outputs, bytes } = writeTensors(wanted, inferred);
    const { model, version: answering } = inferred;
    const about = { model_name: model, model_version: String(answering) };
    return sendReply(reply, { ...about, ...(body.id === undefined ? {} : { id: body.id }), outputs }, bytes);
  };
  app.route({
    ...operation('inferModel', { ...OF_MODEL, ...TENSORS }, inferReply(), { [OCTETS]: Octets }),
    handler: (request, reply) => infer(request, referenceOf(request.params.name), reply),
  });
  app.route({
    ...operation('inferVersion', { ...OF_VERSION, ...TENSORS }, inferReply(), { [OCTETS]: Octets }),
    handler: (request, reply) =>
      infer(request, referenceOf(request.params.name, request.params.version), reply),
  });
};

/** The routes below `/v2`: the Open Inference Protocol. Of a scope of their own, which they give their errors and bodies. */
export const routeInferenceProtocol = (app: App, deps: InferenceProtocolDeps): void => {
  addErrors(app);
  routeServer(app, deps);
  routeMetadata(app, deps);
  routeInfer(app, deps);
};

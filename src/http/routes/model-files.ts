import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ImportForm, ModelVersionBody, modelName, oneOf, toModelVersionBody } from '../../contract/index.ts';
import { AppError, EXPORT_FORMATS, type ExportFormat, type ModelManifest } from '../../domain/index.ts';
import type { TemporaryFiles } from '../../ports/index.ts';
import type { VersionView } from '../../usecases/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { isKnownToClient } from '../entity-tag.ts';
import { emptyReply, fileReply, jsonReply, LOCATION, operation } from '../operation.ts';
import { readModelUpload } from '../read-model-upload.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownName } from './paging.ts';

/** What the routes of model files need. */
export interface ModelFileRoutesDeps {
  readonly useCases: HttpUseCases;
  readonly temporaryFiles: TemporaryFiles;
  readonly uploadMaxBytes: number;
}

const FILES = {
  keras: { suffix: '.h5', mediaType: 'application/x-hdf5' },
  tfjs: { suffix: '-tfjs.zip', mediaType: 'application/zip' },
  safetensors: { suffix: '.safetensors', mediaType: 'application/octet-stream' },
} as const satisfies Record<ExportFormat, { readonly suffix: string; readonly mediaType: string }>;

const MEDIA_TYPES = EXPORT_FORMATS.map((format) => FILES[format].mediaType);

/** Weak: a file that is made again holds the same, and may differ in its times. */
const tagOf = ({ model, version, weights }: ModelManifest, format: ExportFormat): string =>
  `W/"${model}-${version}-${format}-${weights.sha256.slice(0, 16)}"`;

const sendFile = async (
  { useCases }: ModelFileRoutesDeps,
  manifest: ModelManifest,
  format: ExportFormat,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const exported = await useCases.exportVersion(manifest, format, clientSignal(reply));
  const discard = (): void => {
    exported.discard().catch((error: unknown) => {
      request.log.warn({ err: error }, 'an exported file was not removed');
    });
  };
  if (reply.raw.destroyed) discard();
  else reply.raw.once('close', discard);
  return reply
    .header('content-length', exported.bytes)
    .send(Readable.from(exported.content, { objectMode: false }));
};

const routeExport = (app: App, deps: ModelFileRoutesDeps): void => {
  const name = Type.String({ description: "A model's name." });
  const version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A version.' });
  const format = Type.Optional(
    oneOf(EXPORT_FORMATS, {
      default: 'keras',
      description:
        '`keras`: a `.h5` that `keras.models.load_model` opens. `tfjs`: a zip for TensorFlow.js with labels and preprocessing. `safetensors`: all weights in one file. The outputs are probabilities before calibration.',
    }),
  );
  app.route({
    ...operation(
      'exportVersion',
      {
        params: Type.Object({ name, version }),
        querystring: Type.Object({ format }, { additionalProperties: false }),
      },
      {
        200: fileReply('The file.', ...MEDIA_TYPES),
        304: emptyReply('The client has it, as `If-None-Match` says.'),
      },
    ),
    handler: async (request, reply) => {
      const { params, query } = request;
      const manifest = await deps.useCases.findVersion(knownName(params.name), params.version);
      const asked = query.format ?? 'keras';
      const { suffix, mediaType } = FILES[asked];
      const tag = tagOf(manifest, asked);
      void reply.header('etag', tag);
      if (isKnownToClient(request, tag)) return reply.code(304).send();
      void reply
        .type(mediaType)
        .header(
          'content-disposition',
          `attachment; filename="${manifest.model}-${manifest.version}${suffix}"`,
        )
        .header('x-served-precision', manifest.backbone.precision);
      if (request.method === 'HEAD') return reply.send('');
      return sendFile(deps, manifest, asked, request, reply);
    },
  });
};

const importVersion = async (
  { useCases, temporaryFiles, uploadMaxBytes }: ModelFileRoutesDeps,
  model: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<VersionView> => {
  if (!request.isMultipart())
    throw new AppError('REQUEST_INVALID', 'expected a multipart form with a file, received none');
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > uploadMaxBytes) {
    const detail = `expected an upload of at most ${uploadMaxBytes} bytes, received ${announced}`;
    throw new AppError('BODY_TOO_LARGE', detail);
  }
  const signal = clientSignal(reply);
  const folder = await temporaryFiles.open();
  try {
    const upload = await readModelUpload(request, folder, uploadMaxBytes);
    return await useCases.importVersion({ model, folder, ...upload }, signal);
  } finally {
    await folder.discard();
  }
};

const routeImport = (app: App, deps: ModelFileRoutesDeps): void => {
  app.route({
    ...operation(
      'importVersion',
      { params: Type.Object({ name: modelName }) },
      { 201: jsonReply('The manifest of the new version.', ModelVersionBody, LOCATION) },
      { 'multipart/form-data': ImportForm },
    ),
    handler: async (request, reply) => {
      const body = toModelVersionBody(await importVersion(deps, request.params.name, request, reply));
      return reply.code(201).header('location', body.links.self).send(body);
    },
  });
};

/** The routes that take versions out as files and bring files in as versions. */
export const routeModelFiles = (app: App, deps: ModelFileRoutesDeps): void => {
  routeExport(app, deps);
  routeImport(app, deps);
};

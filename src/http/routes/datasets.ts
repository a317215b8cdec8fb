import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Value } from 'typebox/value';
import {
  DatasetBody,
  DatasetFileListBody,
  DatasetListBody,
  FolderRequestBody,
  fileVerdict,
  leakPolicy,
  refTo,
  split,
  toDatasetBody,
  toDatasetFileBody,
  UploadForm,
} from '../../contract/index.ts';
import { AppError, type LeakPolicy } from '../../domain/index.ts';
import type { FileFilter, IntakeRequest, TemporaryFiles } from '../../ports/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { emptyReply, jsonReply, LOCATION, operation } from '../operation.ts';
import { readUpload } from '../read-upload.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm, pageQuery, toListBody, toPageRequest } from './paging.ts';

/** What the routes of datasets need. */
export interface DatasetRoutesDeps {
  readonly useCases: HttpUseCases;
  readonly temporaryFiles: TemporaryFiles;
  readonly uploadMaxBytes: number;
}

const params = Type.Object({ id: Type.String({ description: "A dataset's id." }) });

const creationQuery = Type.Object({ leakPolicy: Type.Optional(leakPolicy) }, { additionalProperties: false });

const fromFolder = (body: unknown): Omit<IntakeRequest, 'leakPolicy'> => {
  if (Value.Check(FolderRequestBody, body)) {
    const { path, content = 'copy', name = null } = body;
    return { source: { kind: 'folder', path, content }, name };
  }
  const detail = 'expected a multipart form, or JSON with the path of a folder, received no body';
  throw new AppError('REQUEST_INVALID', detail);
};

const createDataset = async (
  { useCases, temporaryFiles, uploadMaxBytes }: DatasetRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  leakPolicy: LeakPolicy,
) => {
  const signal = clientSignal(reply);
  if (!request.isMultipart()) {
    return useCases.createDataset({ ...fromFolder(request.body), leakPolicy }, signal);
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > uploadMaxBytes) {
    const detail = `expected an upload of at most ${uploadMaxBytes} bytes, received ${announced}`;
    throw new AppError('BODY_TOO_LARGE', detail);
  }
  const folder = await temporaryFiles.open();
  try {
    const uploaded = await readUpload(request, folder, uploadMaxBytes);
    return await useCases.createDataset({ ...uploaded, leakPolicy }, signal);
  } finally {
    await folder.discard();
  }
};

const routeCreation = (app: App, deps: DatasetRoutesDeps): void => {
  app.route({
    ...operation(
      'createDataset',
      {
        querystring: creationQuery,
        body: { content: { 'application/json': { schema: refTo(FolderRequestBody) } } },
      },
      {
        200: jsonReply('The same pictures were there already: the dataset they are.', DatasetBody, LOCATION),
        201: jsonReply('The dataset.', DatasetBody, LOCATION),
      },
      { 'multipart/form-data': UploadForm },
    ),
    handler: async (request, reply) => {
      const { dataset, isNew } = await createDataset(
        deps,
        request,
        reply,
        request.query.leakPolicy ?? 'report',
      );
      return reply
        .code(isNew ? 201 : 200)
        .header('location', `/datasets/${dataset.id}`)
        .send(toDatasetBody(dataset));
    },
  });
};

const routeFiles = (app: App, { useCases }: DatasetRoutesDeps): void => {
  const querystring = Type.Object(
    {
      ...pageQuery,
      verdict: Type.Optional(fileVerdict),
      class: Type.Optional(Type.String({ maxLength: 255, description: 'Only files of this class.' })),
      split: Type.Optional(split),
    },
    { additionalProperties: false },
  );
  app.route({
    ...operation(
      'listDatasetFiles',
      { params, querystring },
      { 200: jsonReply('The files, sorted by folder, then name.', DatasetFileListBody) },
    ),
    handler: async (request) => {
      const { verdict, class: className, split: side } = request.query;
      const filter: FileFilter = {
        ...(verdict === undefined ? {} : { verdict }),
        ...(className === undefined ? {} : { className }),
        ...(side === undefined ? {} : { split: side }),
      };
      const id = knownForm(request.params.id, 'DATASET_NOT_FOUND');
      return toListBody(
        await useCases.listDatasetFiles(id, filter, toPageRequest(request.query)),
        toDatasetFileBody,
      );
    },
  });
};

/** The routes below `/datasets`. */
export const routeDatasets = (app: App, deps: DatasetRoutesDeps): void => {
  const { useCases } = deps;
  routeCreation(app, deps);
  routeFiles(app, deps);
  app.route({
    ...operation(
      'listDatasets',
      { querystring: Type.Object(pageQuery, { additionalProperties: false }) },
      { 200: jsonReply('Datasets, newest first.', DatasetListBody) },
    ),
    handler: async ({ query }) =>
      toListBody(await useCases.listDatasets(toPageRequest(query)), toDatasetBody),
  });
  app.route({
    ...operation('findDataset', { params }, { 200: jsonReply('The dataset.', DatasetBody) }),
    handler: async (request) =>
      toDatasetBody(await useCases.findDataset(knownForm(request.params.id, 'DATASET_NOT_FOUND'))),
  });
  app.route({
    ...operation('removeDataset', { params }, { 204: emptyReply('It is gone.') }),
    handler: async (request, reply) => {
      await useCases.removeDataset(knownForm(request.params.id, 'DATASET_NOT_FOUND'));
      return reply.code(204).send();
    },
  });
};

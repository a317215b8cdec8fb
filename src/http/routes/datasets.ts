import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Value } from 'typebox/value';
import {
  DatasetBody,
  DatasetFileListBody,
  DatasetListBody,
  DatasetRequestBody,
  fileVerdict,
  leakPolicy,
  refTo,
  split,
  toBinnedDatasetBody,
  toDatasetBody,
  toDatasetFileBody,
  UploadForm,
} from '../../contract/index.ts';
import { AppError, type LeakPolicy } from '../../domain/index.ts';
import type { CreatedDataset, FileFilter, TemporaryFiles } from '../../ports/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { jsonReply, LOCATION, operation } from '../operation.ts';
import { readUpload } from '../read-upload.ts';
import { refuseAnnounced } from '../refuse-announced.ts';
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

const listQuery = Type.Object(
  {
    ...pageQuery,
    binned: Type.Optional(
      Type.Boolean({ description: 'True: those in the bin. Default: those that are not.' }),
    ),
  },
  { additionalProperties: false },
);

const misfit = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the body: ${pointer}: ${detail}`, { errors: [{ pointer, detail }] });

const createFromJson = (
  useCases: HttpUseCases,
  body: unknown,
  leakPolicy: LeakPolicy,
  signal: AbortSignal,
): Promise<CreatedDataset> => {
  if (!Value.Check(DatasetRequestBody, body)) {
    const detail = 'expected a multipart form, or JSON with a path or an uploadId, received no body';
    throw new AppError('REQUEST_INVALID', detail);
  }
  const { path, content, uploadId, name = null } = body;
  if (path !== undefined) {
    if (uploadId !== undefined) throw misfit('/uploadId', 'expected either path or uploadId, received both');
    const source = { kind: 'folder', path, content: content ?? 'copy' } as const;
    return useCases.createDataset({ source, name, leakPolicy }, signal);
  }
  if (uploadId === undefined) throw misfit('/path', 'expected either path or uploadId, received neither');
  if (content !== undefined)
    throw misfit('/content', 'expected it beside path only, received it with uploadId');
  const known = knownForm(uploadId, 'UPLOAD_NOT_FOUND');
  return useCases.createFromUpload({ uploadId: known, name, leakPolicy }, signal);
};

const createDataset = async (
  { useCases, temporaryFiles, uploadMaxBytes }: DatasetRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  leakPolicy: LeakPolicy,
) => {
  const signal = clientSignal(reply);
  if (!request.isMultipart()) {
    return createFromJson(useCases, request.body, leakPolicy, signal);
  }
  refuseAnnounced(request, uploadMaxBytes);
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
        body: { content: { 'application/json': { schema: refTo(DatasetRequestBody) } } },
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
      { querystring: listQuery },
      { 200: jsonReply('Datasets, newest first.', DatasetListBody) },
    ),
    handler: async ({ query }) => {
      const page = toPageRequest(query);
      if (query.binned !== true) return toListBody(await useCases.listDatasets(page), toDatasetBody);
      return toListBody(await useCases.listBinnedDatasets(page), ({ dataset, binnedAt }) =>
        toBinnedDatasetBody(dataset, binnedAt),
      );
    },
  });
  app.route({
    ...operation('findDataset', { params }, { 200: jsonReply('The dataset.', DatasetBody) }),
    handler: async (request) =>
      toDatasetBody(await useCases.findDataset(knownForm(request.params.id, 'DATASET_NOT_FOUND'))),
  });
};

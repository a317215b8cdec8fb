import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  DatasetBody,
  DeriveForm,
  DeriveRequestBody,
  leakPolicy,
  refTo,
  toDatasetBody,
} from '../../contract/index.ts';
import type { CreatedDataset } from '../../ports/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { emptyReply, jsonReply, LOCATION, operation } from '../operation.ts';
import { type DerivationTarget, fromDerivationBody, readDerivation } from '../read-derivation.ts';
import { refuseAnnounced } from '../refuse-announced.ts';
import { refuseFields } from '../refuse-fields.ts';
import type { DatasetRoutesDeps } from './datasets.ts';
import { knownForm } from './paging.ts';

const params = Type.Object({ id: Type.String({ description: "A dataset's id." }) });

const deriveQuery = Type.Object({ leakPolicy: Type.Optional(leakPolicy) }, { additionalProperties: false });

const removeQuery = Type.Object(
  {
    purge: Type.Optional(
      Type.Boolean({
        description:
          'True: it is removed for good and at once, also out of the bin; where keys are asked for, one with the scope `admin`.',
      }),
    ),
  },
  { additionalProperties: false },
);

const deriveDataset = async (
  { useCases, temporaryFiles, uploadMaxBytes }: DatasetRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  target: DerivationTarget,
): Promise<CreatedDataset> => {
  const signal = clientSignal(reply);
  if (!request.isMultipart()) {
    const { request: derived, uploadId } = fromDerivationBody(request.body, target);
    if (uploadId === null) return useCases.deriveDataset(derived, signal);
    return useCases.deriveFromUpload(knownForm(uploadId, 'UPLOAD_NOT_FOUND'), derived, signal);
  }
  refuseAnnounced(request, uploadMaxBytes);
  const folder = await temporaryFiles.open();
  try {
    const derived = await readDerivation(request, folder, uploadMaxBytes, target);
    return await useCases.deriveDataset(derived, signal);
  } finally {
    await folder.discard();
  }
};

const routeDerivation = (app: App, deps: DatasetRoutesDeps): void => {
  app.route({
    ...operation(
      'deriveDataset',
      {
        params,
        querystring: deriveQuery,
        body: { content: { 'application/json': { schema: refTo(DeriveRequestBody) } } },
      },
      {
        200: jsonReply('The changed content was there already: the dataset it is.', DatasetBody, LOCATION),
        201: jsonReply('The new dataset. The parent is as it was.', DatasetBody, LOCATION),
      },
      { 'multipart/form-data': DeriveForm },
    ),
    handler: async (request, reply) => {
      const parentId = knownForm(request.params.id, 'DATASET_NOT_FOUND');
      const target = { parentId, leakPolicy: request.query.leakPolicy ?? 'report' };
      const { dataset, isNew } = await deriveDataset(deps, request, reply, target);
      return reply
        .code(isNew ? 201 : 200)
        .header('location', `/datasets/${dataset.id}`)
        .send(toDatasetBody(dataset));
    },
  });
};

/** The routes that make other datasets of datasets, and take them away or bring them back. */
export const routeDatasetChanges = (app: App, deps: DatasetRoutesDeps): void => {
  const { useCases } = deps;
  routeDerivation(app, deps);
  app.route({
    ...operation(
      'removeDataset',
      { params, querystring: removeQuery },
      { 204: emptyReply('It lies in the bin for 30 days, or with `purge` it is gone.') },
    ),
    handler: async (request, reply) => {
      const id = knownForm(request.params.id, 'DATASET_NOT_FOUND');
      await useCases.removeDataset(id, request.query.purge === true ? 'purge' : 'bin');
      return reply.code(204).send();
    },
  });
  app.route({
    ...operation(
      'restoreDataset',
      { params },
      { 200: jsonReply('The dataset, out of the bin.', DatasetBody) },
    ),
    handler: async (request) => {
      refuseFields(request.body);
      return toDatasetBody(await useCases.restoreDataset(knownForm(request.params.id, 'DATASET_NOT_FOUND')));
    },
  });
};

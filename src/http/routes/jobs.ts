import Type from 'typebox';
import {
  EpochListBody,
  JobBody,
  JobListBody,
  JobRequestBody,
  jobState,
  modelName,
  PlanBody,
  refTo,
  toEpochBody,
  toJobBody,
  toPlanBody,
} from '../../contract/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { emptyReply, jsonReply, LOCATION, operation, textReply } from '../operation.ts';
import { refuseFields } from '../refuse-fields.ts';
import { toTrainingInput } from '../training-input.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm, pageQuery, toListBody, toPageRequest } from './paging.ts';

const params = Type.Object({ id: Type.String({ description: "A job's id." }) });

const dryRun = Type.Optional(
  Type.Boolean({ description: 'Whether to try a few steps and tell the plan instead of starting the job.' }),
);

const routeOrders = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation(
      'startTraining',
      { body: refTo(JobRequestBody), querystring: Type.Object({ dryRun }, { additionalProperties: false }) },
      {
        200: jsonReply('With `dryRun=true`: what the job would do and cost.', PlanBody),
        202: jsonReply('The job; it waits for a worker.', JobBody, LOCATION),
      },
    ),
    handler: async (request, reply) => {
      const order = toTrainingInput(request.body, request.id);
      if (request.query.dryRun === true) {
        return reply.send(toPlanBody(await useCases.planTraining(order, clientSignal(reply))));
      }
      const job = await useCases.startTraining(order, clientSignal(reply));
      const { datasetId: id, datasetFingerprint: fingerprint } = job.request;
      return reply
        .code(202)
        .header('location', `/jobs/${job.id}`)
        .send(toJobBody({ job, dataset: { id, fingerprint } }));
    },
  });
  app.route({
    ...operation(
      'cancelJob',
      { params },
      { 200: jsonReply('The job, cancelled or on its way to it.', JobBody) },
    ),
    handler: async (request) => {
      refuseFields(request.body);
      return toJobBody(await useCases.cancelJob(knownForm(request.params.id, 'JOB_NOT_FOUND')));
    },
  });
};

const routeLists = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation(
      'listJobs',
      {
        querystring: Type.Object(
          { ...pageQuery, state: Type.Optional(jobState), model: Type.Optional(modelName) },
          { additionalProperties: false },
        ),
      },
      { 200: jsonReply('Jobs, newest first.', JobListBody) },
    ),
    handler: async ({ query }) => {
      const { state, model } = query;
      const filter = {
        ...(state === undefined ? {} : { state }),
        ...(model === undefined ? {} : { model }),
      };
      return toListBody(await useCases.listJobs(filter, toPageRequest(query)), toJobBody);
    },
  });
  const after = Type.Optional(Type.Integer({ minimum: 0, description: 'Epochs after this one.' }));
  app.route({
    ...operation(
      'listEpochs',
      { params, querystring: Type.Object({ ...pageQuery, after }, { additionalProperties: false }) },
      { 200: jsonReply('Finished epochs, oldest first.', EpochListBody) },
    ),
    handler: async ({ params: { id }, query }) => {
      const page = { limit: toPageRequest({ ...query, after: '' }).limit, after: query.after ?? null };
      return toListBody(await useCases.listEpochs(knownForm(id, 'JOB_NOT_FOUND'), page), toEpochBody);
    },
  });
};

/** The routes below `/jobs`, other than the events. */
export const routeJobs = (app: App, useCases: HttpUseCases): void => {
  routeOrders(app, useCases);
  routeLists(app, useCases);
  app.route({
    ...operation('findJob', { params }, { 200: jsonReply('The job.', JobBody) }),
    handler: async (request) =>
      toJobBody(await useCases.findJob(knownForm(request.params.id, 'JOB_NOT_FOUND'))),
  });
  app.route({
    ...operation('removeJob', { params }, { 204: emptyReply('It is gone.') }),
    handler: async (request, reply) => {
      await useCases.removeJob(knownForm(request.params.id, 'JOB_NOT_FOUND'));
      return reply.code(204).send();
    },
  });
  app.route({
    ...operation('readJobLog', { params }, { 200: textReply('The log.', 'text/plain') }),
    handler: async (request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send(await useCases.readJobLog(knownForm(request.params.id, 'JOB_NOT_FOUND'))),
  });
};

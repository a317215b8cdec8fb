import type { Server } from 'node:http';
import multipart from '@fastify/multipart';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { DataStore } from '@tus/server';
import fastify, { type FastifyBaseLogger, type FastifyHttpOptions } from 'fastify';
import { COMPONENTS } from '../contract/index.ts';
import type { IdSource, TemporaryFiles } from '../ports/index.ts';
import type { App } from './app.ts';
import { addApiKeys, type HttpApiKey } from './plugins/api-keys.ts';
import { addBodyParsers, JSON_MAX_BYTES } from './plugins/body-parsers.ts';
import { addClosing } from './plugins/closing.ts';
import { addDocumentation } from './plugins/documentation.ts';
import { addLeftoverBody } from './plugins/leftover-body.ts';
import { addProblems, sendProblem } from './plugins/problems.ts';
import { addRequestIds, makeRequestId } from './plugins/request-ids.ts';
import { answerUnreadable } from './plugins/unreadable-requests.ts';
import { makeValidatorCompiler } from './plugins/validation.ts';
import { routeAliases } from './routes/aliases.ts';
import { routeDatasetChanges } from './routes/dataset-changes.ts';
import { routeDatasetPictures } from './routes/dataset-pictures.ts';
import { routeDatasets } from './routes/datasets.ts';
import { routeDocuments } from './routes/documents.ts';
import { routeEvents } from './routes/events.ts';
import { routeHealth } from './routes/health.ts';
import { routeInferenceProtocol } from './routes/inference-protocol.ts';
import { routeJobs } from './routes/jobs.ts';
import { routeModelFiles } from './routes/model-files.ts';
import { routeModels } from './routes/models.ts';
import { routePredict } from './routes/predict.ts';
import { routePredictions } from './routes/predictions.ts';
import { routeProblems } from './routes/problems.ts';
import { routeRecipes } from './routes/recipes.ts';
import { routeReports } from './routes/reports.ts';
import { routeUploads } from './routes/uploads.ts';
import type { HttpUseCases } from './use-cases.ts';

/** What an operator decides about the HTTP side. */
export interface HttpSettings {
  /** Of the program; shown in the API's description. */
  readonly version: string;
  /** Empty: no key is asked for. */
  readonly apiKeys: readonly HttpApiKey[];
  /** Largest upload of a dataset. */
  readonly uploadMaxBytes: number;
  /** Largest picture for a prediction. */
  readonly imageMaxBytes: number;
  /** How often a silent event stream says that it is alive. */
  readonly heartbeatMs: number;
  /** How long `close` waits for calls in flight. */
  readonly closeGraceMs: number;
}

/** What the app is made from. */
export interface HttpDeps {
  readonly useCases: HttpUseCases;
  readonly temporaryFiles: TemporaryFiles;
  /** Where the library of the upload protocol keeps what it receives. */
  readonly uploadStore: DataStore;
  readonly ids: IdSource;
  readonly settings: HttpSettings;
  /** null: nothing is logged. */
  readonly logger: FastifyBaseLogger | null;
}

// Longer than any address that Node reads, so that a long id is an unknown id.
const MAX_PARAM_LENGTH = 64 * 1024;

/** Fastify's own limit for a plugin or hook. */
const PLUGIN_TIMEOUT_MS = 10_000;

/** A client that is gone without a word is looked for after so long a silence. */
const KEEP_ALIVE_MS = 30_000;

const serverOptions = ({ ids, logger, settings }: HttpDeps): FastifyHttpOptions<Server> => ({
  ...(logger === null ? { logger: false } : { loggerInstance: logger }),
  genReqId: makeRequestId(() => ids.next('req')),
  bodyLimit: JSON_MAX_BYTES,
  http: { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
  // Event streams have no end of their own, so closing has to cut connections; `addClosing` waits for the others first.
  forceCloseConnections: true,
  // Fastify gives up a hook that takes longer, and the one that waits for calls in flight takes `closeGraceMs`.
  pluginTimeout: settings.closeGraceMs + PLUGIN_TIMEOUT_MS,
  return503OnClosing: false,
  routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  clientErrorHandler: answerUnreadable(() => ids.next('req')),
  frameworkErrors: (error, request, reply) => {
    void sendProblem(error, request, reply);
  },
});

/** The HTTP side of the service, ready to listen or to be injected into. `close` waits for calls in flight and ends event streams. */
export const buildApp = async (deps: HttpDeps): Promise<App> => {
  const { useCases, temporaryFiles, settings } = deps;
  const app: App = fastify(serverOptions(deps)).withTypeProvider<TypeBoxTypeProvider>();
  for (const schema of COMPONENTS) app.addSchema(schema);
  app.setValidatorCompiler(makeValidatorCompiler(COMPONENTS));
  // Bodies are built field by field by the contract's typed functions; compiling a serialiser of each schema would only
  // make the start slower (0.5 s).
  app.setSerializerCompiler(() => JSON.stringify);
  const closing = addClosing(app, settings.closeGraceMs);
  addRequestIds(app);
  addLeftoverBody(app);
  addBodyParsers(app);
  addProblems(app);
  addApiKeys(app, settings.apiKeys);
  await addDocumentation(app, settings.version);
  await app.register(async (uploads) => {
    // A file that is too large ends early and says so; the reader of its part then refuses it.
    await uploads.register(multipart, { throwFileSizeLimit: false });
    const files = { useCases, temporaryFiles, uploadMaxBytes: settings.uploadMaxBytes };
    routeModelFiles(uploads, files);
    routeDatasets(uploads, files);
    routeDatasetChanges(uploads, files);
    await uploads.register((pictures, _options, done) => {
      routePredict(pictures, useCases, settings.imageMaxBytes);
      done();
    });
  });
  await app.register((scope, _options, done) => {
    const { uploadStore: dataStore, ids } = deps;
    routeUploads(scope, { dataStore, ids, uploadMaxBytes: settings.uploadMaxBytes, closing });
    done();
  });
  await app.register((scope, _options, done) => {
    routeInferenceProtocol(scope, { ...settings, useCases });
    done();
  });
  routeDatasetPictures(app, useCases);
  routeJobs(app, useCases);
  routeEvents(app, { useCases, heartbeatMs: settings.heartbeatMs, closing });
  routeReports(app, useCases);
  routeRecipes(app);
  routeModels(app, useCases);
  routeAliases(app, useCases);
  routePredictions(app, useCases);
  routeHealth(app, useCases);
  routeProblems(app);
  routeDocuments(app);
  await app.ready();
  return app;
};

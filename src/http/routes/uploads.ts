import { type DataStore, Server } from '@tus/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../../domain/index.ts';
import type { IdSource } from '../../ports/index.ts';
import type { App } from '../app.ts';
import { shown } from '../input-faults.ts';
import { emptyReply, headersNamed, LOCATION, operation } from '../operation.ts';
import { uploadBody } from '../upload-body.ts';
import { toUploadError } from '../upload-faults.ts';
import { makeUploadLocks } from '../upload-locks.ts';
import { knownForm } from './paging.ts';

/** What the routes of uploads need. */
export interface UploadRoutesDeps {
  readonly dataStore: DataStore;
  readonly ids: IdSource;
  readonly uploadMaxBytes: number;
  /** Aborts when the service closes. */
  readonly closing: AbortSignal;
}

const PATH = '/uploads';
const VERSION = '1.0.0';
const CHUNK_TYPE = 'application/offset+octet-stream';

/** A request that is asked to end has so long for it; the one that asked waits longer. */
const DRAIN_MS = 500;
const LOCK_WAIT_MS = 30_000;

/** Headers that the protocol reads. Others do not reach its library, which believes what proxies say of the host. */
const REQUEST_HEADERS = [
  'content-length',
  'tus-resumable',
  'upload-concat',
  'upload-defer-length',
  'upload-length',
  'upload-metadata',
  'upload-offset',
];

/** Headers of the library's answers that go out; which origins may call is not its to say. */
const REPLY_HEADERS = [
  'cache-control',
  'location',
  'tus-extension',
  'tus-max-size',
  'tus-version',
  'upload-defer-length',
  'upload-expires',
  'upload-length',
  'upload-metadata',
  'upload-offset',
];

const makeServer = ({ dataStore, ids, uploadMaxBytes }: UploadRoutesDeps): Server =>
  new Server({
    path: PATH,
    datastore: dataStore,
    maxSize: uploadMaxBytes,
    relativeLocation: true,
    allowedOrigins: [],
    locker: makeUploadLocks(LOCK_WAIT_MS),
    lockDrainTimeout: DRAIN_MS,
    namingFunction: () => ids.next('up'),
    onResponseError: (_request, error) => {
      throw toUploadError(error, uploadMaxBytes);
    },
  });

const typeOf = ({ headers }: FastifyRequest): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Some clients name a type where they send nothing. */
const checkType = (request: FastifyRequest): void => {
  if (typeOf(request) === CHUNK_TYPE || (request.method === 'POST' && !hasBody(request))) return;
  const detail = `expected a body of type ${CHUNK_TYPE}, received ${shown(request.headers['content-type'])}`;
  throw new AppError('MEDIA_TYPE_UNSUPPORTED', detail);
};

const headersFor = (request: FastifyRequest): Headers => {
  const headers = new Headers();
  for (const name of REQUEST_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  if (hasBody(request) || request.method === 'PATCH') headers.set('content-type', CHUNK_TYPE);
  return headers;
};

const urlOf = (id: string | null): string => `http://service${PATH}${id === null ? '' : `/${id}`}`;

/** Asks the protocol's library, with the body where it reads one. */
const ask = async (
  server: Server,
  { closing, uploadMaxBytes }: UploadRoutesDeps,
  request: FastifyRequest,
  id: string | null,
): Promise<Response> => {
  const { method, raw } = request;
  const about = { method, headers: headersFor(request) };
  if (method !== 'POST' && method !== 'PATCH') return server.handleWeb(new Request(urlOf(id), about));
  checkType(request);
  const { stream, leave } = uploadBody(raw, closing);
  try {
    const response = await server.handleWeb(
      new Request(urlOf(id), { ...about, body: stream, duplex: 'half' }),
    );
    if (response.status < 400) return response;
    throw toUploadError({ status_code: response.status, body: await response.text() }, uploadMaxBytes);
  } finally {
    leave();
  }
};

const passOn = (response: Response, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  for (const name of REPLY_HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) void reply.header(name, value);
  }
  // The service closes, or another request came for the upload: the rest of the body would be taken for a request.
  if (hasBody(request) && !request.raw.readableEnded) void reply.header('connection', 'close');
  return reply.code(response.status).send();
};

/** Says where the upload stands, which the library does not. */
const withOffset = async (error: unknown, request: FastifyRequest, store: DataStore, id: string) => {
  const isOffset =
    error instanceof AppError && error.code === 'UPLOAD_CONFLICT' && request.method === 'PATCH';
  const received = String(request.headers['upload-offset']);
  const upload = isOffset ? await store.getUpload(id) : null;
  if (upload === null || String(upload.offset) === received) return error;
  return new AppError('UPLOAD_CONFLICT', `expected Upload-Offset ${upload.offset}, received ${received}`);
};

const params = Type.Object({ id: Type.String({ description: "An upload's id." }) });
/** The framework looks headers up in lower case. */
const resumable = {
  'tus-resumable': Type.String({ enum: [VERSION], description: 'The version of the protocol.' }),
};
const length = Type.Optional(Type.Integer({ minimum: 0, description: 'Bytes of the whole upload.' }));
const creationHeaders = Type.Object({
  ...resumable,
  'upload-length': length,
  'upload-defer-length': Type.Optional(
    Type.String({ enum: ['1'], description: 'In place of Upload-Length: the length is not known yet.' }),
  ),
  'upload-metadata': Type.Optional(
    Type.String({
      description:
        'Pairs of a name and a value in base64, comma-separated. `filename` gives the dataset its name.',
    }),
  ),
});
const chunkHeaders = Type.Object({
  ...resumable,
  'upload-offset': Type.Integer({
    minimum: 0,
    description: 'Where the bytes belong: what was received so far.',
  }),
  'upload-length': length,
});

const chunk = {
  [CHUNK_TYPE]: Type.Unsafe<string>({
    type: 'string',
    contentMediaType: CHUNK_TYPE,
    description: 'The bytes.',
  }),
};

const RESUMABLE = headersNamed('Tus-Resumable');
const OFFSET = headersNamed('Tus-Resumable', 'Upload-Offset');

const addProtocol = (app: App): void => {
  app.removeAllContentTypeParsers();
  // Bodies stay unread until the library asks for them.
  app.addContentTypeParser('*', (_request, _body, done) => {
    done(null);
  });
  app.addHook('onRequest', (request, reply, done) => {
    const version = request.headers['tus-resumable'];
    if (request.method === 'OPTIONS' || version === VERSION) {
      done();
      return;
    }
    void reply.header('tus-version', VERSION);
    done(
      new AppError(
        'UPLOAD_VERSION_UNSUPPORTED',
        `expected Tus-Resumable ${VERSION}, received ${shown(version)}`,
      ),
    );
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    void reply.header('tus-resumable', VERSION);
    done();
  });
};

const routeCollection = (app: App, server: Server, deps: UploadRoutesDeps): void => {
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    passOn(await ask(server, deps, request, null), request, reply);
  const spoken = headersNamed('Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size');
  app.route({
    ...operation('describeUploads', {}, { 204: emptyReply('What is spoken.', spoken) }),
    handler,
  });
  app.route({
    ...operation(
      'createUpload',
      { headers: creationHeaders },
      {
        201: emptyReply('The upload has begun; what came with the request is part of it.', {
          ...RESUMABLE,
          ...LOCATION,
        }),
      },
      chunk,
    ),
    handler,
  });
};

/** The routes of the tus protocol below `/uploads`. `app` has to be a scope of their own. */
export const routeUploads = (app: App, deps: UploadRoutesDeps): void => {
  const server = makeServer(deps);
  addProtocol(app);
  routeCollection(app, server, deps);
  const handler = async (
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const id = knownForm(request.params.id, 'UPLOAD_NOT_FOUND');
    const response = await ask(server, deps, request, id).catch(async (error: unknown) => {
      throw await withOffset(error, request, deps.dataStore, id);
    });
    return passOn(response, request, reply);
  };
  app.route({
    ...operation(
      'findUpload',
      { params, headers: Type.Object(resumable) },
      {
        200: emptyReply('Where the upload stands; also Upload-Length, or Upload-Defer-Length.', {
          ...OFFSET,
          ...headersNamed('Cache-Control'),
        }),
      },
    ),
    handler,
  });
  app.route({
    ...operation(
      'appendToUpload',
      { params, headers: chunkHeaders },
      { 204: emptyReply('They were received; Upload-Offset says how far the upload is now.', OFFSET) },
      chunk,
    ),
    handler,
  });
  app.route({
    ...operation(
      'removeUpload',
      { params, headers: Type.Object(resumable) },
      { 204: emptyReply('It is gone.', RESUMABLE) },
    ),
    handler,
  });
};

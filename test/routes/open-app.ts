import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { type App, buildApp, type HttpSettings, type HttpUseCases } from '../../src/http/index.ts';
import { makeFsTemporaryFiles, makeUploadStore } from '../../src/storage/index.ts';
import { expectConforms } from './conforms.ts';

const NAMES: readonly (keyof HttpUseCases)[] = [
  'createDataset',
  'createFromUpload',
  'findDataset',
  'listDatasets',
  'listDatasetFiles',
  'readThumbnail',
  'readPreview',
  'deriveDataset',
  'deriveFromUpload',
  'listBinnedDatasets',
  'restoreDataset',
  'removeDataset',
  'planTraining',
  'startTraining',
  'findJob',
  'listJobs',
  'cancelJob',
  'removeJob',
  'listEpochs',
  'readEvents',
  'followEvents',
  'readJobLog',
  'readReport',
  'illustrateReport',
  'listModels',
  'findModel',
  'listVersions',
  'findVersion',
  'showVersion',
  'changeNotes',
  'findAlias',
  'listAliasMoves',
  'moveAlias',
  'rollBackAlias',
  'removeAlias',
  'removeVersion',
  'summariseVersion',
  'importVersion',
  'exportVersion',
  'predict',
  'showServedModel',
  'inferTensors',
  'listPredictions',
  'findPrediction',
  'readPredictionPicture',
  'labelPrediction',
  'removePrediction',
  'checkHealth',
];

/** Use cases of which only the given ones may be called; `unexpected` collects the others' calls. */
const fakeUseCases = (given: Partial<HttpUseCases>, unexpected: string[]): HttpUseCases => {
  const refuse = (name: string) => (): never => {
    unexpected.push(name);
    throw new Error(`unexpected call of ${name}`);
  };
  const refusing = Object.fromEntries(NAMES.map((name) => [name, refuse(name)]));
  return { ...(refusing as unknown as HttpUseCases), ...given };
};

/** A reply that was checked against the document. */
export interface CheckedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly json: () => unknown;
}

/** An app with fakes behind it. */
export interface OpenApp {
  readonly app: App;
  /** Makes a call and checks the reply against `openapi.yaml`. */
  readonly call: (
    options: InjectOptions & { readonly method: string; readonly url: string },
  ) => Promise<CheckedReply>;
  /** What is left of forms. */
  readonly temporaryFiles: () => string[];
  /** What lies there of resumable uploads. */
  readonly uploadFiles: () => string[];
}

const SETTINGS: HttpSettings = {
  version: '0.0.0-test',
  apiKeys: [],
  uploadMaxBytes: 1024 * 1024,
  imageMaxBytes: 64 * 1024,
  heartbeatMs: 15_000,
  closeGraceMs: 2000,
};

/** Opens an app; it is closed at the end of the test, which fails if a use case was called that it did not stub. */
export const openApp = async (
  useCases: Partial<HttpUseCases> = {},
  settings: Partial<HttpSettings> = {},
): Promise<OpenApp> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'whetstone-routes-'));
  const unexpected: string[] = [];
  let requests = 0;
  const { dataStore } = makeUploadStore(folder, { keptMs: 60_000, nowMs: Date.now });
  const app = await buildApp({
    useCases: fakeUseCases(useCases, unexpected),
    temporaryFiles: makeFsTemporaryFiles(folder),
    uploadStore: dataStore,
    ids: {
      next: (prefix) => {
        requests += 1;
        return `${prefix}_${requests}`;
      },
    },
    settings: { ...SETTINGS, ...settings },
    logger: null,
  });
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    if (unexpected.length > 0) throw new Error(`unexpected calls: ${unexpected.join(', ')}`);
  });
  return {
    app,
    call: async (options) => {
      const reply = await app.inject(options);
      const { method, url } = options;
      const { statusCode: status, headers, body } = reply;
      expectConforms({ method, path: url, status, headers, body });
      return { status, headers, body, json: () => JSON.parse(body) as unknown };
    },
    temporaryFiles: () =>
      readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name !== 'tmp' && !name.startsWith('uploads')),
    uploadFiles: () => {
      const uploads = path.join(folder, 'uploads');
      return existsSync(uploads) ? readdirSync(uploads).sort() : [];
    },
  };
};

/** A part of a form. */
export type FormPart =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly filename: string; readonly bytes: string | Uint8Array };

const BOUNDARY = 'a-boundary-that-no-part-holds';

/** A multipart body as a client sends it. */
export const form = (parts: readonly FormPart[]) => {
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const isFile = 'filename' in part;
    const disposition = `form-data; name="${part.name}"${isFile ? `; filename="${part.filename}"` : ''}`;
    const type = isFile ? '\r\nContent-Type: application/octet-stream' : '';
    chunks.push(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}${type}\r\n\r\n`));
    chunks.push(Buffer.from(isFile ? part.bytes : part.value), Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat(chunks),
  };
};

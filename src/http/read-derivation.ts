import type { FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import { DatasetChangesBody, DeriveRequestBody } from '../contract/index.ts';
import { AppError, type LeakPolicy } from '../domain/index.ts';
import type { DatasetSource, DeriveRequest, PredictionChoice, TemporaryFolder } from '../ports/index.ts';
import { readAddition } from './read-upload.ts';

/** What a dataset is derived from, and the upload that is to be added to it; null: it is none of an upload. */
export interface Derivation {
  readonly request: DeriveRequest;
  readonly uploadId: string | null;
}

/** Which dataset is the parent, and what the query says. */
export interface DerivationTarget {
  readonly parentId: string;
  readonly leakPolicy: LeakPolicy;
}

const misfit = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the body: ${pointer}: ${detail}`, { errors: [{ pointer, detail }] });

/** The schema lets one of the two through. */
const choiceOf = ({ model, ids = [] }: NonNullable<DatasetChangesBody['predictions']>): PredictionChoice =>
  model === undefined ? { by: 'ids', ids } : { by: 'model', model };

const requestOf = (
  target: DerivationTarget,
  { remove = [], relabel = [], predictions, name }: DatasetChangesBody,
  add: DatasetSource | null,
): DeriveRequest => ({
  ...target,
  changes: {
    remove,
    relabel: relabel.map(({ fileId, class: className }) => ({ fileId, className })),
    add,
    predictions: predictions === undefined ? null : choiceOf(predictions),
  },
  name: name ?? null,
});

const sourceOf = ({
  path,
  content,
  uploadId,
}: NonNullable<DeriveRequestBody['add']>): DatasetSource | null => {
  if (path !== undefined) {
    if (uploadId === undefined) return { kind: 'folder', path, content: content ?? 'copy' };
    throw misfit('/add/uploadId', 'expected either path or uploadId, received both');
  }
  if (uploadId === undefined) throw misfit('/add/path', 'expected either path or uploadId, received neither');
  if (content === undefined) return null;
  throw misfit('/add/content', 'expected it beside path only, received it with uploadId');
};

/** A JSON body of `POST /datasets/:id/derive`, which the schema of the call has checked. `REQUEST_INVALID`. */
export const fromDerivationBody = (body: unknown, target: DerivationTarget): Derivation => {
  if (!Value.Check(DeriveRequestBody, body)) {
    const detail = 'expected a multipart form, or JSON with what is to be different, received no body';
    throw new AppError('REQUEST_INVALID', detail);
  }
  const { add } = body;
  const source = add === undefined ? null : sourceOf(add);
  return { request: requestOf(target, body, source), uploadId: add?.uploadId ?? null };
};

/** What the field `changes` says; the fault of a field is thrown as the framework throws that of a body. */
const parseChanges = (request: FastifyRequest, text: string): DatasetChangesBody => {
  let changes: unknown;
  try {
    changes = JSON.parse(text);
  } catch {
    throw misfit('/changes', 'expected JSON, received other text');
  }
  if (Value.Check(DatasetChangesBody, changes)) return changes;
  const validate = request.compileValidationSchema(DatasetChangesBody, 'body');
  validate(changes);
  throw Object.assign(new Error('the field changes is not of its form'), {
    validation: validate.errors ?? [],
    validationContext: 'form',
  });
};

/** Receives the multipart body of `POST /datasets/:id/derive` into a temporary folder. Errors as `readAddition`. */
export const readDerivation = async (
  request: FastifyRequest,
  folder: TemporaryFolder,
  maxBytes: number,
  target: DerivationTarget,
): Promise<DeriveRequest> => {
  const { name, changes, source } = await readAddition(request, folder, maxBytes);
  const said = changes === null ? {} : parseChanges(request, changes);
  const derived = requestOf(target, said, source);
  return name === null ? derived : { ...derived, name };
};

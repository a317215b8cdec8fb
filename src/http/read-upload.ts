import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, DATASET_NAME_MAX_LENGTH, nameOfArchive } from '../domain/index.ts';
import type { DatasetSource, StoredFile, TemporaryFolder } from '../ports/index.ts';
import { type MultipartLimits, readFile, readParts, unknownPart } from './multipart.ts';

/** Most pictures in one upload. */
const MAX_FILES = 100_000;

/** Enough to relabel every file of the largest dataset. */
const MAX_CHANGES_BYTES = 8 * 1024 ** 2;

/** The parts of an upload, received in full. Files lie in the temporary folder. */
interface Upload {
  name: string | null;
  changes: string | null;
  archive: { readonly file: StoredFile; readonly filename: string } | null;
  images: number;
}

/** Which fields a form may have beside its files. */
type Field = 'name' | 'changes';

/** What a dataset is made from, and its name. */
export interface UploadedSource {
  readonly name: string | null;
  readonly source: Exclude<DatasetSource, { kind: 'folder' }>;
}

const fault = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the form: ${detail}`, { errors: [{ pointer, detail }] });

type FieldPart = Extract<Multipart, { type: 'field' }>;

const textOf = ({ value }: FieldPart): string => (typeof value === 'string' ? value : '');

const readName = (part: FieldPart): string => {
  const name = textOf(part);
  if (name.length >= 1 && name.length <= DATASET_NAME_MAX_LENGTH && !part.valueTruncated) return name;
  throw fault(
    '/name',
    `expected a name of 1 to ${DATASET_NAME_MAX_LENGTH} characters, received ${name.length}`,
  );
};

const readChanges = (part: FieldPart): string => {
  if (!part.valueTruncated) return textOf(part);
  throw fault('/changes', `expected at most ${MAX_CHANGES_BYTES} bytes of JSON, received more`);
};

const expectedParts = (fields: readonly Field[]): string => `archive, images or ${fields.join(', ')}`;

const readField = (upload: Upload, part: FieldPart, fields: readonly Field[]): void => {
  const field = fields.find((name) => name === part.fieldname);
  if (field === undefined) throw unknownPart(part.fieldname, expectedParts(fields));
  if (field === 'name') upload.name = readName(part);
  else upload.changes = readChanges(part);
};

async function* counted(
  content: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    onBytes(chunk.length);
    yield chunk;
  }
}

const receiveParts = async (
  request: FastifyRequest,
  folder: TemporaryFolder,
  limits: MultipartLimits,
  fields: readonly Field[],
): Promise<Upload> => {
  const upload: Upload = { name: null, changes: null, archive: null, images: 0 };
  let received = 0;
  const count = (bytes: number): void => {
    received += bytes;
    if (received <= limits.fileBytes) return;
    throw new AppError(
      'BODY_TOO_LARGE',
      `expected an upload of at most ${limits.fileBytes} bytes, received more`,
    );
  };
  for await (const part of readParts(request, limits)) {
    if (part.type === 'field') {
      readField(upload, part, fields);
      continue;
    }
    if (part.fieldname !== 'archive' && part.fieldname !== 'images') {
      throw unknownPart(part.fieldname, expectedParts(fields));
    }
    if (part.fieldname === 'archive' && upload.archive !== null) {
      throw fault('/archive', 'expected one archive, received several');
    }
    // A part without a file name is a picture without a class: the dataset says so, it is not lost here.
    const path = part.filename || 'picture';
    const content = counted(readFile(part, limits), count);
    if (part.fieldname === 'archive') {
      upload.archive = { file: await folder.receive(content), filename: path };
      continue;
    }
    await folder.receiveListed(path, content);
    upload.images += 1;
  }
  return upload;
};

const sourceOf = (
  { archive, images }: Upload,
  { location: folder }: TemporaryFolder,
): UploadedSource['source'] => {
  if (archive !== null) {
    if (images > 0) throw fault('/images', 'expected either one archive or images, received both');
    const { location, ...digest } = archive.file;
    return { kind: 'archive', location, digest };
  }
  if (images === 0) throw fault('/images', 'expected one archive or at least one of images, received none');
  return { kind: 'files', location: folder };
};

/**
 * Receives the multipart body of `POST /datasets` into a temporary folder: one `archive`, or any number of `images`, and
 * `name` anywhere between them. `MULTIPART_INVALID`, `REQUEST_INVALID`, `BODY_TOO_LARGE`, `STORAGE_UNAVAILABLE`.
 */
export const readUpload = async (
  request: FastifyRequest,
  folder: TemporaryFolder,
  maxBytes: number,
): Promise<UploadedSource> => {
  const limits = { fileBytes: maxBytes, files: MAX_FILES };
  const upload = await receiveParts(request, folder, limits, ['name']);
  const { name, archive } = upload;
  return {
    name: name ?? (archive === null ? null : nameOfArchive(archive.filename)),
    source: sourceOf(upload, folder),
  };
};

/** What a form adds to a dataset. */
export interface UploadedAddition extends UploadedSource {
  /** The text of the field `changes`; null: there is none. */
  readonly changes: string | null;
}

/** Receives the multipart body of `POST /datasets/:id/derive`; as `readUpload`, with a field `changes`. The archive gives no name. */
export const readAddition = async (
  request: FastifyRequest,
  folder: TemporaryFolder,
  maxBytes: number,
): Promise<UploadedAddition> => {
  const limits = { fileBytes: maxBytes, files: MAX_FILES, fieldBytes: MAX_CHANGES_BYTES };
  const upload = await receiveParts(request, folder, limits, ['changes', 'name']);
  const { name, changes } = upload;
  return { name, changes, source: sourceOf(upload, folder) };
};

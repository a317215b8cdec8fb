import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../domain/index.ts';
import type { DatasetSource, StoredFile, TemporaryFolder } from '../ports/index.ts';
import { type MultipartLimits, readFile, readParts, unknownPart } from './multipart.ts';

/** Most pictures in one upload. */
const MAX_FILES = 100_000;

const MAX_NAME_LENGTH = 200;

/** The parts of an upload, received in full. Files lie in the temporary folder. */
interface Upload {
  name: string | null;
  archive: { readonly file: StoredFile; readonly filename: string } | null;
  images: number;
}

/** What a dataset is made from, and its name. */
export interface UploadedSource {
  readonly name: string | null;
  readonly source: Exclude<DatasetSource, { kind: 'folder' }>;
}

const fault = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the form: ${detail}`, { errors: [{ pointer, detail }] });

const readName = (part: Extract<Multipart, { type: 'field' }>): string => {
  if (part.fieldname !== 'name') throw unknownPart(part.fieldname, 'archive, images or name');
  const name = typeof part.value === 'string' ? part.value : '';
  if (name.length >= 1 && name.length <= MAX_NAME_LENGTH && !part.valueTruncated) return name;
  throw fault('/name', `expected a name of 1 to ${MAX_NAME_LENGTH} characters, received ${name.length}`);
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
): Promise<Upload> => {
  const upload: Upload = { name: null, archive: null, images: 0 };
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
      upload.name = readName(part);
      continue;
    }
    if (part.fieldname !== 'archive' && part.fieldname !== 'images') {
      throw unknownPart(part.fieldname, 'archive, images or name');
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

const nameOfArchive = (filename: string): string | null => {
  const base =
    filename
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.zip$/i, '') ?? '';
  return base === '' ? null : base.slice(0, MAX_NAME_LENGTH);
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
  const { name, archive, images } = await receiveParts(request, folder, {
    fileBytes: maxBytes,
    files: MAX_FILES,
  });
  if (archive !== null) {
    if (images > 0) throw fault('/images', 'expected either one archive or images, received both');
    const { location, ...digest } = archive.file;
    return {
      name: name ?? nameOfArchive(archive.filename),
      source: { kind: 'archive', location, digest },
    };
  }
  if (images === 0) throw fault('/images', 'expected one archive or at least one of images, received none');
  return { name, source: { kind: 'files', location: folder.location } };
};

import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../domain/index.ts';
import { shown } from './input-faults.ts';

/** Bounds of a multipart body. */
export interface MultipartLimits {
  /** Of one file. */
  readonly fileBytes: number;
  readonly files: number;
  /** Of one field; 4096 unless given. */
  readonly fieldBytes?: number;
}

const MAX_FIELDS = 16;
const MAX_FIELD_BYTES = 4096;
const MAX_HEADER_PAIRS = 50;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const toMultipartError = (error: unknown, limits: MultipartLimits): AppError => {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return new AppError('BODY_TOO_LARGE', `expected at most ${limits.files} files, received more`);
  }
  if (code === 'FST_FIELDS_LIMIT') {
    return new AppError('BODY_TOO_LARGE', `expected at most ${MAX_FIELDS} fields, received more`);
  }
  return new AppError(
    'MULTIPART_INVALID',
    'expected a multipart body (RFC 7578) that ends with its boundary, received one that cannot be read',
    { cause: error },
  );
};

/** The parts of a multipart body, in order. A file has to be read to its end before the next part comes. */
export async function* readParts(
  request: FastifyRequest,
  limits: MultipartLimits,
): AsyncGenerator<Multipart> {
  const parts = request.parts({
    preservePath: true,
    limits: {
      fileSize: limits.fileBytes,
      files: limits.files,
      fields: MAX_FIELDS,
      fieldSize: limits.fieldBytes ?? MAX_FIELD_BYTES,
      parts: limits.files + MAX_FIELDS,
      headerPairs: MAX_HEADER_PAIRS,
    },
  });
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      throw toMultipartError(error, limits);
    });
    if (next.done === true) return;
    yield next.value;
  }
}

/** The bytes of a file part. `BODY_TOO_LARGE` past the limit of one file, `MULTIPART_INVALID` when they break off. */
export async function* readFile(part: MultipartFile, limits: MultipartLimits): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = part.file[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw toMultipartError(error, limits);
    });
    if (next.done === true) break;
    yield next.value;
  }
  if (part.file.truncated) {
    throw new AppError(
      'BODY_TOO_LARGE',
      `expected at most ${limits.fileBytes} bytes in a file, received more`,
    );
  }
}

/** The fault of a part whose name the call does not know. */
export const unknownPart = (name: string, expected: string): AppError =>
  new AppError('REQUEST_INVALID', `expected parts named ${expected}, received one named ${shown(name)}`, {
    errors: [
      {
        pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        detail: `expected ${expected}, received ${shown(name)}`,
      },
    ],
  });

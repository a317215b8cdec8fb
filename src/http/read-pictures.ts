import type { FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import { PREDICT_MAX_PICTURES, PredictRequestBody } from '../contract/index.ts';
import { AppError } from '../domain/index.ts';
import { shown } from './input-faults.ts';
import { readFile, readParts, unknownPart } from './multipart.ts';

// One class repeated, no group: a repeated group takes a stack as deep as the text is long.
const BASE64_LETTERS = /^[A-Za-z0-9+/]*={0,2}$/;

const isBase64 = (text: string): boolean => text.length % 4 === 0 && BASE64_LETTERS.test(text);

const countFault = (received: string): AppError => {
  const detail = `expected 1 to ${PREDICT_MAX_PICTURES} parts named image, received ${received}`;
  return new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/image', detail }] });
};

const fromForm = async (request: FastifyRequest, maxBytes: number): Promise<Uint8Array[]> => {
  // One more file than is allowed gets through the parser, so that the fault can say what is expected.
  const limits = { fileBytes: maxBytes, files: PREDICT_MAX_PICTURES + 1 };
  const pictures: Uint8Array[] = [];
  for await (const part of readParts(request, limits)) {
    if (part.type === 'field' || part.fieldname !== 'image') throw unknownPart(part.fieldname, 'image');
    if (pictures.length === PREDICT_MAX_PICTURES) throw countFault('more');
    const chunks: Uint8Array[] = [];
    for await (const chunk of readFile(part, limits)) chunks.push(chunk);
    pictures.push(Buffer.concat(chunks));
  }
  if (pictures.length === 0) throw countFault('none');
  return pictures;
};

/** Bytes of a picture from base64; `pointer` is where it stands. `REQUEST_INVALID`, `BODY_TOO_LARGE`. */
export const fromBase64 = (text: string, pointer: string, maxBytes: number): Uint8Array => {
  if (!isBase64(text)) {
    const detail = `expected the bytes of a picture as base64 (RFC 4648, section 4), received ${shown(text)}`;
    throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer, detail }] });
  }
  return withinLimit(Buffer.from(text, 'base64'), maxBytes);
};

/** The picture itself; `BODY_TOO_LARGE`. */
export const withinLimit = (picture: Uint8Array, maxBytes: number): Uint8Array => {
  if (picture.length <= maxBytes) return picture;
  throw new AppError(
    'BODY_TOO_LARGE',
    `expected at most ${maxBytes} bytes in a picture, received ${picture.length}`,
  );
};

/**
 * The pictures of `POST /predict`: parts of a form, one raw body, or base64 in JSON.
 * `REQUEST_INVALID`, `MULTIPART_INVALID`, `BODY_TOO_LARGE`, `MEDIA_TYPE_UNSUPPORTED`.
 */
export const readPictures = async (request: FastifyRequest, maxBytes: number): Promise<Uint8Array[]> => {
  if (request.isMultipart()) return fromForm(request, maxBytes);
  if (request.body instanceof Uint8Array) return [request.body];
  if (Value.Check(PredictRequestBody, request.body)) {
    return request.body.images.map((text, index) => fromBase64(text, `/images/${index}`, maxBytes));
  }
  throw new AppError('REQUEST_INVALID', 'expected at least one picture in the body, received no body');
};

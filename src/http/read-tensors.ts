import {
  IMAGE_INPUT,
  type InferenceRequestBody,
  PIXELS_INPUT,
  PREDICT_MAX_PICTURES,
} from '../contract/index.ts';
import { AppError, PICTURE_BYTES } from '../domain/index.ts';
import type { TensorPictures } from '../usecases/index.ts';
import { shown } from './input-faults.ts';
import { fromBase64, withinLimit } from './read-pictures.ts';

type RequestInput = InferenceRequestBody['inputs'][number];

/** A request for inference: its JSON, and the bytes that followed it. */
export interface TensorRequest {
  readonly body: InferenceRequestBody;
  readonly bytes: Uint8Array;
}

const LENGTH_BYTES = 4;

/** A fault of the request at one place. */
export const tensorFault = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the body: ${pointer}: ${detail}`, { errors: [{ pointer, detail }] });

const at = (...path: readonly (string | number)[]): string => ['/inputs/0', ...path].join('/');

const onlyInput = ({ inputs }: InferenceRequestBody): RequestInput => {
  const [input, ...more] = inputs;
  if (input !== undefined && more.length === 0) return input;
  throw tensorFault('/inputs', `expected one input, image or pixels, received ${inputs.length}`);
};

const checkShape = ({ shape }: RequestInput, expected: readonly number[]): number => {
  const [pictures = 0, ...rest] = shape;
  const isRight = shape.length === expected.length && rest.every((size, axis) => size === expected[axis + 1]);
  const shownShape = `[${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', ...' : ''}]`;
  if (!isRight) throw tensorFault(at('shape'), `expected [${expected.join(', ')}], received ${shownShape}`);
  if (pictures >= 1 && pictures <= PREDICT_MAX_PICTURES) return pictures;
  throw tensorFault(at('shape'), `expected 1 to ${PREDICT_MAX_PICTURES} pictures, received ${pictures}`);
};

const checkDatatype = ({ datatype }: RequestInput, expected: string): void => {
  if (datatype === expected) return;
  throw tensorFault(at('datatype'), `expected ${expected}, received ${shown(datatype)}`);
};

/** Where the contents are: in the JSON, or after it. */
const contentsOf = (
  { data, parameters }: RequestInput,
  bytes: Uint8Array,
): { readonly data: readonly unknown[] } | { readonly bytes: Uint8Array } => {
  const size = parameters?.['binary_data_size'];
  if (size === undefined) {
    if (data === undefined) throw tensorFault(at('data'), 'expected the contents, received nothing');
    if (bytes.length === 0) return { data };
    throw tensorFault(
      at('parameters', 'binary_data_size'),
      `expected the size of the ${bytes.length} bytes after the JSON, received nothing`,
    );
  }
  if (data !== undefined)
    throw tensorFault(at('data'), 'expected no data beside binary_data_size, received both');
  if (size === bytes.length) return { bytes };
  const detail = `expected ${bytes.length}, as there are bytes after the JSON, received ${shown(size)}`;
  throw tensorFault(at('parameters', 'binary_data_size'), detail);
};

const imagesInJson = (data: readonly unknown[], count: number, maxBytes: number): Uint8Array[] => {
  if (data.length !== count)
    throw tensorFault(at('data'), `expected ${count} entries, as the shape says, received ${data.length}`);
  return data.map((text, index) => {
    if (typeof text === 'string') return fromBase64(text, at('data', index), maxBytes);
    throw tensorFault(at('data', index), `expected a picture as base64, received ${shown(text)}`);
  });
};

/** Each element is its length, 4 bytes, little endian, and then its bytes. */
const imagesInBytes = (bytes: Uint8Array, count: number, maxBytes: number): Uint8Array[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const images: Uint8Array[] = [];
  let offset = 0;
  while (images.length < count && offset + LENGTH_BYTES <= bytes.length) {
    const end = offset + LENGTH_BYTES + view.getUint32(offset, true);
    if (end > bytes.length) break;
    images.push(withinLimit(bytes.subarray(offset + LENGTH_BYTES, end), maxBytes));
    offset = end;
  }
  if (images.length === count && offset === bytes.length) return images;
  throw tensorFault(
    at('parameters', 'binary_data_size'),
    `expected ${count} elements, each after its length in 4 bytes, little endian, received bytes that are not of that form`,
  );
};

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** The pointer to the list or value at `position` of the flat tensor, `depth` lists deep. */
const nestedAt = (position: number, shape: readonly number[], depth: number): string =>
  at(
    'data',
    ...shape
      .slice(0, depth)
      .map((size, axis) => Math.floor(position / product(shape.slice(axis + 1))) % size),
  );

const readByte = (value: unknown, pointer: () => string): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw tensorFault(pointer(), `expected a whole number from 0 to 255, received ${shown(value)}`);
};

const fillNested = (
  list: unknown,
  target: Uint8Array,
  {
    shape,
    depth,
    offset,
  }: { readonly shape: readonly number[]; readonly depth: number; readonly offset: number },
): void => {
  const [size = 0, ...inner] = shape.slice(depth);
  if (!Array.isArray(list) || list.length !== size) {
    const detail = `expected a list of ${size}, as the shape says, received ${shown(list)}`;
    throw tensorFault(nestedAt(offset, shape, depth), detail);
  }
  const values: readonly unknown[] = list;
  const stride = product(inner);
  values.forEach((value, index) => {
    const position = offset + index * stride;
    if (inner.length > 0) fillNested(value, target, { shape, depth: depth + 1, offset: position });
    else target[position] = readByte(value, () => nestedAt(position, shape, shape.length));
  });
};

const pixelsInJson = (data: readonly unknown[], shape: readonly number[]): Uint8Array => {
  const pixels = new Uint8Array(product(shape));
  if (Array.isArray(data[0])) {
    fillNested(data, pixels, { shape, depth: 0, offset: 0 });
    return pixels;
  }
  if (data.length !== pixels.length) {
    const detail = `expected ${pixels.length} values, as the shape says, received ${data.length}`;
    throw tensorFault(at('data'), detail);
  }
  for (const [index, value] of data.entries()) pixels[index] = readByte(value, () => at('data', index));
  return pixels;
};

const pixelsInBytes = (bytes: Uint8Array, shape: readonly number[]): Uint8Array => {
  if (bytes.length === product(shape)) return bytes;
  const detail = `expected ${product(shape)} bytes, as the shape says, received ${bytes.length}`;
  throw tensorFault(at('parameters', 'binary_data_size'), detail);
};

const readImages = (input: RequestInput, bytes: Uint8Array, maxBytes: number): Uint8Array[] => {
  checkDatatype(input, IMAGE_INPUT.datatype);
  const count = checkShape(input, IMAGE_INPUT.shape);
  const contents = contentsOf(input, bytes);
  return 'data' in contents
    ? imagesInJson(contents.data, count, maxBytes)
    : imagesInBytes(contents.bytes, count, maxBytes);
};

const readPixels = (input: RequestInput, bytes: Uint8Array): Uint8Array[] => {
  checkDatatype(input, PIXELS_INPUT.datatype);
  const count = checkShape(input, PIXELS_INPUT.shape);
  const contents = contentsOf(input, bytes);
  const pixels =
    'data' in contents
      ? pixelsInJson(contents.data, input.shape)
      : pixelsInBytes(contents.bytes, input.shape);
  return Array.from({ length: count }, (_, index) =>
    pixels.subarray(index * PICTURE_BYTES, (index + 1) * PICTURE_BYTES),
  );
};

/**
 * The pictures of a request: `image` (BYTES, base64 in JSON) or `pixels` (UINT8). Of `imageMaxBytes` one encoded picture may have.
 * `REQUEST_INVALID`, which names the place; `BODY_TOO_LARGE`.
 */
export const readTensors = ({ body, bytes }: TensorRequest, imageMaxBytes: number): TensorPictures => {
  const input = onlyInput(body);
  switch (input.name) {
    case IMAGE_INPUT.name:
      return { kind: 'encoded', pictures: readImages(input, bytes, imageMaxBytes) };
    case PIXELS_INPUT.name:
      return { kind: 'pixels', pictures: readPixels(input, bytes) };
    default:
      throw tensorFault(at('name'), `expected image or pixels, received ${shown(input.name)}`);
  }
};

import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError, type Interpolation, isModelName, LATEST_ALIAS, type Preprocess } from '../domain/index.ts';
import type { TemporaryFolder } from '../ports/index.ts';
import { shown } from './input-faults.ts';
import { type MultipartLimits, readFile, readParts, unknownPart } from './multipart.ts';

/** A model file that was received into the temporary folder, and what came with it. */
export interface UploadedModel {
  readonly file: { readonly name: string; readonly location: string };
  readonly classNames: readonly string[];
  readonly preprocessing: {
    readonly mode: Preprocess;
    readonly interpolation: Interpolation;
    readonly orient: boolean;
  };
  readonly alias: string;
}

const FIELDS = ['classNames', 'preprocess', 'interpolation', 'orient', 'alias'] as const;
type Field = (typeof FIELDS)[number];

const EXPECTED = `file, ${FIELDS.join(', ')}`;
/** A list of a thousand names fits. */
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_NAME_LENGTH = 255;

const fault = (pointer: string, detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the form: ${pointer}: ${detail}`, { errors: [{ pointer, detail }] });

const fieldOf = (part: Extract<Multipart, { type: 'field' }>): { name: Field; value: string } => {
  const name = FIELDS.find((field) => field === part.fieldname);
  if (name === undefined) throw unknownPart(part.fieldname, EXPECTED);
  if (typeof part.value !== 'string' || part.valueTruncated)
    throw fault(`/${name}`, `expected at most ${MAX_FIELD_BYTES} bytes, received more`);
  return { name, value: part.value };
};

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= MAX_NAME_LENGTH;

const readClassNames = (text: string | undefined): readonly string[] => {
  const expected = 'expected a JSON list of at least two different class names in the order of the outputs';
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    value = text;
  }
  if (!Array.isArray(value)) throw fault('/classNames', `${expected}, received ${shown(text)}`);
  const names = value.filter(isName);
  if (names.length !== value.length || names.length < 2)
    throw fault('/classNames', `${expected}, received ${shown(text)}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw fault('/classNames', `${expected}, received ${shown(twice)} twice`);
};

const oneOf = <const Values extends readonly [string, ...string[]]>(
  field: Field,
  text: string | undefined,
  values: Values,
): Values[number] => {
  if (text === undefined) return values[0];
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  const words = values.map((value) => JSON.stringify(value)).join(', ');
  throw fault(`/${field}`, `expected one of ${words}, received ${shown(text)}`);
};

const readAlias = (text: string | undefined): string => {
  if (text === undefined) return LATEST_ALIAS;
  if (isModelName(text)) return text;
  throw fault('/alias', `expected the name of an alias, received ${shown(text)}`);
};

/** Values that stand first are those of a script that only loads pictures. */
const describeModel = (fields: ReadonlyMap<Field, string>): Omit<UploadedModel, 'file'> => ({
  classNames: readClassNames(fields.get('classNames')),
  preprocessing: {
    mode: oneOf('preprocess', fields.get('preprocess'), ['none', 'caffe', 'rescale']),
    interpolation: oneOf('interpolation', fields.get('interpolation'), ['nearest', 'bilinear', 'bicubic']),
    orient: oneOf('orient', fields.get('orient'), ['false', 'true']) === 'true',
  },
  alias: readAlias(fields.get('alias')),
});

/**
 * Receives the multipart body of `POST /models/:name/versions` into a temporary folder: one `file`, and fields anywhere around it.
 * `MULTIPART_INVALID`, `REQUEST_INVALID`, `BODY_TOO_LARGE`, `STORAGE_UNAVAILABLE`.
 */
export const readModelUpload = async (
  request: FastifyRequest,
  folder: TemporaryFolder,
  maxBytes: number,
): Promise<UploadedModel> => {
  const limits: MultipartLimits = { fileBytes: maxBytes, files: 2, fieldBytes: MAX_FIELD_BYTES };
  const fields = new Map<Field, string>();
  let file: UploadedModel['file'] | null = null;
  for await (const part of readParts(request, limits)) {
    if (part.type === 'field') {
      const { name, value } = fieldOf(part);
      fields.set(name, value);
      continue;
    }
    if (part.fieldname !== 'file') throw unknownPart(part.fieldname, EXPECTED);
    if (file !== null) throw fault('/file', 'expected one file, received several');
    const name = (part.filename || 'model.h5').slice(-MAX_NAME_LENGTH);
    const { location } = await folder.receive(readFile(part, limits));
    file = { name, location };
  }
  if (file === null) throw fault('/file', 'expected one .h5 file, received none');
  return { file, ...describeModel(fields) };
};

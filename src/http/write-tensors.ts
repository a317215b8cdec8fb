import { type InferenceReplyBody, type InferenceRequestBody, OUTPUT_NAMES } from '../contract/index.ts';
import type { InferredTensors } from '../usecases/index.ts';
import { shown } from './input-faults.ts';
import { tensorFault } from './read-tensors.ts';

type OutputName = (typeof OUTPUT_NAMES)[number];
type ReplyOutput = InferenceReplyBody['outputs'][number];

/** One output that is wanted, in JSON or after it. */
export interface WantedOutput {
  readonly name: OutputName;
  readonly isBinary: boolean;
}

/** A tensor in one of the forms in which values stand in memory. */
type Tensor =
  | { readonly datatype: 'FP32'; readonly shape: readonly number[]; readonly data: readonly number[] }
  | { readonly datatype: 'INT64'; readonly shape: readonly number[]; readonly data: readonly number[] }
  | { readonly datatype: 'BYTES'; readonly shape: readonly number[]; readonly data: readonly string[] }
  | { readonly datatype: 'BOOL'; readonly shape: readonly number[]; readonly data: readonly boolean[] };

const flagAt = (
  parameters: Readonly<Record<string, unknown>> | undefined,
  name: string,
  pointer: string,
): boolean | undefined => {
  const value = parameters?.[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw tensorFault(`${pointer}/parameters/${name}`, `expected true or false, received ${shown(value)}`);
};

/** The outputs that a request asks for: all where it names none. `REQUEST_INVALID`. */
export const wantedOutputs = ({
  outputs = [],
  parameters,
}: InferenceRequestBody): readonly WantedOutput[] => {
  const isBinary = flagAt(parameters, 'binary_data_output', '') ?? false;
  if (outputs.length === 0) return OUTPUT_NAMES.map((name) => ({ name, isBinary }));
  const seen = new Set<string>();
  return outputs.map((output, index) => {
    const pointer = `/outputs/${index}`;
    const name = OUTPUT_NAMES.find((known) => known === output.name);
    if (name === undefined) {
      const detail = `expected one of ${OUTPUT_NAMES.join(', ')}, received ${shown(output.name)}`;
      throw tensorFault(`${pointer}/name`, detail);
    }
    if (seen.has(name))
      throw tensorFault(`${pointer}/name`, `expected each output once, received ${name} again`);
    seen.add(name);
    return { name, isBinary: flagAt(output.parameters, 'binary_data', pointer) ?? isBinary };
  });
};

const tensorOf = (name: OutputName, { rows, classNames }: InferredTensors): Tensor => {
  const shape = [rows.length];
  switch (name) {
    case 'probabilities': {
      const data = rows.flatMap(({ probabilities }) => probabilities);
      return { datatype: 'FP32', shape: [rows.length, classNames.length], data };
    }
    case 'classIndex':
      return { datatype: 'INT64', shape, data: rows.map(({ classIndex }) => classIndex) };
    case 'className':
      return { datatype: 'BYTES', shape, data: rows.map(({ classIndex }) => classNames[classIndex] ?? '') };
    case 'abstained':
      return { datatype: 'BOOL', shape, data: rows.map(({ abstained }) => abstained) };
  }
};

const lengthOf = (bytes: Uint8Array): Uint8Array => {
  const length = Buffer.alloc(Uint32Array.BYTES_PER_ELEMENT);
  length.writeUInt32LE(bytes.length);
  return length;
};

/** Row by row, little endian; each element of BYTES after its length in 4 bytes; of BOOL, 0 or 1 in one byte. */
const bytesOf = (tensor: Tensor): Uint8Array => {
  switch (tensor.datatype) {
    case 'FP32': {
      const bytes = Buffer.alloc(tensor.data.length * Float32Array.BYTES_PER_ELEMENT);
      for (const [index, value] of tensor.data.entries()) {
        bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
      }
      return bytes;
    }
    case 'INT64': {
      const bytes = Buffer.alloc(tensor.data.length * BigInt64Array.BYTES_PER_ELEMENT);
      for (const [index, value] of tensor.data.entries()) {
        bytes.writeBigInt64LE(BigInt(value), index * BigInt64Array.BYTES_PER_ELEMENT);
      }
      return bytes;
    }
    case 'BYTES': {
      const elements = tensor.data.map((text) => Buffer.from(text, 'utf8'));
      return Buffer.concat(elements.flatMap((element) => [lengthOf(element), element]));
    }
    case 'BOOL':
      return Uint8Array.from(tensor.data, (value) => (value ? 1 : 0));
  }
};

/** The outputs as they stand in the JSON, and the bytes that follow it. */
export const writeTensors = (
  wanted: readonly WantedOutput[],
  inferred: InferredTensors,
): { readonly outputs: ReplyOutput[]; readonly bytes: readonly Uint8Array[] } => {
  const bytes: Uint8Array[] = [];
  const outputs = wanted.map(({ name, isBinary }): ReplyOutput => {
    const tensor = tensorOf(name, inferred);
    const about = { name, shape: [...tensor.shape], datatype: tensor.datatype };
    if (!isBinary) return { ...about, data: [...tensor.data] };
    const contents = bytesOf(tensor);
    bytes.push(contents);
    return { ...about, parameters: { binary_data_size: contents.length } };
  });
  return { outputs, bytes };
};

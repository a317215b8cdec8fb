import { describe, expect, it } from 'vitest';
import type { InferenceRequestBody } from '../../src/contract/index.ts';
import { PICTURE_BYTES } from '../../src/domain/index.ts';
import { readTensors } from '../../src/http/read-tensors.ts';
import { wantedOutputs, writeTensors } from '../../src/http/write-tensors.ts';

type Input = InferenceRequestBody['inputs'][number];

const none = new Uint8Array(0);
const image = (changes: Partial<Input> = {}): Input => ({
  name: 'image',
  shape: [2],
  datatype: 'BYTES',
  data: ['YWJj', 'YQ=='],
  ...changes,
});
const SHAPE = [1, 224, 224, 3];
const flat = Array.from({ length: PICTURE_BYTES }, (_, index) => index % 256);
const nested = [
  Array.from({ length: 224 }, (_row, y) =>
    Array.from({ length: 224 }, (_column, x) => {
      const start = (y * 224 + x) * 3;
      return flat.slice(start, start + 3);
    }),
  ),
];
const pixels = (changes: Partial<Input> = {}): Input => ({
  name: 'pixels',
  shape: SHAPE,
  datatype: 'UINT8',
  data: flat,
  ...changes,
});
const read = (input: Input, bytes: Uint8Array = none, maxBytes = 1000) =>
  readTensors({ body: { inputs: [input] }, bytes }, maxBytes);
const element = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};
const faultOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('reading a tensor', () => {
  it('reads encoded pictures from base64 and from bytes after the JSON', () => {
    const texts = (tensor: ReturnType<typeof read>) =>
      tensor.pictures.map((one) => Buffer.from(one).toString());
    expect(texts(read(image()))).toEqual(['abc', 'a']);
    const bytes = Buffer.concat([element('abc'), element('')]);
    const { data: _data, ...binary } = image({ parameters: { binary_data_size: bytes.length } });
    expect(texts(read(binary, bytes))).toEqual(['abc', '']);
  });

  it('reads pixels that are flat, nested, or bytes after the JSON', () => {
    const { data: _data, ...binary } = pixels({ parameters: { binary_data_size: PICTURE_BYTES } });
    for (const tensor of [
      read(pixels()),
      read(pixels({ data: nested })),
      read(binary, Uint8Array.from(flat)),
    ]) {
      expect(tensor.kind).toBe('pixels');
      expect(tensor.pictures.map((one) => Buffer.from(flat).equals(one))).toEqual([true]);
    }
  });

  const wrongPixel = nested.map((rows) => rows.map((row) => row.map((pixel) => [...pixel])));
  const [[, , row] = []] = wrongPixel;
  row?.splice(7, 1, [0, 256, 0]);
  const { data: _image, ...noImage } = image();
  const { data: _pixels, ...noPixels } = pixels();
  const size = (bytes: number | string) => ({ parameters: { binary_data_size: bytes } });
  const five = Uint8Array.of(9, 0, 0, 0, 1);

  it.each<[string, Input, Uint8Array, string]>([
    ['an unknown name', image({ name: 'input_1' }), none, '/inputs/0/name'],
    ['another datatype', image({ datatype: 'UINT8' }), none, '/inputs/0/datatype'],
    ['another datatype of pixels', pixels({ datatype: 'FP32' }), none, '/inputs/0/datatype'],
    ['another number of dimensions', image({ shape: [2, 1] }), none, '/inputs/0/shape'],
    ['another size', pixels({ shape: [1, 299, 299, 3] }), none, '/inputs/0/shape'],
    ['no picture', image({ shape: [0], data: [] }), none, '/inputs/0/shape'],
    ['seventeen pictures', image({ shape: [17] }), none, '/inputs/0/shape'],
    ['another number of entries', image({ shape: [3] }), none, '/inputs/0/data'],
    ['what is no base64', image({ data: ['YQ==', 'a b'] }), none, '/inputs/0/data/1'],
    ['what is no text', image({ data: [1, 'YQ=='] }), none, '/inputs/0/data/0'],
    ['too few values', pixels({ data: flat.slice(1) }), none, '/inputs/0/data'],
    ['a value that is no byte', pixels({ data: [...flat.slice(0, -1), 0.5] }), none, '/inputs/0/data/150527'],
    ['a nested value that is no byte', pixels({ data: wrongPixel }), none, '/inputs/0/data/0/2/7/1'],
    ['a nested list that is short', pixels({ data: [nested[0]?.slice(1)] }), none, '/inputs/0/data/0'],
    ['no contents', noImage, none, '/inputs/0/data'],
    ['contents twice', image(size(0)), none, '/inputs/0/data'],
    ['bytes that no input has', image(), five, '/inputs/0/parameters/binary_data_size'],
    ['another size of bytes', { ...noImage, ...size(4) }, five, '/inputs/0/parameters/binary_data_size'],
    ['a size that is no number', { ...noImage, ...size('5') }, five, '/inputs/0/parameters/binary_data_size'],
    ['elements that end early', { ...noImage, ...size(5) }, five, '/inputs/0/parameters/binary_data_size'],
    ['too few bytes of pixels', { ...noPixels, ...size(5) }, five, '/inputs/0/parameters/binary_data_size'],
  ])('refuses %s and says where', (_what, input, bytes, pointer) => {
    expect(faultOf(() => read(input, bytes))).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer }],
    });
  });

  it('refuses two inputs at once', () => {
    const body = { inputs: [image(), pixels()] };
    expect(faultOf(() => readTensors({ body, bytes: none }, 1000))).toMatchObject({
      errors: [{ pointer: '/inputs' }],
    });
  });

  it('refuses a picture over the limit in both forms', () => {
    const bytes = Buffer.concat([element('abc'), element('a')]);
    for (const input of [image(), { ...noImage, ...size(bytes.length) }]) {
      const given = 'data' in input ? none : bytes;
      expect(faultOf(() => read(input, given, 2))).toMatchObject({ code: 'BODY_TOO_LARGE' });
    }
  });
});

describe('writing tensors', () => {
  const inferred = {
    model: 'animals',
    version: 3,
    classNames: ['Käfer', 'dog'],
    rows: [{ probabilities: [0.75, 0.25], classIndex: 0, abstained: true }],
  };
  const write = (request: Partial<InferenceRequestBody>) =>
    writeTensors(wantedOutputs({ inputs: [image()], ...request }), inferred);

  it('gives all outputs in JSON where none is named', () => {
    expect(write({})).toEqual({
      outputs: [
        { name: 'probabilities', datatype: 'FP32', shape: [1, 2], data: [0.75, 0.25] },
        { name: 'classIndex', datatype: 'INT64', shape: [1], data: [0] },
        { name: 'className', datatype: 'BYTES', shape: [1], data: ['Käfer'] },
        { name: 'abstained', datatype: 'BOOL', shape: [1], data: [true] },
      ],
      bytes: [],
    });
  });

  it('gives all as bytes where the request says so, little endian and with lengths', () => {
    const { outputs, bytes } = write({ parameters: { binary_data_output: true } });
    expect(outputs.map(({ parameters }) => parameters?.['binary_data_size'])).toEqual([8, 8, 10, 1]);
    expect(Buffer.concat(bytes).toString('hex')).toBe(
      ['0000403f0000803e', '0000000000000000', '060000004bc3a4666572', '01'].join(''),
    );
  });

  it('gives the named outputs in their order, each in the form that it asks for', () => {
    const outputs = [{ name: 'abstained' }, { name: 'className', parameters: { binary_data: false } }];
    const written = write({ outputs, parameters: { binary_data_output: true } });
    expect(written.outputs).toEqual([
      { name: 'abstained', datatype: 'BOOL', shape: [1], parameters: { binary_data_size: 1 } },
      { name: 'className', datatype: 'BYTES', shape: [1], data: ['Käfer'] },
    ]);
    expect(written.bytes).toHaveLength(1);
  });

  it.each<[string, Partial<InferenceRequestBody>, string]>([
    ['an unknown output', { outputs: [{ name: 'logits' }] }, '/outputs/0/name'],
    ['an output twice', { outputs: [{ name: 'abstained' }, { name: 'abstained' }] }, '/outputs/1/name'],
    [
      'a flag that is none',
      { outputs: [{ name: 'abstained', parameters: { binary_data: 1 } }] },
      '/outputs/0/parameters/binary_data',
    ],
    [
      'a flag of the request that is none',
      { parameters: { binary_data_output: 'yes' } },
      '/parameters/binary_data_output',
    ],
  ])('refuses %s and says where', (_what, request, pointer) => {
    expect(faultOf(() => write(request))).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer }],
    });
  });
});

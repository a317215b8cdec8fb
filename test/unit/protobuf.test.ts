import { describe, expect, it } from 'vitest';
import {
  bytesField,
  entryField,
  integerField,
  messageField,
  packedField,
  textField,
} from '../../src/tensors/protobuf.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// The examples of https://protobuf.dev/programming-guides/encoding.
describe("protobuf's wire format", () => {
  it.each([
    [1, 150, '089601'],
    [1, 0, '0800'],
    [1, 1, '0801'],
    [1, 127, '087f'],
    [1, 128, '088001'],
    [1, -2, '08feffffffffffffffff01'],
    [1, -1, '08ffffffffffffffffff01'],
    [16, 1, '800101'],
    [1, 2 ** 53 - 1, '08ffffffffffffff0f'],
  ])('field %i with the integer %i', (field, value, hex) => {
    expect(hexOf(integerField(field, value))).toBe(hex);
  });

  it('a string is its length and its bytes in UTF-8', () => {
    expect(hexOf(textField(2, 'testing'))).toBe('120774657374696e67');
    expect(hexOf(textField(2, 'é'))).toBe('1202c3a9');
  });

  it('bytes are their length and themselves, however many', () => {
    expect(hexOf(bytesField(4, Uint8Array.of(0, 255)))).toBe('220200ff');
    const long = bytesField(4, new Uint8Array(300).fill(7));
    expect(hexOf(long.subarray(0, 4))).toBe('22ac0207');
    expect(long).toHaveLength(303);
  });

  it('a message within a message is its length and its fields', () => {
    expect(hexOf(messageField(3, [integerField(1, 150)]))).toBe('1a03089601');
    expect(hexOf(messageField(3, []))).toBe('1a00');
  });

  it('repeated integers are packed into one field', () => {
    expect(hexOf(packedField(6, [3, 270, 86942]))).toBe('3206038e029ea705');
  });

  it('an entry of a map is a message of its key and its value', () => {
    expect(hexOf(entryField(7, 'k', [integerField(1, 150)]))).toBe('3a080a016b1203089601');
  });
});

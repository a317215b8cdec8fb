/*
 * Writes messages of protobuf's wire format: https://protobuf.dev/programming-guides/encoding. A message is its fields, one
 * after the other.
 */

const [VARINT, LENGTH_DELIMITED] = [0, 2];

const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  // A negative number is its two's complement in 64 bits.
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
};

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType);

/** A field of the type int32, int64, enum or bool (0 or 1): an integer. */
export const integerField = (field: number, value: number): Uint8Array =>
  Buffer.concat([tag(field, VARINT), varint(value)]);

/** A field of the type bytes. */
export const bytesField = (field: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes]);

/** A field of the type string. */
export const textField = (field: number, text: string): Uint8Array => bytesField(field, Buffer.from(text));

/** A field whose value is a message of these fields. */
export const messageField = (field: number, fields: readonly Uint8Array[]): Uint8Array =>
  bytesField(field, Buffer.concat(fields));

/** A repeated field of integers, packed. */
export const packedField = (field: number, values: readonly number[]): Uint8Array =>
  messageField(field, values.map(varint));

/** One entry of a map from strings to messages of these fields. */
export const entryField = (field: number, key: string, value: readonly Uint8Array[]): Uint8Array =>
  messageField(field, [textField(1, key), messageField(2, value)]);

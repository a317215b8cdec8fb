import { expect, test } from 'vitest';
import { sniff } from '../../src/images/index.ts';
import { bmp } from './pictures.ts';
import { PILLOW_SAMPLES } from './pillow-samples.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test.for(PILLOW_SAMPLES)('knows a picture by its first bytes: $what', ({ what, base64 }) => {
  const type = what.split(',', 1)[0]?.toLowerCase();
  expect(sniff(Buffer.from(base64, 'base64'))).toEqual({ kind: 'picture', type });
});

test.for<[string, Buffer]>([
  ['a BMP picture', bmp()],
  ['a PPM picture', bytes('P6\n2 1\n255\n......')],
  ['a HEIC picture', bytes('\0\0\0\x18ftypheic')],
  ['an AVIF picture', bytes('\0\0\0\x18ftypavif')],
  ['a video', bytes('\0\0\0\x18ftypisom')],
  [
    'an SVG drawing',
    bytes('<?xml version="1.0"?>\n<!-- a drawing -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
  ],
  ['a PDF document', bytes('%PDF-1.7\n')],
  ['a zip archive', bytes('PK\x03\x04')],
  ['an HTML page', bytes('\n<!DOCTYPE html><p>not found</p>')],
  ['text', Buffer.from('Une légende, pas une image.')],
  ['text', bytes('GIF')],
  ['a file of an unknown type', Buffer.from([1, 2, 3, 0xfe])],
])('calls a file that is no picture %s', ([name, content]) => {
  expect(sniff(content)).toEqual({ kind: 'other', name });
});

test('tells an empty file from an unknown one', () => {
  expect(sniff(new Uint8Array())).toEqual({ kind: 'empty' });
});

test('does not take a cut UTF-8 character at the end of what it sees for damage', () => {
  expect(sniff(Buffer.from(`${'a'.repeat(1023)}é and so on`))).toEqual({ kind: 'other', name: 'text' });
});

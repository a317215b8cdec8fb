import type { PictureType } from '../ports/index.ts';

/** What a file's first bytes say it is. `name` is for sentences: "a BMP picture", "text". */
export type Sniffed =
  | { readonly kind: 'picture'; readonly type: PictureType }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'empty' };

/** How many of a file's first bytes are looked at. */
const SNIFF_BYTES = 1024;

/** Bytes of a signature; `null` matches any byte. */
type Signature = readonly (number | null)[];

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const anyBytes = (count: number): null[] => new Array<null>(count).fill(null);

const PICTURES: readonly (readonly [PictureType, Signature])[] = [
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, ...ascii('PNG\r\n\x1a\n')]],
  ['webp', [...ascii('RIFF'), ...anyBytes(4), ...ascii('WEBP')]],
  ['gif', ascii('GIF87a')],
  ['gif', ascii('GIF89a')],
  ['tiff', ascii('II*\0')],
  ['tiff', ascii('MM\0*')],
  ['tiff', ascii('II+\0')],
  ['tiff', ascii('MM\0+')],
];

const isoBrand = (brand: string): Signature => [...anyBytes(4), ...ascii(`ftyp${brand}`)];

const OTHERS: readonly (readonly [string, Signature])[] = [
  ['a BMP picture', ascii('BM')],
  ['a HEIC picture', isoBrand('heic')],
  ['a HEIC picture', isoBrand('heix')],
  ['a HEIC picture', isoBrand('hevc')],
  ['a HEIC picture', isoBrand('mif1')],
  ['a HEIC picture', isoBrand('msf1')],
  ['an AVIF picture', isoBrand('avif')],
  ['an AVIF picture', isoBrand('avis')],
  ['a video', isoBrand('')],
  ['a video', [0x1a, 0x45, 0xdf, 0xa3]],
  ['a JPEG XL picture', [0xff, 0x0a]],
  ['a JPEG XL picture', [0, 0, 0, 12, ...ascii('JXL ')]],
  ['a JPEG 2000 picture', [0, 0, 0, 12, ...ascii('jP  ')]],
  ['a Photoshop file', ascii('8BPS')],
  ['an icon', [0, 0, 1, 0]],
  ['a PDF document', ascii('%PDF-')],
  ['a zip archive', ascii('PK\x03\x04')],
  ['a zip archive', ascii('PK\x05\x06')],
  ['a gzip archive', [0x1f, 0x8b]],
];

const startsWith = (bytes: Uint8Array, signature: Signature): boolean =>
  bytes.length >= signature.length &&
  signature.every((expected, i) => expected === null || bytes[i] === expected);

const nameText = (bytes: Uint8Array): string | null => {
  if (/^P[1-7]\s/.test(Buffer.from(bytes.subarray(0, 3)).toString('latin1'))) return 'a PPM picture';
  let text: string;
  try {
    // `stream`: the last character may have been cut in the middle.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells text from other bytes.
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)) return null;
  if (/<svg[\s>]/i.test(text)) return 'an SVG drawing';
  return /^\s*<(!doctype html|html)/i.test(text) ? 'an HTML page' : 'text';
};

/** Tells what a file is by its first bytes (the first 1024 are enough); its name is never looked at. */
export const sniff = (bytes: Uint8Array): Sniffed => {
  if (bytes.length === 0) return { kind: 'empty' };
  const picture = PICTURES.find(([, signature]) => startsWith(bytes, signature));
  if (picture !== undefined) return { kind: 'picture', type: picture[0] };
  const other = OTHERS.find(([, signature]) => startsWith(bytes, signature));
  const name = other?.[0] ?? nameText(bytes.subarray(0, SNIFF_BYTES)) ?? 'a file of an unknown type';
  return { kind: 'other', name };
};

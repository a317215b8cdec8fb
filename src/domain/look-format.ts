import type { Look } from './dataset.ts';

/** Cells along one side of the grey picture in a look. */
export const LOOK_SIDE = 16;

/** Cells of the grey picture in a look. */
export const LOOK_CELLS = LOOK_SIDE * LOOK_SIDE;

/** Cells along one side of each of the two colour pictures in a look. */
export const LOOK_COLOUR_SIDE = 4;

/** Values of the two colour pictures in a look. */
export const LOOK_COLOURS = 2 * LOOK_COLOUR_SIDE * LOOK_COLOUR_SIDE;

const VERSION = 1;
const GREY_BITS = 5;
const GREY_LEVELS = (1 << GREY_BITS) - 1;
const HEADER_BYTES = 3;
const GREY_BYTES = (LOOK_CELLS * GREY_BITS) / 8;
const LOOK_BYTES = HEADER_BYTES + GREY_BYTES + LOOK_COLOURS;

/** A picture squeezed to a small square, standing upright. */
export interface SmallPicture {
  /** Luma `[16, 16]`, 0..255, row by row. */
  readonly grey: Uint8Array;
  /** Chroma `[2, 4, 4]`: Cb, then Cr, 0..255 with 128 for no colour. */
  readonly colours: Uint8Array;
}

/** What a look says. */
export interface ReadLook {
  /** Grey levels between the darkest and the brightest cell, 0..255. */
  readonly range: number;
  /** `[16, 16]`, 0 (the darkest cell) .. 31 (the brightest), row by row. */
  readonly grey: Int8Array;
  /** As in `SmallPicture`. */
  readonly colours: Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const packGrey = (grey: Uint8Array, low: number, high: number, bytes: Uint8Array): void => {
  const scale = high > low ? GREY_LEVELS / (high - low) : 0;
  let bits = 0;
  let held = 0;
  let at = HEADER_BYTES;
  for (const value of grey) {
    held = (held << GREY_BITS) | Math.round((value - low) * scale);
    bits += GREY_BITS;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = held >> bits;
    held &= (1 << bits) - 1;
    at += 1;
  }
};

const unpackGrey = (bytes: Uint8Array): Int8Array => {
  const grey = new Int8Array(LOOK_CELLS);
  let bits = 0;
  let held = 0;
  let at = HEADER_BYTES;
  for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
    if (bits < GREY_BITS) {
      held = (held << 8) | (bytes[at] ?? 0);
      bits += 8;
      at += 1;
    }
    bits -= GREY_BITS;
    grey[cell] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return grey;
};

/**
 * The look of a picture, 390 hex digits: a version, the darkest and the brightest cell, the grey cells in 5 bits each
 * stretched to that range, the colours in 8 bits each.
 */
export const encodeLook = ({ grey, colours }: SmallPicture): Look => {
  const low = grey.reduce((least, value) => Math.min(least, value), 255);
  const high = grey.reduce((most, value) => Math.max(most, value), 0);
  const bytes = new Uint8Array(LOOK_BYTES);
  bytes.set([VERSION, low, high]);
  packGrey(grey, low, high, bytes);
  bytes.set(colours, HEADER_BYTES + GREY_BYTES);
  return Array.from(bytes, (byte) => HEX[byte]).join('');
};

const hexDigit = (code: number): number => (code >= 97 ? code - 87 : code - 48);

/** Reads a look; null for what is none of this version. */
export const decodeLook = (look: Look): ReadLook | null => {
  if (look.length !== 2 * LOOK_BYTES) return null;
  const bytes = new Uint8Array(LOOK_BYTES);
  for (let i = 0; i < LOOK_BYTES; i += 1) {
    bytes[i] = hexDigit(look.charCodeAt(2 * i)) * 16 + hexDigit(look.charCodeAt(2 * i + 1));
  }
  const [version, low = 0, high = 0] = bytes;
  if (version !== VERSION) return null;
  return {
    range: high - low,
    grey: unpackGrey(bytes),
    colours: bytes.subarray(HEADER_BYTES + GREY_BYTES),
  };
};

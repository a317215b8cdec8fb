import { charactersOf, GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from './bitmap-font.ts';
import type { Raster } from './resample.ts';

/** A white picture to draw on. What lies outside of it is not drawn. */
export interface Canvas extends Raster {
  fill(left: number, top: number, width: number, height: number, grey: number): void;
  /** Copies an RGB picture. */
  place(picture: Raster, left: number, top: number): void;
  /** Writes one line; a dot of the font is `dot` pixels wide and high. */
  write(text: string, left: number, top: number, dot: number): void;
}

const INK = 0x22;

/** Width of a character with the space after it, in dots. */
export const CHARACTER_WIDTH = GLYPH_WIDTH + 1;

/** Makes a canvas of RGB bytes. */
export const makeCanvas = (width: number, height: number): Canvas => {
  const pixels = new Uint8Array(width * height * 3).fill(0xff);
  const fill: Canvas['fill'] = (left, top, wide, high, grey) => {
    const end = Math.min(left + wide, width);
    for (let y = top; y < Math.min(top + high, height); y += 1) {
      if (left < end) pixels.fill(grey, (y * width + left) * 3, (y * width + end) * 3);
    }
  };
  const writeGlyph = (character: string, left: number, top: number, dot: number): void => {
    for (const [row, bits] of glyphRows(character).entries()) {
      for (let column = 0; column < GLYPH_WIDTH; column += 1) {
        if (((bits >> (GLYPH_WIDTH - 1 - column)) & 1) === 0) continue;
        fill(left + column * dot, top + row * dot, dot, dot, INK);
      }
    }
  };
  return {
    pixels,
    width,
    height,
    fill,
    place: (picture, left, top) => {
      const columns = Math.min(picture.width, width - left);
      for (let y = 0; y < Math.min(picture.height, height - top); y += 1) {
        const from = y * picture.width * 3;
        pixels.set(picture.pixels.subarray(from, from + columns * 3), ((top + y) * width + left) * 3);
      }
    },
    write: (text, left, top, dot) => {
      for (const [index, character] of charactersOf(text).entries()) {
        writeGlyph(character, left + index * CHARACTER_WIDTH * dot, top, dot);
      }
    },
  };
};

/** Height of a line with the space below it, in dots. */
export const LINE_HEIGHT = GLYPH_HEIGHT + 1;

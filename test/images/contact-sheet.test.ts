import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { charactersOf, GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from '../../src/images/bitmap-font.ts';
import { drawContactSheet } from '../../src/images/contact-sheet.ts';
import { createDecoderPool, createPictureReader } from '../../src/images/index.ts';
import type { SheetClass } from '../../src/ports/index.ts';

const reader = createPictureReader();
const FISH = path.resolve('examples/photos/fish');

const thumbnails = (count: number): Promise<Uint8Array[]> =>
  Promise.all(
    readdirSync(FISH)
      .sort()
      .slice(0, count)
      .map((name) => reader.thumbnail({ path: path.join(FISH, name) }, 128)),
  );

const aClass = (classIndex: number, pictures: SheetClass['pictures'], className = 'fish'): SheetClass => ({
  className,
  classIndex,
  images: 28,
  pictures,
});

/** Where cells are, as a reader of the sheet measures it: 96 pixels and 6 between them, from 210 pixels on. */
const cellAt = (column: number, top: number) => ({ left: 210 + column * 102, top, width: 96, height: 96 });

const opened = async (jpeg: Uint8Array) => {
  const { width, height, format } = await sharp(jpeg).metadata();
  const mean = async (area: { left: number; top: number; width: number; height: number }) => {
    const { channels } = await sharp(await sharp(jpeg).extract(area).png().toBuffer()).stats();
    return channels.map(({ mean: one }) => Math.round(one));
  };
  return { width, height, format, mean };
};

describe('a contact sheet', () => {
  test('has a row for each class: a label, then its pictures', async () => {
    const pictures = await thumbnails(8);
    const sheet = await opened(
      await drawContactSheet({ classes: [aClass(0, pictures), aClass(1, pictures)], classesLeftOut: 0 }),
    );
    expect(sheet).toMatchObject({ format: 'jpeg', width: 1032, height: 228 });
    for (const top of [12, 120]) {
      for (let column = 0; column < 8; column += 1) {
        const shown = await sheet.mean({ ...cellAt(column, top + 30), height: 36 });
        const small = await sharp(pictures[column]).resize({ width: 96 }).png().toBuffer();
        const middle = await sharp(small).metadata();
        const { channels } = await sharp(
          await sharp(small)
            .extract({ left: 0, top: Math.floor(middle.height / 2) - 18, width: middle.width, height: 36 })
            .png()
            .toBuffer(),
        ).stats();
        for (const [i, { mean }] of channels.entries())
          expect(Math.abs(mean - (shown[i] ?? 0))).toBeLessThan(8);
      }
    }
  });

  test('shows a grey cell for a picture that is not there and for one that is damaged', async () => {
    const [photo = new Uint8Array()] = await thumbnails(1);
    const classes = [aClass(0, [photo, null, photo.subarray(0, 900), Buffer.from('hello')])];
    const sheet = await opened(await drawContactSheet({ classes, classesLeftOut: 0 }));
    for (const column of [1, 2, 3]) expect(await sheet.mean(cellAt(column, 12))).toEqual([187, 187, 187]);
    expect(await sheet.mean(cellAt(0, 12))).not.toEqual([187, 187, 187]);
    expect(await sheet.mean(cellAt(4, 12))).toEqual([255, 255, 255]);
  });

  test('has the pictures of a class in rows of eight', async () => {
    const [photo = new Uint8Array()] = await thumbnails(1);
    const classes = [
      aClass(
        0,
        Array.from({ length: 17 }, () => photo),
      ),
    ];
    const sheet = await opened(await drawContactSheet({ classes, classesLeftOut: 0 }));
    expect(sheet.height).toBe(2 * 12 + 3 * 96 + 2 * 6);
    expect(await sheet.mean(cellAt(0, 12 + 204))).not.toEqual([255, 255, 255]);
    expect(await sheet.mean(cellAt(1, 12 + 204))).toEqual([255, 255, 255]);
  });

  test('has a last line for the classes that are left out', async () => {
    const whole = await drawContactSheet({ classes: [aClass(0, [])], classesLeftOut: 0 });
    const cut = await drawContactSheet({ classes: [aClass(0, [])], classesLeftOut: 3 });
    const [one, other] = [await opened(whole), await opened(cut)];
    expect(other.height).toBe(one.height + 24);
    const line = { left: 0, top: other.height - 12 - 18, width: 300, height: 18 };
    expect((await other.mean(line))[0]).toBeLessThan(250);
  });

  test('labels each class differently, whatever script its name is in', async () => {
    const labels = await Promise.all(
      [aClass(0, [], '鳥'), aClass(1, [], '魚'), aClass(1, [], '鳥鳥'), aClass(1, [], '__proto__')].map(
        async (one) => {
          const jpeg = await drawContactSheet({ classes: [one], classesLeftOut: 0 });
          return sharp(jpeg).extract({ left: 0, top: 0, width: 204, height: 120 }).raw().toBuffer();
        },
      ),
    );
    expect(new Set(labels.map((label) => label.toString('base64'))).size).toBe(4);
  });

  test('stays within its bounds with a name that has no end', async () => {
    const jpeg = await drawContactSheet({ classes: [aClass(0, [], 'x'.repeat(255))], classesLeftOut: 0 });
    const sheet = await opened(jpeg);
    expect(sheet).toMatchObject({ width: 1032, height: 120 });
    expect(await sheet.mean({ left: 206, top: 0, width: 826, height: 120 })).toEqual([255, 255, 255]);
  });

  test('is the same from a decoder process', async () => {
    const pool = createDecoderPool({
      entry: path.resolve('dist/bin/decoder.js'),
      env: {},
      size: 1,
      onLine: console.error,
    });
    onTestFinished(() => pool.close());
    const sheet = {
      classes: [aClass(0, [...(await thumbnails(3)), null]), aClass(1, await thumbnails(2), 'more fish')],
      classesLeftOut: 1,
    };
    const [here, there] = [await drawContactSheet(sheet), await pool.compose(sheet)];
    expect(Buffer.compare(here, there)).toBe(0);
  });
});

describe('the built-in font', () => {
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

  test('has a glyph of its own for each printable character of ASCII', () => {
    const glyphs = printable.map((character) => glyphRows(character).join(' '));
    expect(new Set(glyphs).size).toBe(95);
    expect(glyphs).not.toContain(glyphRows('é').join(' '));
    for (const character of printable) {
      const rows = glyphRows(character);
      expect(rows).toHaveLength(GLYPH_HEIGHT);
      expect(Math.max(...rows), character).toBeLessThan(2 ** GLYPH_WIDTH);
    }
  });

  test('draws one box for each other character, as a reader counts them', () => {
    const family = '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}';
    expect(charactersOf(`a${family}e\u0301`)).toHaveLength(3);
    const boxes = [...charactersOf(`${family}e\u0301`), 'é', '鳥', '\n', '\u0000', '\u007f'].map((one) =>
      glyphRows(one).join(' '),
    );
    expect(new Set(boxes).size).toBe(1);
  });
});

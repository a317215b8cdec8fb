import sharp from 'sharp';
import { SHEET_COLUMNS } from '../domain/index.ts';
import type { ContactSheet, SheetClass } from '../ports/index.ts';
import { charactersOf } from './bitmap-font.ts';
import { type Canvas, CHARACTER_WIDTH, LINE_HEIGHT, makeCanvas } from './raster-canvas.ts';
import type { Raster } from './resample.ts';

const CELL = 96;
const GAP = 6;
const MARGIN = 12;
const DOT = 2;
const LABEL_CHARACTERS = 16;
/** Lines of a name; a longer one is cut. */
const NAME_LINES = 3;
const CUT = '...';
const DAMAGED_GREY = 0xbb;
const RULE_GREY = 0xdd;
const QUALITY = 85;

const LABEL_WIDTH = LABEL_CHARACTERS * CHARACTER_WIDTH * DOT;
const TEXT_HEIGHT = LINE_HEIGHT * DOT;
const PICTURES_LEFT = MARGIN + LABEL_WIDTH + GAP;
/** Width of a sheet in pixels. */
const SHEET_WIDTH = PICTURES_LEFT + SHEET_COLUMNS * (CELL + GAP) - GAP + MARGIN;

/** The picture in the size of a cell; null where it is damaged. */
const readPicture = async (jpeg: Uint8Array): Promise<Raster | null> => {
  try {
    const { data, info } = await sharp(jpeg, { failOn: 'error' })
      .resize({ width: CELL, height: CELL, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 3 ? { pixels: data, width: info.width, height: info.height } : null;
  } catch {
    return null;
  }
};

const wrapName = (name: string): readonly string[] => {
  const all = charactersOf(name);
  const room = LABEL_CHARACTERS * NAME_LINES;
  const shown = all.length <= room ? all : [...all.slice(0, room - CUT.length), ...charactersOf(CUT)];
  return Array.from({ length: Math.ceil(shown.length / LABEL_CHARACTERS) }, (_, line) =>
    shown.slice(line * LABEL_CHARACTERS, (line + 1) * LABEL_CHARACTERS).join(''),
  );
};

const labelOf = ({ className, classIndex, images }: SheetClass): readonly string[] => [
  `class ${classIndex}`,
  ...wrapName(className),
  `${images} ${images === 1 ? 'picture' : 'pictures'}`,
];

const blockHeight = ({ pictures }: SheetClass): number =>
  Math.max(1, Math.ceil(pictures.length / SHEET_COLUMNS)) * (CELL + GAP) - GAP;

const drawPictures = async (canvas: Canvas, { pictures }: SheetClass, top: number): Promise<void> => {
  for (const [index, jpeg] of pictures.entries()) {
    const left = PICTURES_LEFT + (index % SHEET_COLUMNS) * (CELL + GAP);
    const cellTop = top + Math.floor(index / SHEET_COLUMNS) * (CELL + GAP);
    const picture = jpeg === null ? null : await readPicture(jpeg);
    if (picture === null) canvas.fill(left, cellTop, CELL, CELL, DAMAGED_GREY);
    else {
      const [right, down] = [CELL - picture.width, CELL - picture.height];
      canvas.place(picture, left + Math.floor(right / 2), cellTop + Math.floor(down / 2));
    }
  }
};

/**
 * Draws a contact sheet as a JPEG. The pictures are JPEGs that we made, and damaged ones leave a grey cell all the same.
 * They are copied onto a plain canvas one after the other: with sharp's `composite`, hundreds would be open at once.
 */
export const drawContactSheet = async ({ classes, classesLeftOut }: ContactSheet): Promise<Uint8Array> => {
  const blocks = classes.reduce((sum, one) => sum + blockHeight(one) + 2 * GAP, 0);
  const closing = classesLeftOut === 0 ? 0 : TEXT_HEIGHT + GAP;
  const canvas = makeCanvas(SHEET_WIDTH, 2 * MARGIN + blocks - 2 * GAP + closing);
  let top = MARGIN;
  for (const one of classes) {
    if (top > MARGIN) canvas.fill(MARGIN, top - GAP, SHEET_WIDTH - 2 * MARGIN, 1, RULE_GREY);
    for (const [line, text] of labelOf(one).entries()) {
      canvas.write(text, MARGIN, top + line * TEXT_HEIGHT, DOT);
    }
    await drawPictures(canvas, one, top);
    top += blockHeight(one) + 2 * GAP;
  }
  if (classesLeftOut > 0) {
    const text = `and ${classesLeftOut} more ${classesLeftOut === 1 ? 'class' : 'classes'}`;
    canvas.write(text, MARGIN, top, DOT);
  }
  const { pixels, width, height } = canvas;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
};

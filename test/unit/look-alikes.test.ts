import { describe, expect, it } from 'vitest';
import {
  decodeLook,
  encodeLook,
  LOOK_CELLS,
  LOOK_COLOURS,
  LOOK_SIDE,
  type Look,
  lookAlikeGroups,
  lookDistance,
  makeRandom,
} from '../../src/domain/index.ts';

const NO_COLOUR = new Uint8Array(LOOK_COLOURS).fill(128);
const random = makeRandom(5);
const WAVES = 8;
const COSINES = Array.from({ length: WAVES }, (_, wave) =>
  Float64Array.from({ length: LOOK_SIDE }, (_, cell) =>
    Math.cos((Math.PI * wave * (cell + 0.5)) / LOOK_SIDE),
  ),
);

/** Cells of a picture that nature might have made: waves of all directions, the slow ones stronger. 0..255. */
const scene = (): Float64Array => {
  const cells = new Float64Array(LOOK_CELLS).fill(128);
  for (const [v, rows] of COSINES.entries()) {
    const sums = new Float64Array(LOOK_SIDE);
    for (const [u, columns] of COSINES.entries()) {
      if (u + v === 0) continue;
      const strength = ((random.float() + random.float() + random.float() - 1.5) * 90) / Math.hypot(u, v);
      for (let column = 0; column < LOOK_SIDE; column += 1) {
        sums[column] = (sums[column] ?? 0) + strength * (columns[column] ?? 0);
      }
    }
    for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
      const part = (rows[Math.floor(cell / LOOK_SIDE)] ?? 0) * (sums[cell % LOOK_SIDE] ?? 0);
      cells[cell] = (cells[cell] ?? 0) + part;
    }
  }
  return cells;
};

const lookOf = (cells: Float64Array, colours = NO_COLOUR): Look =>
  encodeLook({ grey: Uint8Array.from(new Uint8ClampedArray(cells)), colours });

/** The same scene, mirrored or not, with noise as compression leaves it. */
const copyOf = (cells: Float64Array, isMirrored: boolean): Look =>
  lookOf(
    cells.map((_, cell) => {
      const column = cell % LOOK_SIDE;
      const source = isMirrored ? cell - column + LOOK_SIDE - 1 - column : cell;
      return (cells[source] ?? 0) + 6 * (random.float() - 0.5);
    }),
  );

describe('look-alikes', () => {
  it('are grouped by position, across distance, copies of copies too', () => {
    const [one, two] = [scene(), scene()];
    const looks = [
      lookOf(one),
      null,
      lookOf(two),
      copyOf(one, true),
      lookOf(scene()),
      copyOf(two, false),
      copyOf(one, false),
    ];
    expect(lookAlikeGroups(looks)).toEqual([
      [0, 3, 6],
      [2, 5],
    ]);
  });

  it('are none where there is nothing to compare', () => {
    expect(lookAlikeGroups([])).toEqual([]);
    expect(lookAlikeGroups([null, null])).toEqual([]);
    expect(lookAlikeGroups([lookOf(scene())])).toEqual([]);
  });

  it('are at a distance of 0 when equal, near it when copies, far from it when not', () => {
    const [one, other] = [scene(), scene()];
    expect(lookDistance(lookOf(one), lookOf(one))).toBe(0);
    expect(lookDistance(lookOf(one), copyOf(one, false))).toBeLessThan(0.1);
    expect(lookDistance(lookOf(one), copyOf(one, true))).toBeLessThan(0.1);
    expect(lookDistance(lookOf(one), lookOf(other))).toBeGreaterThan(0.3);
  });

  it('are not pictures of the same shapes in other colours, but are those without any', () => {
    const one = scene();
    const red = new Uint8Array(LOOK_COLOURS).fill(110, 0, LOOK_COLOURS / 2).fill(190, LOOK_COLOURS / 2);
    const green = new Uint8Array(LOOK_COLOURS).fill(100);
    expect(lookAlikeGroups([lookOf(one, red), lookOf(one, green)])).toEqual([]);
    expect(lookAlikeGroups([lookOf(one, red), lookOf(one)])).toEqual([[0, 1]]);
  });

  it('are not all the flat pictures: they must be equal', () => {
    const flat = (level: number): Look => lookOf(new Float64Array(LOOK_CELLS).fill(level));
    const grainy = (): Look => lookOf(new Float64Array(LOOK_CELLS).map(() => 3 * random.float()));
    expect(lookAlikeGroups([flat(0), flat(1), grainy(), flat(0), grainy(), flat(255)])).toEqual([[0, 3]]);
    expect(lookDistance(flat(0), grainy())).toBe(1);
  });

  it('are not a shadow in the same corner', () => {
    const corner = (strength: number): Look =>
      lookOf(
        new Float64Array(LOOK_CELLS).map((_, cell) => {
          const away = Math.hypot(cell % LOOK_SIDE, Math.floor(cell / LOOK_SIDE));
          return 250 - strength * Math.max(0, 4 - away);
        }),
      );
    expect(lookAlikeGroups([corner(60), corner(50), corner(30)])).toEqual([]);
  });
});

describe('a look', () => {
  it('gives back what was put in, grey in 32 steps between the darkest and the brightest cell', () => {
    const grey = Uint8Array.from({ length: LOOK_CELLS }, (_, cell) => 40 + (cell % 125));
    const colours = Uint8Array.from({ length: LOOK_COLOURS }, (_, i) => 8 * i);
    const look = encodeLook({ grey, colours });
    expect(look).toMatch(/^[0-9a-f]{390}$/);
    const read = decodeLook(look);
    expect(read).toMatchObject({ range: 124, colours });
    expect(read?.grey).toEqual(Int8Array.from(grey, (value) => Math.round(((value - 40) * 31) / 124)));
  });

  it('of another version is not read', () => {
    const look = lookOf(scene());
    expect(decodeLook(`02${look.slice(2)}`)).toBeNull();
    expect(decodeLook(look.slice(2))).toBeNull();
  });
});

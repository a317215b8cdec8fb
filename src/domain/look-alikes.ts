import type { Look } from './dataset.ts';
import { placingOf } from './look-alignment.ts';
import { likenessOf, type Shapes, writeDetail } from './look-detail.ts';
import { decodeLook, LOOK_CELLS, LOOK_COLOURS, type ReadLook } from './look-format.ts';
import { joinAlike, type LookTable } from './look-search.ts';

/** Pictures whose cells all lie within fewer grey levels say too little: only equal looks join them. */
const FLAT_RANGE = 16;

const WHOLE = { before: 0, behind: 0 };

/** The sets that pictures fall into, by union with path halving. */
const makeSets = (size: number) => {
  const parents = Int32Array.from({ length: size }, (_, position) => position);
  const rootOf = (position: number): number => {
    let at = position;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      const next = parents[parent] ?? parent;
      parents[at] = next;
      at = next;
    }
    return at;
  };
  const join = (left: number, right: number): void => {
    const a = rootOf(left);
    const b = rootOf(right);
    parents[Math.max(a, b)] = Math.min(a, b);
  };
  return { rootOf, join };
};

/** The distinct looks that say enough to be compared, and for each row the position where its look comes first. */
const tableOf = (firsts: ReadonlyMap<Look, number>): { table: LookTable; positions: Int32Array } => {
  const cells = new Int8Array(firsts.size * LOOK_CELLS);
  const details = new Int8Array(firsts.size * LOOK_CELLS);
  const colours = new Uint8Array(firsts.size * LOOK_COLOURS);
  const positions = new Int32Array(firsts.size);
  let rows = 0;
  for (const [look, position] of firsts) {
    const read = decodeLook(look);
    if (read === null || read.range < FLAT_RANGE) continue;
    cells.set(read.grey, rows * LOOK_CELLS);
    writeDetail(read.grey, details.subarray(rows * LOOK_CELLS, (rows + 1) * LOOK_CELLS));
    colours.set(read.colours, rows * LOOK_COLOURS);
    positions[rows] = position;
    rows += 1;
  }
  return { table: { rows, cells, details, colours }, positions };
};

/**
 * Positions of the pictures that look alike, in groups of two and more. Each group ascends; groups are in the order of
 * their first members. What looks like a member of a group belongs to it. `null` joins nothing.
 *
 * Two pictures are alike when one is the other resized, compressed again, mirrored, or cropped by up to 10 % of each
 * side. Time grows with the number of pictures, not with its square.
 */
export const lookAlikeGroups = (looks: readonly (Look | null)[]): readonly (readonly number[])[] => {
  const { rootOf, join } = makeSets(looks.length);
  const firsts = new Map<Look, number>();
  for (const [position, look] of looks.entries()) {
    if (look === null) continue;
    const first = firsts.get(look);
    if (first === undefined) firsts.set(look, position);
    else join(first, position);
  }
  const { table, positions } = tableOf(firsts);
  const positionOf = (row: number): number => positions[row] ?? 0;
  joinAlike(table, {
    areJoined: (left, right) => rootOf(positionOf(left)) === rootOf(positionOf(right)),
    join: (left, right) => {
      join(positionOf(left), positionOf(right));
    },
  });
  const groups = new Map<number, number[]>();
  for (const [position, look] of looks.entries()) {
    if (look === null) continue;
    const root = rootOf(position);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [position]);
    else group.push(position);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
};

const shapesOf = ({ grey }: ReadLook): Shapes => {
  const detail = new Int8Array(LOOK_CELLS);
  writeDetail(grey, detail);
  return { cells: grey, detail };
};

const likest = (left: Shapes, right: Shapes): number =>
  Math.max(
    ...[false, true].flatMap((isMirrored) => {
      const start = placingOf(WHOLE, WHOLE, isMirrored);
      return [likenessOf(left, right, start).correlation, likenessOf(right, left, start).correlation];
    }),
  );

/**
 * How far two pictures are from looking alike: 1 minus the correlation of their detail where they fit best, cropped and
 * mirrored as need be. 0 = the same look, up to 0.15 = copies of one picture, 0.3 and more = different pictures, 1 = nothing
 * in common, or too flat to say.
 */
export const lookDistance = (left: Look, right: Look): number => {
  if (left === right) return 0;
  const a = decodeLook(left);
  const b = decodeLook(right);
  if (a === null || b === null || Math.min(a.range, b.range) < FLAT_RANGE) return 1;
  return Math.min(1, Math.max(0, 1 - likest(shapesOf(a), shapesOf(b))));
};

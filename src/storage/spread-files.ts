import { type FileHandle, open } from 'node:fs/promises';
import { compareCodePoints, type DatasetFile } from '../domain/index.ts';
import { OFFSET_BYTES, offsetsIn, parseFileRow, rowsIn } from './dataset-files.ts';
import { onDisk } from './files.ts';

/** Up to so many files of a class are all looked at; of a larger class, samples are. */
const LOOKED_AT_WHOLE = 500;

/** Files that are read at a time in search of a usable one. */
const READ_AT_ONCE = 32;

/** The records of a dataset's files by position, read as they are asked for. */
interface Records {
  readonly count: number;
  /** The files from a position up to, not including, another; both within `count`. */
  read(from: number, to: number): Promise<readonly DatasetFile[]>;
}

const readFully = async (file: FileHandle, bytes: number, start: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(bytes);
  await file.read(buffer, 0, bytes, start);
  return buffer;
};

const recordsOf = async (rows: FileHandle, offsets: FileHandle): Promise<Records> => {
  const count = (await offsets.stat()).size / OFFSET_BYTES - 1;
  return {
    count,
    read: async (from, to) => {
      if (from >= to) return [];
      const ends = await readFully(offsets, (to - from + 1) * OFFSET_BYTES, from * OFFSET_BYTES);
      const start = Number(ends.readBigUInt64LE());
      const end = Number(ends.readBigUInt64LE((to - from) * OFFSET_BYTES));
      const text = (await readFully(rows, end - start, start)).toString();
      return text.trimEnd().split('\n').map(parseFileRow);
    },
  };
};

/** Whether a file comes before all files of the class in the order of a dataset, which has those without class last. */
const isBefore = ({ className }: DatasetFile, wanted: string): boolean =>
  className !== null && compareCodePoints(className, wanted) < 0;

/** The first position for which `isPast` holds of its file, by halving. */
const firstPosition = async (records: Records, isPast: (file: DatasetFile) => boolean): Promise<number> => {
  let [low, high] = [0, records.count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [file] = await records.read(middle, middle + 1);
    if (file === undefined || isPast(file)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const isUsable = ({ verdict }: DatasetFile): boolean => verdict === 'ok';

/** Evenly spread, each from the middle of its part. */
const spreadOver = <T>(items: readonly T[], most: number): readonly T[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, index) => Math.floor(((index + 0.5) * items.length) / most)).flatMap(
        (position) => items.slice(position, position + 1),
      );

const firstUsable = async (records: Records, from: number, to: number): Promise<DatasetFile | null> => {
  for (let start = from; start < to; start += READ_AT_ONCE) {
    const usable = (await records.read(start, Math.min(start + READ_AT_ONCE, to))).find(isUsable);
    if (usable !== undefined) return usable;
  }
  return null;
};

const sample = async (
  records: Records,
  [from, to]: readonly [number, number],
  most: number,
): Promise<readonly DatasetFile[]> => {
  const found: DatasetFile[] = [];
  for (let part = 0; part < most; part += 1) {
    const [start, end] = [part, part + 1].map((edge) => from + Math.floor((edge * (to - from)) / most));
    const usable = await firstUsable(records, start ?? to, end ?? to);
    if (usable !== null) found.push(usable);
  }
  return found;
};

/**
 * At most `most` usable files of a class, evenly spread over it, the same each time. The dataset is sorted by class, so few
 * of its records are read, however many it has; of a class of more than 500 files, the first usable one in each of `most`
 * equal parts is taken.
 */
export const spreadFiles = (
  folder: string,
  className: string,
  most: number,
): Promise<readonly DatasetFile[]> =>
  onDisk(async () => {
    const offsets = await open(offsetsIn(folder), 'r');
    try {
      const rows = await open(rowsIn(folder), 'r');
      try {
        const records = await recordsOf(rows, offsets);
        const from = await firstPosition(records, (file) => !isBefore(file, className));
        const to = await firstPosition(
          records,
          (file) => !isBefore(file, className) && file.className !== className,
        );
        if (to - from > LOOKED_AT_WHOLE) return await sample(records, [from, to], most);
        return spreadOver((await records.read(from, to)).filter(isUsable), most);
      } finally {
        await rows.close();
      }
    } finally {
      await offsets.close();
    }
  });

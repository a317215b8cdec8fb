import type { EpochRecord } from '../domain/index.ts';
import { appendText, readText, writeAtomically } from './files.ts';
import { hasKeys, parseLines, type RecordKind, toLines } from './records.ts';

/** The epochs of one run in a file, one a line. */
export interface EpochFile {
  /** Oldest first. */
  read(): Promise<readonly EpochRecord[]>;
  append(epoch: EpochRecord): Promise<void>;
  /** Forgets those after `upTo`. */
  keep(upTo: number): Promise<void>;
}

const EPOCH: RecordKind<EpochRecord> = {
  name: 'the record of an epoch',
  isOne: (value): value is EpochRecord => hasKeys(value, 'epoch', 'metrics'),
};

/** Makes the access to one file of epochs. Calls to `append` must come one after the other. */
export const makeEpochFile = (file: string): EpochFile => {
  const parse = (text: string): readonly EpochRecord[] => parseLines(text, EPOCH);
  return {
    read: async () => parse((await readText(file)) ?? ''),
    append: async (epoch) => {
      const text = (await readText(file)) ?? '';
      const records = parse(text);
      const isNext = epoch.epoch > (records.at(-1)?.epoch ?? 0);
      const isWhole = text === '' || text.endsWith('\n');
      if (isNext && isWhole) return appendText(file, toLines([epoch]), true);
      const others = records.filter((record) => record.epoch !== epoch.epoch);
      const all = [...others, epoch].sort((one, other) => one.epoch - other.epoch);
      return writeAtomically(file, toLines(all));
    },
    keep: async (upTo) => {
      const text = (await readText(file)) ?? '';
      const kept = toLines(parse(text).filter(({ epoch }) => epoch <= upTo));
      if (kept !== text) await writeAtomically(file, kept);
    },
  };
};

import { randomUUID } from 'node:crypto';
import { type AliasBook, type AliasLine, foldAliasLog, type RetiredLine } from '../domain/index.ts';
import { appendText, readText } from './files.ts';
import { hasKeys, parseRecord, type RecordKind, toLines } from './records.ts';

/** A line, with what its writer finds it by again; lines from before aliases could be compared have none. */
type Line = (AliasLine | RetiredLine) & { readonly key?: string };

/** Every move of every alias of one model and every version taken away, one a line, in the order in which they happened. */
export interface AliasFile {
  read(): Promise<AliasBook<Line>>;
  /** Whether the line counts: another process may have been faster with one that rules it out. */
  append(line: AliasLine | RetiredLine): Promise<boolean>;
}

const LINE: RecordKind<Line> = {
  name: 'a move of an alias or a version taken away',
  isOne: (value): value is Line =>
    hasKeys(value, 'alias', 'version', 'at', 'by') || hasKeys(value, 'retired', 'isLast', 'at', 'by'),
};

/**
 * Makes the access to one file of aliases. The file only grows, so that several processes do not overwrite each other; which of
 * two lines written on the same state counts is decided by their order.
 */
export const makeAliasFile = (file: string): AliasFile => {
  const read = async (): Promise<AliasBook<Line>> => {
    const text = (await readText(file)) ?? '';
    const lines = text.split('\n').slice(0, -1);
    return foldAliasLog(lines.filter((line) => line.endsWith('}')).map((line) => parseRecord(line, LINE)));
  };
  return {
    read,
    append: async (line) => {
      const text = (await readText(file)) ?? '';
      // The rest of a write that was cut off becomes a line of its own, without its closing brace, and is passed over.
      const start = text === '' || text.endsWith('\n') ? '' : '\n';
      const key = randomUUID();
      await appendText(file, start + toLines([{ ...line, key }]), true);
      const { counted } = await read();
      return [...counted].some((one) => one.key === key);
    },
  };
};

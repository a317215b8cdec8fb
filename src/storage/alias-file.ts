import type { AliasMove } from '../domain/index.ts';
import { appendText, readText } from './files.ts';
import { hasKeys, parseRecord, type RecordKind, toLines } from './records.ts';

/** Every move of every alias of one model, one a line, in the order in which they happened. */
export interface AliasFile {
  /** Where each alias points now. */
  read(): Promise<ReadonlyMap<string, number>>;
  append(alias: string, move: AliasMove): Promise<void>;
}

interface AliasLine extends AliasMove {
  readonly alias: string;
}

const LINE: RecordKind<AliasLine> = {
  name: 'a move of an alias',
  isOne: (value): value is AliasLine => hasKeys(value, 'alias', 'version', 'at', 'by'),
};

/** Makes the access to one file of aliases. Moves of several processes do not overwrite each other: the file only grows. */
export const makeAliasFile = (file: string): AliasFile => ({
  read: async () => {
    const text = (await readText(file)) ?? '';
    const lines = text.split('\n').slice(0, -1);
    const moves = lines.filter((line) => line.endsWith('}')).map((line) => parseRecord(line, LINE));
    return new Map(moves.map(({ alias, version }) => [alias, version]));
  },
  append: async (alias, move) => {
    const text = (await readText(file)) ?? '';
    // The rest of a write that was cut off becomes a line of its own, without its closing brace, and is passed over.
    const start = text === '' || text.endsWith('\n') ? '' : '\n';
    await appendText(file, start + toLines([{ alias, ...move }]), true);
  },
});

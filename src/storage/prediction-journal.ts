import { type FileHandle, open } from 'node:fs/promises';
import type { StoredPrediction } from '../domain/index.ts';
import { appendText, onDisk } from './files.ts';
import { hasKeys } from './records.ts';

/** Where a line lies in the file, in bytes; the line end is not part of it. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is known of a stored prediction without reading its record. */
export interface PredictionEntry {
  readonly id: string;
  readonly createdAt: string;
  readonly model: string;
  /** The highest one. */
  readonly probability: number;
  readonly isLabelled: boolean;
  /** What its picture and its record take on the disk. */
  readonly bytes: number;
  /** Its records, oldest first: the last one counts. */
  readonly spans: readonly Span[];
}

/** What the lines of a file come to. */
export interface JournalContent {
  readonly entries: ReadonlyMap<string, PredictionEntry>;
  /** Of all entries. */
  readonly bytes: number;
}

/** The records of predictions in a file that several processes write to. */
export interface PredictionJournal {
  /** With all that any process has written by now; null if there is no such file. Calls must come one after the other. */
  read(): Promise<JournalContent | null>;
  /** Adds a record, durably; it replaces an earlier one of the same id, unless that was removed. */
  append(prediction: StoredPrediction): Promise<void>;
  /** The records of entries, in their order; those that were removed meanwhile are left out. */
  records(entries: readonly PredictionEntry[]): Promise<readonly StoredPrediction[]>;
  /** Says of entries that they are gone and overwrites their records, durably. */
  remove(entries: readonly PredictionEntry[]): Promise<void>;
}

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = 0x0a;
const SPACE = 0x20;
/** A picture takes whole blocks. */
const BLOCK_BYTES = 4096;

const isPrediction = (value: unknown): value is StoredPrediction =>
  hasKeys(value, 'id', 'createdAt', 'model', 'version', 'picture', 'topK', 'abstained', 'label');

const isRemoval = (value: unknown): value is { readonly removed: string } => hasKeys(value, 'removed');

/** What a line holds; null for the rest of a write that was cut off, and for a record that was overwritten. */
const parse = (line: Buffer): unknown => {
  try {
    return JSON.parse(line.toString());
  } catch {
    return null;
  }
};

/** A line of its own, whatever the write before left behind. */
const toLine = (value: object): string => `\n${JSON.stringify(value)}\n`;

const occupied = (pictureBytes: number, { start, end }: Span): number =>
  Math.ceil(pictureBytes / BLOCK_BYTES) * BLOCK_BYTES + end - start;

const readSpan = async (file: FileHandle, { start, end }: Span): Promise<unknown> => {
  const line = Buffer.alloc(end - start);
  await file.read(line, 0, line.length, start);
  return parse(line);
};

class FilePredictionJournal implements PredictionJournal {
  private readonly file: string;
  private readonly entries = new Map<string, PredictionEntry>();
  private readonly removed = new Set<string>();
  private bytes = 0;
  /** Up to here the file has been read. */
  private offset = 0;

  constructor(file: string) {
    this.file = file;
  }

  async read(): Promise<JournalContent | null> {
    const isThere = await this.opened('r', async (file) => {
      await this.readOn(file);
      return true;
    });
    return isThere === null ? null : { entries: this.entries, bytes: this.bytes };
  }

  append(prediction: StoredPrediction): Promise<void> {
    return appendText(this.file, toLine(prediction), true);
  }

  async records(entries: readonly PredictionEntry[]): Promise<readonly StoredPrediction[]> {
    const records = await this.opened('r', async (file) => {
      const found: StoredPrediction[] = [];
      for (const { spans } of entries) {
        const last = spans.at(-1);
        const record = last === undefined ? null : await readSpan(file, last);
        if (isPrediction(record)) found.push(record);
      }
      return found;
    });
    return records ?? [];
  }

  async remove(entries: readonly PredictionEntry[]): Promise<void> {
    if (entries.length === 0) return;
    // Said first: where the lines are overwritten, other processes know nothing of it.
    await appendText(this.file, entries.map(({ id }) => toLine({ removed: id })).join(''), true);
    await this.opened('r+', async (file) => {
      for (const { start, end } of entries.flatMap(({ spans }) => spans)) {
        await file.write(Buffer.alloc(end - start, SPACE), 0, end - start, start);
      }
      await file.sync();
    });
  }

  private opened<T>(flags: 'r' | 'r+', work: (file: FileHandle) => Promise<T>): Promise<T | null> {
    return onDisk(
      async () => {
        const file = await open(this.file, flags);
        try {
          return await work(file);
        } finally {
          await file.close();
        }
      },
      { codes: ['ENOENT'], fallback: null },
    );
  }

  /** Takes the lines that have come since; one that has no end yet is read again the next time. */
  private async readOn(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    let rest = Buffer.alloc(0);
    while (this.offset + rest.length < size) {
      const position = this.offset + rest.length;
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - position));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      const text = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = text.indexOf(LINE_END); end !== -1; end = text.indexOf(LINE_END, start)) {
        if (end > start)
          this.take(parse(text.subarray(start, end)), { start: this.offset + start, end: this.offset + end });
        start = end + 1;
      }
      this.offset += start;
      rest = text.subarray(start);
    }
  }

  private take(value: unknown, span: Span): void {
    if (isRemoval(value)) {
      this.removed.add(value.removed);
      this.bytes -= this.entries.get(value.removed)?.bytes ?? 0;
      this.entries.delete(value.removed);
      return;
    }
    // A label that comes after the removal was written by a process that had not heard of it.
    if (!isPrediction(value) || this.removed.has(value.id)) return;
    const { id, createdAt, model, topK, label, picture } = value;
    const before = this.entries.get(id);
    const bytes = occupied(picture.bytes, span);
    this.bytes += bytes - (before?.bytes ?? 0);
    this.entries.set(id, {
      id,
      createdAt,
      model,
      probability: topK[0]?.probability ?? 0,
      isLabelled: label !== null,
      bytes,
      spans: [...(before?.spans ?? []), span],
    });
  }
}

/** Makes the access to one file of records. The file only grows; a line that a crash cut off is passed over. */
export const makePredictionJournal = (file: string): PredictionJournal => new FilePredictionJournal(file);

import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { onDisk } from './files.ts';

const PAGE_BYTES = 64 * 1024;

const beyond = (): Error => new Error('it points to bytes that it does not have');

/**
 * The bytes of a zip file, for yauzl and for us. Whatever place an archive names, nothing outside of the file is asked for:
 * yauzl hands places on as they are, and Node throws where nobody can catch it. Small reads come from one page in memory.
 */
export class ZipBytes extends yauzl.RandomAccessReader {
  readonly size: number;
  private readonly file: FileHandle;
  private page: Buffer = Buffer.alloc(0);
  private pageStart = 0;

  constructor(file: FileHandle, size: number) {
    super();
    this.file = file;
    this.size = size;
  }

  /** Exactly `length` bytes, of at most a page. */
  async at(position: number, length: number): Promise<Buffer> {
    if (!(position >= 0 && position + length <= this.size)) throw beyond();
    const isInPage = position >= this.pageStart && position + length <= this.pageStart + this.page.length;
    if (!isInPage) await this.turnTo(position, Math.max(length, PAGE_BYTES));
    const start = position - this.pageStart;
    if (start + length > this.page.length) throw beyond();
    return this.page.subarray(start, start + length);
  }

  /** The bytes from `start` to `end` (not included), in pieces. */
  async *between(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PAGE_BYTES, end - position));
      const { bytesRead } = await onDisk(() => this.file.read(buffer, 0, buffer.length, position));
      if (bytesRead === 0) throw beyond();
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.at(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : beyond());
      },
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.between(start, end));
  }

  private async turnTo(position: number, length: number): Promise<void> {
    const page = Buffer.allocUnsafe(Math.min(length, this.size - position));
    const { bytesRead } = await onDisk(() => this.file.read(page, 0, page.length, position));
    this.page = page.subarray(0, bytesRead);
    this.pageStart = position;
  }
}

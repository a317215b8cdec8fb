import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { StoredFile } from '../ports/index.ts';
import { writeWithDigest } from './copy-with-digest.ts';
import { onDisk } from './files.ts';

/** Up to this size a file is hashed before it is written. */
const SMALL_BYTES = 64 * 1024;

interface Begun {
  readonly head: Buffer;
  /** The bytes behind the head; null: there are none. */
  readonly rest: AsyncIterator<Uint8Array> | null;
}

const begin = async (content: AsyncIterable<Uint8Array>): Promise<Begun> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const rest = content[Symbol.asyncIterator]();
  while (bytes <= SMALL_BYTES) {
    const next = await rest.next();
    if (next.done === true) return { head: Buffer.concat(chunks), rest: null };
    chunks.push(next.value);
    bytes += next.value.byteLength;
  }
  return { head: Buffer.concat(chunks), rest };
};

async function* whole(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Where a draft puts the contents that it receives. */
export interface ContentPlaces {
  /** A new path for content whose sha256 is not known yet. */
  readonly incoming: () => string;
  readonly object: (sha256: string) => string;
  /** Moves incoming content to the place of its sha256, and returns that. */
  readonly keep: (incoming: string, sha256: string) => Promise<string>;
}

/**
 * Makes what receives streams into a draft, one after the other. A small one that has come before is not written again: a
 * hundred thousand small files are a matter of seconds. `onBytes` is told the size so far, before it is written.
 */
export const makeStreamReceiver = ({ incoming, object, keep }: ContentPlaces) => {
  const written = new Set<string>();
  return async (
    content: AsyncIterable<Uint8Array>,
    onBytes: (total: number) => void,
  ): Promise<StoredFile> => {
    const { head, rest } = await begin(content);
    if (rest !== null) {
      const place = incoming();
      const digest = await writeWithDigest(whole(head, rest), place, onBytes);
      return { ...digest, location: await keep(place, digest.sha256) };
    }
    onBytes(head.length);
    const sha256 = createHash('sha256').update(head).digest('hex');
    const location = object(sha256);
    if (!written.has(sha256)) await onDisk(() => writeFile(location, head));
    written.add(sha256);
    return { bytes: head.length, sha256, location };
  };
};

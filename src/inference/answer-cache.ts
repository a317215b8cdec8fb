import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { featureKeyOf, type ModelManifest } from '../domain/index.ts';
import type { AnswerCache } from '../ports/index.ts';

/** Most bytes that are hashed before other work has its turn. */
const HASH_CHUNK_BYTES = 1024 ** 2;

/** What an entry takes beside its numbers and texts: objects of the language and of the library. */
const ENTRY_BYTES = 640;
const LOGITS_BYTES = 320;

/** What is known of one picture for all versions with the same base. Never changed once it is kept. */
interface Known {
  readonly row: Float32Array;
  /** By version. */
  readonly logits: ReadonlyMap<string, Float32Array>;
}

const entryKey = (pictureKey: string, manifest: ModelManifest): string =>
  `${pictureKey} ${featureKeyOf(manifest)}`;

/** The same weights below other activations give other logits. */
const versionKey = ({ weights, head }: ModelManifest): string => `${weights.sha256} ${JSON.stringify(head)}`;

const bytesOf = ({ row, logits }: Known, key: string): number => {
  let bytes = ENTRY_BYTES + key.length + row.byteLength;
  for (const [version, values] of logits) bytes += LOGITS_BYTES + version.length + values.byteLength;
  return bytes;
};

/** Hashes pictures side by side, a chunk at a time, with a turn of the event loop after each `HASH_CHUNK_BYTES` of all of them. */
const makeDigest = (): AnswerCache['keyOf'] => {
  let line = Promise.resolve();
  let hashed = 0;
  const turn = async (bytes: number): Promise<void> => {
    if (hashed + bytes > HASH_CHUNK_BYTES) {
      await setImmediate();
      hashed = 0;
    }
    hashed += bytes;
  };
  return async (picture) => {
    const hash = createHash('sha256');
    for (let offset = 0; offset < picture.length; offset += HASH_CHUNK_BYTES) {
      const chunk = picture.subarray(offset, offset + HASH_CHUNK_BYTES);
      line = line.then(() => turn(chunk.length));
      await line;
      hash.update(chunk);
    }
    return hash.digest('hex');
  };
};

/**
 * Makes an answer cache in memory that holds at most `maxBytes` with all that belongs to its entries; 0 keeps nothing.
 * What it gives is shared and must not be changed; what it is given is copied.
 */
export const makeAnswerCache = (maxBytes: number): AnswerCache => {
  const keyOf = makeDigest();
  if (maxBytes === 0) return { keyOf, find: () => null, keep: () => undefined };
  const known = new LRUCache<string, Known>({ maxSize: maxBytes, sizeCalculation: bytesOf });
  return {
    keyOf,
    find: (pictureKey, manifest) => {
      const entry = known.get(entryKey(pictureKey, manifest));
      if (entry === undefined) return null;
      return { row: entry.row, logits: entry.logits.get(versionKey(manifest)) ?? null };
    },
    keep: (pictureKey, manifest, { row, logits }) => {
      const key = entryKey(pictureKey, manifest);
      const before = known.peek(key);
      // Logits that were made from another row go with it.
      const isSameRow = before?.row === row;
      const others = isSameRow ? before.logits : [];
      known.set(key, {
        // A view of a whole batch would keep all of it in memory.
        row: isSameRow ? row : row.slice(),
        logits: new Map([...others, [versionKey(manifest), logits.slice()]]),
      });
    },
  };
};

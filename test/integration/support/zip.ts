import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made zip. What is left out is as an honest packer would write it. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer;
  /** Unix mode with its kind, such as 0o120777 for a link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly declaredBytes?: number;
  /** Index of an earlier entry whose bytes this one claims as its own. */
  readonly sharesWith?: number;
}

interface Packed {
  readonly local: Buffer;
  readonly compressed: Buffer;
  readonly central: (offset: number) => Buffer;
}

const pack = (entry: ZipEntry): Packed => {
  const name = Buffer.from(entry.name);
  const data = entry.data ?? Buffer.from('content');
  const method = entry.method ?? 8;
  const compressed = method === 0 ? data : deflateRawSync(data);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(entry.flags ?? 0x800, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(entry.crc ?? crc32(data), 10);
  fields.writeUInt32LE(compressed.length, 14);
  fields.writeUInt32LE(entry.declaredBytes ?? data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const central = (offset: number): Buffer => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(0x031e, 4);
    fields.copy(head, 6);
    head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    head.writeUInt32LE(offset, 42);
    return Buffer.concat([head, name]);
  };
  return { local: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name]), compressed, central };
};

/** A zip archive, honest or not. */
export const makeZip = (entries: readonly ZipEntry[]): Buffer => {
  const parts: Buffer[] = [];
  const centrals: Buffer[] = [];
  const offsets: number[] = [];
  let end = 0;
  for (const entry of entries) {
    const { local, compressed, central } = pack(entry);
    const offset = entry.sharesWith === undefined ? end : (offsets[entry.sharesWith] ?? 0);
    offsets.push(offset);
    centrals.push(central(offset));
    if (entry.sharesWith !== undefined) continue;
    parts.push(local, compressed);
    end += local.length + compressed.length;
  }
  const directory = Buffer.concat(centrals);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(entries.length, 8);
  tail.writeUInt16LE(entries.length, 10);
  tail.writeUInt32LE(directory.length, 12);
  tail.writeUInt32LE(end, 16);
  return Buffer.concat([...parts, directory, tail]);
};

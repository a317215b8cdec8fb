import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a hand-made zip. What is left out is as an honest packer would write it. */
export interface ZipEntry {
  readonly name: string | Buffer;
  /** The name in the local header, where it is another one. */
  readonly localName?: string | Buffer;
  readonly data?: Buffer;
  /** The packed bytes, where they are not made from `data`. */
  readonly packed?: Buffer;
  /** Unix mode with its kind, such as 0o120777 for a link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly declaredBytes?: number;
  readonly declaredPackedBytes?: number;
  /** Index of an earlier entry whose bytes this one claims as its own. */
  readonly sharesWith?: number;
  /** Where the directory says that the local header is. */
  readonly offset?: number;
  /** Extra field in the directory. */
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  /** Sizes and checksum come behind the data, and not in the local header. */
  readonly hasDescriptor?: boolean;
}

/** What an archive has beside its entries. */
export interface ZipOptions {
  /** Bytes before the first entry. */
  readonly prefix?: Buffer;
  /** Whether the places in the directory count the prefix; true unless given. */
  readonly isPrefixCounted?: boolean;
  readonly comment?: Buffer;
  /** What the end record says of the number of entries, and of the disk. */
  readonly entryCount?: number;
  readonly disk?: number;
}

/** One extra field. */
export const extraField = (id: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
};

interface Packed {
  readonly local: Buffer;
  readonly central: (offset: number) => Buffer;
}

const DESCRIPTOR_FLAG = 8;

const pack = (entry: ZipEntry): Packed => {
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.localName ?? name);
  const data = entry.data ?? Buffer.from('content');
  const method = entry.method ?? 8;
  const packed = entry.packed ?? (method === 0 ? data : deflateRawSync(data));
  const [extra, localExtra] = [entry.extra ?? Buffer.alloc(0), entry.localExtra ?? Buffer.alloc(0)];
  const hasDescriptor = entry.hasDescriptor === true;
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE((entry.flags ?? 0x800) | (hasDescriptor ? DESCRIPTOR_FLAG : 0), 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(entry.crc ?? crc32(data), 10);
  fields.writeUInt32LE(entry.declaredPackedBytes ?? packed.length, 14);
  fields.writeUInt32LE(entry.declaredBytes ?? data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  fields.writeUInt16LE(extra.length, 24);
  const localFields = Buffer.from(fields);
  if (hasDescriptor) localFields.fill(0, 10, 22);
  localFields.writeUInt16LE(localName.length, 22);
  localFields.writeUInt16LE(localExtra.length, 24);
  const signed = (signature: string): Buffer => Buffer.from(`PK${signature}`, 'latin1');
  const descriptor = hasDescriptor ? [signed('\x07\x08'), fields.subarray(10, 22)] : [];
  const central = (offset: number): Buffer => {
    const head = Buffer.alloc(46);
    signed('\x01\x02').copy(head);
    head.writeUInt16LE(0x031e, 4);
    fields.copy(head, 6);
    head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    head.writeUInt32LE(offset, 42);
    return Buffer.concat([head, name, extra]);
  };
  const local = [signed('\x03\x04'), localFields, localName, localExtra, packed, ...descriptor];
  return { local: Buffer.concat(local), central };
};

/** The record that ends an archive. */
export const endRecord = (
  entryCount: number,
  directoryBytes: number,
  directoryOffset: number,
  { comment = Buffer.alloc(0), disk = 0 }: Pick<ZipOptions, 'comment' | 'disk'> = {},
): Buffer => {
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(disk, 4);
  tail.writeUInt16LE(entryCount, 8);
  tail.writeUInt16LE(entryCount, 10);
  tail.writeUInt32LE(directoryBytes, 12);
  tail.writeUInt32LE(directoryOffset, 16);
  tail.writeUInt16LE(comment.length, 20);
  return Buffer.concat([tail, comment]);
};

/** The two records that stand before the end record of an archive in the zip64 format. */
const zip64Records = (entryCount: number, directoryBytes: number, directoryOffset: number): Buffer => {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entryCount), 24);
  record.writeBigUInt64LE(BigInt(entryCount), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryOffset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(directoryOffset + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
};

const MOST_ENTRIES = 0xffff;

/** A zip archive, honest or not; in the zip64 format where it has too many entries for the other. */
export const makeZip = (entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer => {
  const { prefix = Buffer.alloc(0), isPrefixCounted = true } = options;
  const parts: Buffer[] = [prefix];
  const centrals: Buffer[] = [];
  const offsets: number[] = [];
  let end = isPrefixCounted ? prefix.length : 0;
  for (const entry of entries) {
    const { local, central } = pack(entry);
    const offset = entry.offset ?? (entry.sharesWith === undefined ? end : (offsets[entry.sharesWith] ?? 0));
    offsets.push(offset);
    centrals.push(central(offset));
    if (entry.sharesWith !== undefined) continue;
    parts.push(local);
    end += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = options.entryCount ?? entries.length;
  const records = count > MOST_ENTRIES ? [zip64Records(count, directory.length, end)] : [];
  const last = endRecord(Math.min(count, MOST_ENTRIES), directory.length, end, options);
  return Buffer.concat([...parts, directory, ...records, last]);
};

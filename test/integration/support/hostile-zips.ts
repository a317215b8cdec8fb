import { randomBytes } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { endRecord, extraField, makeZip, type ZipEntry } from './zip.ts';

/** An archive that is refused, with the words by which the refusal names what came. */
export interface HostileZip {
  readonly what: string;
  readonly code: 'ARCHIVE_HOSTILE' | 'ARCHIVE_UNREADABLE' | 'ARCHIVE_TOO_LARGE';
  readonly says: string;
  readonly bytes: Buffer;
}

const MIB = 1024 * 1024;

const bytesOf = (text: string): Buffer => Buffer.from(text);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const good: ZipEntry = { name: 'cat/1.jpg', data: bytesOf('a cat') };
const between = (entry: ZipEntry): Buffer => makeZip([good, entry, { ...good, name: 'dog/1.jpg' }]);
const honest = makeZip([good, { name: 'dog/1.jpg', data: randomBytes(5000) }]);

/** `mebibytes` MiB of zeros in deflate's form, without ever holding them: one piece, again and again. */
export const packedZeros = (mebibytes: number): Buffer => {
  const piece = deflateRawSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const end = deflateRawSync(Buffer.alloc(0));
  return Buffer.concat([...Array.from({ length: mebibytes }, () => piece), end]);
};

const TEN_GIB = 10 * 1024;
const LARGEST_BYTES = 0xffff_ffff;

/** Tells the real size of an entry in 64 bits; its 32 bits have to be all ones. */
const longSize = (bytes: number): Buffer => {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(bytes));
  return extraField(1, data);
};

/** The name in UTF-8 beside one in the old code page, as Info-ZIP writes it. */
const unicodeName = (name: string, utf8: string): Buffer =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(bytesOf(name))), bytesOf(utf8)]));

/** Three files of which each holds, as a stored piece of its data, the header of the next: all share the last one's bytes. */
const quotedHeaders = (): Buffer => {
  let packed = deflateRawSync(randomBytes(20_000));
  const entries: ZipEntry[] = [];
  let inside = 0;
  for (const name of ['cat/3', 'cat/2', 'cat/1']) {
    const entry: ZipEntry = { name, packed, declaredBytes: 20_000 + inside };
    entries.unshift(entry);
    const whole = makeZip([entry]);
    const header = whole.subarray(0, 30 + name.length);
    const quote = Buffer.alloc(5);
    quote.writeUInt16LE(header.length, 1);
    quote.writeUInt16LE(0xffff - header.length, 3);
    packed = Buffer.concat([quote, header, packed]);
    inside += header.length;
  }
  const [first, second, third] = entries as [ZipEntry, ZipEntry, ZipEntry];
  const at = (depth: number): number => depth * (35 + 5);
  return makeZip([
    first,
    { ...second, sharesWith: 0, offset: at(1) },
    { ...third, sharesWith: 0, offset: at(2) },
  ]);
};

const twoEnds = (): Buffer => {
  const hidden = [{ name: 'cat/hidden.jpg' }];
  const visible = makeZip([good]);
  const comment = makeZip(hidden, { prefix: visible }).subarray(visible.length);
  return makeZip([good], { comment });
};

const farDirectory = (): Buffer => {
  const bytes = makeZip([good], { entryCount: 70_000 });
  // The place that the locator of the zip64 record gives.
  bytes.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, bytes.length - 22 - 12);
  return bytes;
};

const farOffset = (): Buffer => {
  const place = Buffer.alloc(8, 0xff);
  return makeZip([
    good,
    { ...good, name: 'cat/2.jpg', sharesWith: 0, offset: LARGEST_BYTES, extra: extraField(1, place) },
  ]);
};

const linkTo = (target: string, name = 'cat/out'): ZipEntry => ({
  name,
  data: bytesOf(target),
  mode: 0o120777,
});

type Row = readonly [what: string, says: string, bytes: Buffer];

const deep = `${'a/'.repeat(200)}1.jpg`;

const HOSTILE: readonly Row[] = [
  ['a step upwards', '"../x"', between({ name: '../x' })],
  ['steps upwards inside', '"a/../../x"', between({ name: 'a/../../x' })],
  ['an absolute path', '"/etc/x"', between({ name: '/etc/x' })],
  ['a drive', String.raw`"C:\\x"`, between({ name: 'C:\\x' })],
  ['a drive with a slash', '"C:/x"', between({ name: 'C:/x' })],
  ['backslashes', String.raw`"..\\..\\x"`, between({ name: '..\\..\\x' })],
  ['a NUL in a name', String.raw`"cat/1.jpg\u0000.png"`, between({ name: 'cat/1.jpg\0.png' })],
  [
    'an escape in its Unicode name',
    '"../x"',
    between({ name: 'x', flags: 0, extra: unicodeName('x', '../x') }),
  ],
  ['a link to a file', 'the symbolic link "cat/out"', between(linkTo('/etc/passwd'))],
  [
    'a link to a folder and a file through it',
    'the symbolic link "cat/out"',
    makeZip([good, linkTo('../../..'), { name: 'cat/out/x.jpg' }]),
  ],
  ['a link that is named as a folder', 'the symbolic link "cat/out/"', between(linkTo('/tmp', 'cat/out/'))],
  ['a pipe', 'the special file "cat/p"', between({ name: 'cat/p', mode: 0o010666 })],
  ['a character device', 'the special file "cat/c"', between({ name: 'cat/c', mode: 0o020666 })],
  ['a block device', 'the special file "cat/b"', between({ name: 'cat/b', mode: 0o060666 })],
  ['a socket', 'the special file "cat/s"', between({ name: 'cat/s', mode: 0o140666 })],
  ['a name of 4 KB', 'more than 1024 characters', between({ name: `cat/${'x'.repeat(4096)}` })],
  ['a name as long as can be', 'more than 1024 characters', between({ name: 'x'.repeat(65_535) })],
  ['200 folders in each other', 'more than 32 folders', between({ name: deep })],
  ['a folder with content', 'the content of the folder "cat/x/"', between({ name: 'cat/x/' })],
  [
    'another name beside the data',
    'two names: "cat/2.jpg" and "../../.so"',
    between({ name: 'cat/2.jpg', localName: '../../.so' }),
  ],
  [
    'entries that share all bytes',
    '"cat/1.jpg" and "dog/1.jpg"',
    makeZip([good, { ...good, name: 'dog/1.jpg', sharesWith: 0 }]),
  ],
  ['entries whose data quotes the next header', 'share their bytes: "cat/1" and "cat/2"', quotedHeaders()],
  ['another archive in its comment', 'one with 2 end records', twoEnds()],
  [
    '10 GiB of zeros in one entry',
    '"cat/bomb.png", which grows more than 100 times',
    between({
      name: 'cat/bomb.png',
      packed: packedZeros(TEN_GIB),
      declaredBytes: LARGEST_BYTES,
      extra: longSize(TEN_GIB * MIB),
    }),
  ],
  [
    'many entries that are small alone',
    'an archive that grows more than 100 times',
    makeZip(
      Array.from({ length: 40 }, (_, index) => ({
        name: `cat/${index}.png`,
        packed: packedZeros(4),
        declaredBytes: 4 * MIB,
      })),
    ),
  ],
];

const noise = randomBytes(200_000);

const UNREADABLE: readonly Row[] = [
  [
    'is no zip',
    'damaged',
    bytesOf('Not an archive, but long enough to be one if it had the right bytes in it.'),
  ],
  ['is empty', 'damaged', Buffer.alloc(0)],
  ['has lost its end', 'damaged', honest.subarray(0, honest.length - 30)],
  ['has lost half of it', 'damaged', honest.subarray(0, honest.length / 2)],
  [
    'has lost its middle',
    'damaged',
    Buffer.concat([honest.subarray(0, 60), honest.subarray(honest.length - 150)]),
  ],
  ['has lost its beginning', 'damaged', honest.subarray(1000)],
  ['has bytes behind its end', 'damaged', Buffer.concat([honest, bytesOf('and more')])],
  [
    'begins with bytes that nobody counted',
    'damaged',
    makeZip([good], { prefix: noise, isPrefixCounted: false }),
  ],
  ['is one disk of several', 'multi-disk', makeZip([good], { disk: 2 })],
  [
    'has more entries than it says',
    'as the archive says, 1, received more',
    makeZip([good, { name: 'dog/1.jpg' }], { entryCount: 1 }),
  ],
  ['has fewer entries than it says', 'damaged', makeZip([good], { entryCount: 2 })],
  [
    'says that it has a directory where nothing is',
    'damaged',
    Buffer.concat([noise, endRecord(1, 50, 0xffff_fff0)]),
  ],
  ['has its zip64 record beyond all bytes', 'points to bytes that it does not have', farDirectory()],
  ['has an entry beyond all bytes', 'points to bytes that it does not have', farOffset()],
  ['says a wrong checksum', 'wrong checksum of "cat/2.jpg"', between({ name: 'cat/2.jpg', crc: 12_345 })],
  [
    'says a wrong checksum of a large file',
    'wrong checksum',
    between({ name: 'cat/2.jpg', data: noise, crc: 12_345 }),
  ],
  [
    'unpacks to more bytes than it says',
    'has more bytes',
    between({ name: 'cat/2.jpg', data: randomBytes(2000), declaredBytes: 1000 }),
  ],
  [
    'unpacks to many more bytes than it says',
    'has more bytes',
    between({ name: 'cat/2.jpg', data: noise, declaredBytes: 100_000 }),
  ],
  [
    'unpacks to fewer bytes than it says',
    'has fewer bytes',
    between({ name: 'cat/2.jpg', declaredBytes: 1000 }),
  ],
  [
    'unpacks to far fewer bytes than it says',
    'has fewer bytes',
    between({ name: 'cat/2.jpg', data: noise, declaredBytes: 300_000 }),
  ],
  [
    'has a file that runs beyond its end',
    'damaged',
    makeZip([good, { name: 'cat/2.jpg', declaredPackedBytes: 1_000_000 }]),
  ],
  [
    'stores another number of bytes than it says',
    'damaged',
    between({ name: 'cat/2.jpg', method: 0, declaredBytes: 3 }),
  ],
  ['has noise for packed data', 'damaged', between({ name: 'cat/2.jpg', packed: noise.subarray(0, 1000) })],
  [
    'has an extra field that is cut off',
    'damaged',
    between({ name: 'cat/2.jpg', extra: Buffer.from([1, 0, 99, 0]) }),
  ],
  [
    'asks for a password',
    'without a password, received "cat/2.jpg"',
    between({ name: 'cat/2.jpg', flags: 0x801 }),
  ],
  ['asks for a better password', 'strong encryption', between({ name: 'cat/2.jpg', flags: 0x841 })],
  ['is packed by bzip2', 'compression method 12', between({ name: 'cat/2.jpg', method: 12 })],
  ['is packed by zstd', 'compression method 93', between({ name: 'cat/2.jpg', method: 93 })],
  [
    // 300 MiB in an entry that says 1000 bytes.
    'hides a bomb behind a small size',
    'has more bytes',
    between({ name: 'cat/2.jpg', packed: packedZeros(300), declaredBytes: 1000 }),
  ],
];

const toZip =
  (code: HostileZip['code']) =>
  ([what, says, bytes]: Row): HostileZip => ({ what, code, says, bytes });

/** Archives of every hostile and broken form that we know. */
export const HOSTILE_ZIPS: readonly HostileZip[] = [
  ...HOSTILE.map(toZip('ARCHIVE_HOSTILE')),
  ...UNREADABLE.map(toZip('ARCHIVE_UNREADABLE')),
];

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppError, makeRandom, type Random } from '../../src/domain/index.ts';
import { INTAKE_LIMITS, makeDatasetSources } from '../../src/storage/index.ts';
import { contentOf } from './support/incoming.ts';
import { extraField, makeZip } from './support/zip.ts';

const SEED = 20_240_501;
const CASES = 400;
const LIMITS = { ...INTAKE_LIMITS, maxFiles: 50, maxFileBytes: 1024 * 1024, maxTotalBytes: 4 * 1024 * 1024 };
const CODES = ['ARCHIVE_HOSTILE', 'ARCHIVE_TOO_LARGE', 'ARCHIVE_UNREADABLE'];

const archives = [
  makeZip([
    { name: 'cat/1.jpg', data: Buffer.from('a cat') },
    { name: 'cat/2.jpg', data: Buffer.alloc(70_000, 'cat') },
    { name: 'dog/', data: Buffer.alloc(0), method: 0 },
    { name: 'dog/1.jpg', data: Buffer.from('a dog'), method: 0, hasDescriptor: true },
  ]),
  makeZip([{ name: 'cat/1.jpg', extra: extraField(1, Buffer.alloc(28)) }, { name: 'dog/1.jpg' }], {
    entryCount: 65_536,
    comment: Buffer.from('a comment'),
  }),
];

/** Values that parsers stumble over, beside any others. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff];

const changeByte = (bytes: Buffer, random: Random): Buffer => {
  const value = random.below(2) === 0 ? random.below(256) : (EDGES[random.below(EDGES.length)] ?? 0);
  bytes[random.below(bytes.length)] = value;
  return bytes;
};

/** Four bytes at once, as sizes and places have them; most of an archive's fields lie near its end. */
const changeField = (bytes: Buffer, random: Random): Buffer => {
  const value = (EDGES[random.below(EDGES.length)] ?? 0) * 0x0101_0101;
  bytes.writeUInt32LE(value, Math.max(0, bytes.length - 4 - random.below(Math.min(bytes.length - 3, 400))));
  return bytes;
};

const cut = (bytes: Buffer, random: Random): Buffer => bytes.subarray(0, random.below(bytes.length));

const move = (bytes: Buffer, random: Random): Buffer => {
  const [from, to, length] = [random.below(bytes.length), random.below(bytes.length), random.below(60)];
  bytes.copyWithin(to, from, from + length);
  return bytes;
};

const repeat = (bytes: Buffer, random: Random): Buffer => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.below(at + 1))]);
};

const CHANGES = [changeByte, changeByte, changeField, changeField, cut, move, repeat];

const mutant = (random: Random): Buffer => {
  let bytes = Buffer.from(archives[random.below(archives.length)] ?? []);
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes && bytes.length > 4; change += 1) {
    bytes = Buffer.from((CHANGES[random.below(CHANGES.length)] ?? changeByte)(bytes, random));
  }
  return bytes;
};

const outcomeOf = async (location: string): Promise<string> => {
  let bytes = 0;
  try {
    for await (const file of makeDatasetSources(null, LIMITS).archive(location)) {
      for await (const chunk of contentOf(file)) bytes += chunk.length;
    }
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  expect(bytes).toBeLessThanOrEqual(LIMITS.maxTotalBytes);
  return 'read';
};

test(`reads or refuses every archive that is damaged by chance, and does nothing else (seed ${SEED})`, async () => {
  const top = await mkdtemp(path.join(os.tmpdir(), 'whetstone-fuzz-'));
  const folder = path.join(top, 'archives');
  await mkdir(folder);
  const random = makeRandom(SEED);
  const counts = new Map<string, number>();
  for (let number = 0; number < CASES; number += 1) {
    const location = path.join(folder, `${number}.zip`);
    await writeFile(location, mutant(random.fork(`case ${number}`)));
    const outcome = await outcomeOf(location).catch((error: unknown) => {
      throw new Error(`case ${number}`, { cause: error });
    });
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  expect([...counts.keys()].filter((outcome) => outcome !== 'read' && !CODES.includes(outcome))).toEqual([]);
  // Some were only scratched, some fell apart: the changes reach all parts of the reader.
  for (const outcome of ['read', 'ARCHIVE_HOSTILE', 'ARCHIVE_UNREADABLE']) {
    expect(counts.get(outcome) ?? 0).toBeGreaterThan(CASES / 100);
  }
  expect(await readdir(top)).toEqual(['archives']);
  expect(await readdir(folder)).toHaveLength(CASES);
  await rm(top, { recursive: true });
});

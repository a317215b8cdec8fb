import { describe, expect, it } from 'vitest';
import {
  ID_RANDOM_BYTES,
  isModelName,
  makeId,
  makeIdSource,
  parseModelReference,
  showModelReference,
} from '../../src/domain/index.ts';

const bytes = (fill: number): Uint8Array => new Uint8Array(ID_RANDOM_BYTES).fill(fill);

describe('an id', () => {
  it('sorts by time as text, whatever its random part', () => {
    const times = [0, 1, 31, 32, 1023, 1024, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48];
    const ids = times.map((time, index) => makeId('job', time, bytes(255 - 20 * index)));
    expect([...ids].sort()).toEqual(ids);
  });

  it('is prefixed, of one length, and of characters that queues and file systems take', () => {
    expect(makeId('ds', 1_700_000_000_000, bytes(170))).toMatch(/^ds_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(makeId('ds', 0, bytes(0))).toBe(`ds_${'0'.repeat(26)}`);
  });

  it('differs in every bit of its random part', () => {
    const ids = Array.from({ length: ID_RANDOM_BYTES * 8 }, (_, bit) => {
      const random = bytes(0);
      random[bit >> 3] = 1 << (bit & 7);
      return makeId('job', 5, random);
    });
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('comes after the one before within one millisecond and when the clock goes back', () => {
    const times = [10, 10, 9, 10, 500];
    const source = makeIdSource({
      nowMs: () => times.shift() ?? 0,
      randomBytes: () => bytes(times.length * 9),
    });
    const ids = Array.from({ length: 5 }, () => source.next('job'));
    expect([...ids].sort()).toEqual(ids);
    expect(ids.at(-1)?.slice(0, 14)).toBe(makeId('job', 500, bytes(0)).slice(0, 14));
  });
});

describe('a model reference', () => {
  it.each([
    ['animals', { model: 'animals', by: 'alias', alias: 'latest' }],
    ['animals@prod', { model: 'animals', by: 'alias', alias: 'prod' }],
    ['animals:3', { model: 'animals', by: 'version', version: 3 }],
    ['My.Model_2-b@v1.2', { model: 'My.Model_2-b', by: 'alias', alias: 'v1.2' }],
  ] as const)('%s is read and written again', (text, reference) => {
    expect(parseModelReference(text)).toEqual(reference);
    expect(showModelReference(reference)).toBe(text);
  });

  it.each([
    '',
    '@prod',
    ':3',
    'a@',
    'a:',
    'a:0',
    'a:-1',
    'a:1.5',
    'a:03',
    'a@b@c',
    'a@b:1',
    'a:1@b',
    '../a',
    'a b',
    'ä',
    'a\n',
  ])('%j is none', (text) => {
    expect(parseModelReference(text)).toBeNull();
  });

  it('has names of at most 64 characters', () => {
    expect(isModelName('a'.repeat(64))).toBe(true);
    expect(isModelName('a'.repeat(65))).toBe(false);
    expect(isModelName('.hidden')).toBe(false);
  });
});

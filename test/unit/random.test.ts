import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../src/domain/index.ts';

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

describe('a seeded stream of random numbers', () => {
  it('is the same again for the same seed and another for another seed', () => {
    const first = draw(50, makeRandom(7).uint32);
    expect(draw(50, makeRandom(7).uint32)).toEqual(first);
    expect(draw(50, makeRandom(8).uint32)).not.toEqual(first);
  });

  it('tells seeds apart that differ above 32 bits', () => {
    expect(draw(5, makeRandom(1).uint32)).not.toEqual(draw(5, makeRandom(1 + 2 ** 32).uint32));
  });

  it('stays what it is from version to version, so that old runs can be repeated', () => {
    expect(draw(4, makeRandom(0).uint32)).toEqual([3198213215, 2492595932, 43903451, 1965341810]);
  });

  it('is xoshiro128**: it gives the published first values for the state 1, 2, 3, 4', () => {
    const random = makeRandom({ seed: [0, 0], words: [1, 2, 3, 4] });
    expect(draw(5, random.uint32)).toEqual([11520, 0, 5927040, 70819200, 2031721883]);
  });

  it('goes on from a saved state', () => {
    const random = makeRandom(3);
    draw(11, random.uint32);
    const state: unknown = JSON.parse(JSON.stringify(random.state()));
    const rest = draw(20, random.float);
    expect(draw(20, makeRandom(state as ReturnType<typeof random.state>).float)).toEqual(rest);
  });

  it('gives sub-streams that depend on seed and label but not on what was drawn', () => {
    const used = makeRandom(5);
    draw(100, used.uint32);
    const fresh = draw(10, makeRandom(5).fork('shuffle').uint32);
    expect(draw(10, used.fork('shuffle').uint32)).toEqual(fresh);
    expect(draw(10, used.fork('split').uint32)).not.toEqual(fresh);
    expect(draw(10, makeRandom(6).fork('shuffle').uint32)).not.toEqual(fresh);
  });

  it('draws every whole number below a bound about equally often', () => {
    const random = makeRandom(11);
    const counts = new Map<number, number>();
    for (const value of draw(70_000, () => random.below(7))) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('draws normal numbers of mean 0 and deviation 1', () => {
    const random = makeRandom(2);
    const values = draw(50_000, random.normal);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  it('shuffles in place and keeps every item, and each first place is equally likely', () => {
    const items = ['a', 'b', 'c', 'd', 'e'];
    expect(makeRandom(1).shuffle(items)).toBe(items);
    expect([...items].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const random = makeRandom(9);
    const firsts = draw(9_000, () => random.shuffle([0, 1, 2])[0] ?? -1);
    for (const item of [0, 1, 2]) {
      expect(Math.abs(firsts.filter((first) => first === item).length - 3_000)).toBeLessThan(250);
    }
  });
});

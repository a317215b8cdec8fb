import { describe, expect, it } from 'vitest';
import { classWeightsOf } from '../../src/domain/index.ts';

const names = ['cat', 'dog', 'owl'];

describe('class weights', () => {
  it('are none where the recipe has none', () => {
    expect(classWeightsOf(null, names, [0, 1, 2])).toBeNull();
  });

  it('are in the order of the classes, and 1 for a class that is left out', () => {
    expect(classWeightsOf({ owl: 0, cat: 2.5 }, names, [])).toEqual([2.5, 1, 0]);
  });

  it('make up for unequal classes where they are balanced', () => {
    expect(classWeightsOf('balanced', names, [0, 0, 0, 1, 2, 2])).toEqual([6 / 9, 2, 1]);
    expect(classWeightsOf('balanced', names, [0, 1, 2])).toEqual([1, 1, 1]);
  });

  it('do not count a class that has no picture', () => {
    expect(classWeightsOf('balanced', names, [0, 0, 0, 2])).toEqual([4 / 6, 1, 2]);
  });

  it('take no name of an object for that of a class', () => {
    expect(classWeightsOf({ cat: 2 }, ['cat', 'constructor', '__proto__'], [])).toEqual([2, 1, 1]);
  });
});

/** What the name of a folder, or the value in a manifest, says of a split. */
export type NamedSide = 'train' | 'validation' | 'test';

const SIDES: ReadonlyMap<string, NamedSide> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** The side of a split that a name stands for, in any case; null for any other name. */
export const namedSide = (name: string): NamedSide | null => SIDES.get(name.toLowerCase()) ?? null;

import { composed, readPath, UNWRITABLE_PATH } from './received-path.ts';

const MOST_CHARACTERS = 255;

const reasonAgainst = (name: string): string | null => {
  if (name === '') return 'an empty one';
  if (name.length > MOST_CHARACTERS) return `one of ${name.length} characters`;
  if (name.includes('/')) return 'one with "/" in it';
  const { noise } = readPath(name);
  if (noise === UNWRITABLE_PATH) return 'one with a control character in it';
  return noise === null ? null : 'one that folders of systems and tools have';
};

/** Why a text cannot be the name of a class, "expected ..., received ..."; null if it can: it is what a folder of pictures may be called. */
export const classNameFault = (name: string): string | null => {
  const received = reasonAgainst(name);
  if (received === null) return null;
  return `expected the name of a class: 1 to ${MOST_CHARACTERS} characters without "/" or control characters, not beginning with a dot; received ${received}`;
};

/** A name in the form in which names of classes are compared: an accent is part of its letter. */
export const classNameForm = (name: string): string => composed(name);

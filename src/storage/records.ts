import { AppError } from '../domain/index.ts';
import { readText } from './files.ts';

/** A kind of record in a file: how errors name it, and how it is told from anything else. */
export interface RecordKind<T> {
  readonly name: string;
  readonly isOne: (value: unknown) => value is T;
}

/** True for an object that has all of the keys; enough to tell our own records apart, which are always written whole. */
export const hasKeys = (value: unknown, ...keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key));

/** The record that a text holds. `STORAGE_UNAVAILABLE` if it holds something else. */
export const parseRecord = <T>(text: string, kind: RecordKind<T>): T => {
  const fault = (received: string, cause?: unknown): AppError =>
    new AppError('STORAGE_UNAVAILABLE', `expected ${kind.name} in a file, received ${received}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault('damaged JSON', error);
  }
  if (kind.isOne(value)) return value;
  throw fault('another record');
};

/** The record in a file, or null if there is no such file. */
export const readRecord = async <T>(file: string, kind: RecordKind<T>): Promise<T | null> => {
  const text = await readText(file);
  return text === null ? null : parseRecord(text, kind);
};

/** One record a line, each line ended. */
export const toLines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** Records of a file that grows by whole lines. What follows the last line end is the rest of a write that was cut off. */
export const parseLines = <T>(text: string, kind: RecordKind<T>): readonly T[] =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => parseRecord(line, kind));

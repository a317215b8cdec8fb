import type { Logger } from './create-logger.ts';

interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

const ERROR = 50;
const WARN = 40;

const levelOf = (level: number): LogLine['level'] => {
  if (level >= ERROR) return 'error';
  return level >= WARN ? 'warn' : 'info';
};

/** A line that `createLogger` of another process has written; null for any other text. */
const parseLogLine = (line: string): LogLine | null => {
  if (!line.startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('level' in value) || !('msg' in value)) return null;
  const { level, msg, ...rest } = value;
  if (typeof level !== 'number' || typeof msg !== 'string') return null;
  const names = Object.entries(rest).flatMap(([name, field]): [string, unknown][] => {
    if (name === 'pid') return [['childPid', field]];
    return name === 'time' || name === 'process' ? [] : [[name, field]];
  });
  return { level: levelOf(level), fields: Object.fromEntries(names), message: msg };
};

/**
 * Writes what a child process has written as a line of this process's log, with `about` (`child`, `jobId`) beside it: a log
 * line keeps its level, its fields and its message (its process id as `childPid`); any other text is the message of an `info`.
 */
export const relayLine = (log: Logger, about: object, line: string): void => {
  const known = parseLogLine(line);
  if (known === null) log.info(about, line);
  else log[known.level]({ ...known.fields, ...about }, known.message);
};

import { describe, expect, it } from 'vitest';
import { createLogger, relayLine } from '../../src/observability/index.ts';

const makeLogOf = (name: string) => {
  const written: string[] = [];
  const log = createLogger(name, 'info', { write: (line: string) => written.push(line) });
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, written, lines };
};

const relayed = (line: string): Record<string, unknown> => {
  const parent = makeLogOf('serve');
  relayLine(parent.log, { child: 'trainer', jobId: 'job_1' }, line);
  const [first, ...others] = parent.lines();
  expect(others).toEqual([]);
  expect(parent.written[0]?.match(/"pid":/g)).toHaveLength(1);
  return first ?? {};
};

describe('a line of a child process', () => {
  it('keeps level, fields and message of a log line (it was put into another line as text)', () => {
    const child = makeLogOf('trainer');
    child.log.warn({ requestId: 'req_1', error: new Error('disk') }, 'the dataset is split');
    const line = relayed(child.written[0] ?? '');
    expect(line).toMatchObject({
      level: 40,
      process: 'serve',
      child: 'trainer',
      childPid: process.pid,
      jobId: 'job_1',
      requestId: 'req_1',
      error: { type: 'Error', message: 'disk' },
      msg: 'the dataset is split',
    });
  });

  it.each(['warning: no GPU', '', '{"level":30', '{"level":"x","msg":"y"}', '{}', '[1]', 'null'])(
    'is the message when it is other text: %j',
    (text) => {
      expect(relayed(text)).toMatchObject({ level: 30, child: 'trainer', jobId: 'job_1', msg: text });
    },
  );
});

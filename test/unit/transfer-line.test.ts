import { describe, expect, it } from 'vitest';
import { makeTransferDisplay } from '../../src/cli/index.ts';

const MB = 1e6;

const showing = (isTerminal: boolean) => {
  let text = '';
  let now = 1000;
  const display = makeTransferDisplay(
    {
      isTerminal,
      write: (more) => {
        text += more;
      },
    },
    () => now,
  );
  return {
    at: (ms: number, phase: string, megabytes: number) => {
      now = 1000 + ms;
      display.show({ phase, bytes: megabytes * MB, total: 500 * MB });
    },
    end: () => {
      display.end();
      return text;
    },
  };
};

describe('the line of a transfer', () => {
  it('is overwritten on a terminal: percent, bytes, and the rate of this run alone', () => {
    const { at, end } = showing(true);
    at(0, 'downloading', 100);
    at(2000, 'downloading', 125);
    at(2010, 'downloading', 126);
    at(4000, 'downloading', 500);
    at(4100, 'checking', 1);
    expect(end().split('\r\u001b[2K')).toEqual([
      '',
      'downloading   20 %  100 of 500 MB',
      'downloading   25 %  125 of 500 MB at 12.5 MB/s',
      'downloading  100 %  500 of 500 MB at 100.0 MB/s\n',
      'checking       0 %  1.0 of 500 MB\n',
    ]);
  });

  it('is one line a tenth elsewhere', () => {
    const { at, end } = showing(false);
    for (let megabytes = 0; megabytes <= 500; megabytes += 10) at(megabytes * 10, 'converting', megabytes);
    const lines = end().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[3]).toBe('converting    30 %  150 of 500 MB at 100.0 MB/s');
  });
});

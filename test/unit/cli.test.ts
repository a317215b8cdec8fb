import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeKey, makeProgressDisplay, progressLine } from '../../src/cli/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import type { JobBody } from '../../src/contract/index.ts';

type Shown = Pick<JobBody, 'state' | 'progress' | 'metrics'>;

const job = (more: Partial<Shown> = {}): Shown => ({
  state: 'training',
  progress: {
    phase: 'training',
    epoch: 3,
    epochs: 60,
    step: 1,
    steps: 2,
    percent: 50,
    etaSeconds: 100,
    secondsPerEpoch: 2,
  },
  metrics: { loss: 0.25, accuracy: 1, val_loss: null },
  ...more,
});

const collect = (isTerminal: boolean) => {
  const written: string[] = [];
  return { written, screen: { isTerminal, write: (text: string) => void written.push(text) } };
};

describe('the progress line', () => {
  it('says state, share, time left, epoch and metrics, and NaN where a metric is no number', () => {
    expect(progressLine(job())).toBe(
      'training    ██████████████░░░░░░░░░░░░░░   50 %  about 2 min left  epoch 3/60  loss 0.250  accuracy 1.000  val_loss NaN',
    );
  });

  it('leaves out what is not known yet', () => {
    const queued = job({
      state: 'queued',
      metrics: null,
      progress: { ...job().progress, phase: 'queued', epoch: 0, percent: 0, etaSeconds: null },
    });
    expect(progressLine(queued)).toBe(`queued      ${'░'.repeat(28)}    0 %`);
  });

  it('overwrites itself on a terminal, and writes one line a state elsewhere', () => {
    const terminal = collect(true);
    const display = makeProgressDisplay(terminal.screen);
    display.show(job());
    display.show(job());
    display.end();
    expect(terminal.written).toHaveLength(3);
    expect(terminal.written[1]).toMatch(/^\r/);

    const file = collect(false);
    const plain = makeProgressDisplay(file.screen);
    plain.show(job());
    plain.show(job());
    plain.show(job({ state: 'evaluating' }));
    plain.end();
    expect(file.written).toHaveLength(2);
    expect(file.written.every((line) => line.endsWith('\n') && !line.includes('\r'))).toBe(true);
  });
});

describe('a new API key', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('is accepted by the settings as it is printed', () => {
    const { key, entry } = makeKey('predict+train', (bytes) => new Uint8Array(bytes).fill(7), sha256);
    expect(key).toMatch(/^wk_[\w-]{43}$/);
    const config = loadConfig({ API_KEYS: entry }, '/', () => '');
    expect(config.apiKeys).toEqual([{ sha256: sha256(key), scopes: ['predict', 'train'] }]);
  });

  it('is refused for a scope that does not exist', () => {
    expect(() => makeKey('root', (bytes) => new Uint8Array(bytes), sha256)).toThrow(
      'expected scopes of predict, train, admin joined by "+", received "root"',
    );
  });
});

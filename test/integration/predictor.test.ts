import { describe, expect, it, onTestFinished } from 'vitest';
import { createPredictor } from '../../src/inference/index.ts';
import { aManifest } from '../unit/fakes.ts';
import { childEntry, waitFor } from './support/child.ts';

const openPredictor = (maxBatchMs: number) => {
  const lines: string[] = [];
  const predictor = createPredictor({
    child: {
      entry: childEntry('predictor'),
      env: { PATH: process.env['PATH'] ?? '' },
      onLine: (line) => lines.push(line),
    },
    batching: { maxBatch: 16, windowMs: 0, maxWaiting: 64, nowMs: Date.now },
    weightsLocation: () => '/weights',
    maxBatchMs: () => maxBatchMs,
  });
  onTestFinished(() => predictor.close());
  const ask = async (model: string): Promise<number | undefined> => {
    const request = {
      manifest: { ...aManifest(), model },
      pictures: [Uint8Array.of(1)],
      deadlineMs: Date.now() + 60_000,
    };
    const { logits } = await predictor.infer(request, new AbortController().signal);
    return logits[0]?.[0];
  };
  const isReady = () =>
    waitFor('the predictor to be ready', () => (predictor.health().state === 'ready' ? true : undefined));
  return { predictor, lines, ask, isReady };
};

describe('a predictor process', () => {
  it('is started again when it does not answer a batch, and answers the next one (it hung for ever)', async () => {
    const { predictor, lines, ask, isReady } = openPredictor(300);
    await isReady();
    const first = predictor.pid();
    expect(await ask('things')).toBe(first);
    await expect(ask('stuck')).rejects.toMatchObject({ code: 'PREDICTOR_UNAVAILABLE' });
    expect(lines.at(-1)).toMatch(/no answer within 300 ms/);
    await isReady();
    expect(predictor.pid()).not.toBe(first);
    expect(await ask('things')).toBe(predictor.pid());
  });

  it('is left alone while it answers in time', async () => {
    const { predictor, lines, ask, isReady } = openPredictor(60_000);
    await isReady();
    const first = predictor.pid();
    expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual([first, first, first]);
    expect(predictor.pid()).toBe(first);
    expect(lines).toEqual([]);
  });
});

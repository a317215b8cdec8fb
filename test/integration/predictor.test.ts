import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelManifest } from '../../src/domain/index.ts';
import { PICTURE_BYTES } from '../../src/domain/index.ts';
import { createPredictor, type PinnedVersions } from '../../src/inference/index.ts';
import type { InferenceInput } from '../../src/ports/index.ts';
import { aManifest } from '../unit/fakes.ts';
import { childEntry, waitFor, waitUntilGone } from './support/child.ts';

const live = new AbortController().signal;

const versionOf = (model: string): ModelManifest => ({ ...aManifest(), model });

const aPicture = (explain = false): InferenceInput => ({
  kind: 'pixels',
  pixels: new Uint8Array(PICTURE_BYTES).fill(7),
  explain,
});

const openPredictor = ({
  maxBatchMs = 60_000,
  pinned,
}: {
  maxBatchMs?: number;
  pinned?: PinnedVersions;
} = {}) => {
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
    ...(pinned === undefined ? {} : { pinned }),
  });
  onTestFinished(() => predictor.close());
  const infer = (
    model: string,
    inputs: readonly InferenceInput[] = [aPicture()],
    waitMs = 60_000,
    signal = live,
  ) => predictor.infer({ manifest: versionOf(model), inputs, deadlineMs: Date.now() + waitMs }, signal);
  const ask = async (model: string): Promise<number | undefined> =>
    (await infer(model)).pictures[0]?.logits[0];
  const isReady = () =>
    waitFor('the predictor to be ready', () => (predictor.health().state === 'ready' ? true : undefined));
  const said = (line: string) => waitFor(line, () => (lines.includes(line) ? true : undefined));
  const killProcess = async (): Promise<void> => {
    const pid = predictor.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitUntilGone(pid);
    await waitFor('the end to be noticed', () => (predictor.pid() === pid ? undefined : true));
  };
  return { predictor, lines, infer, ask, isReady, said, killProcess };
};

describe('a predictor process', () => {
  it('is started again when it does not answer a batch, and answers the next one (it hung for ever)', async () => {
    const { predictor, lines, ask, isReady } = openPredictor({ maxBatchMs: 300 });
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
    const { predictor, ask, isReady } = openPredictor();
    await isReady();
    const first = predictor.pid();
    expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual([first, first, first]);
    expect(predictor.pid()).toBe(first);
  });

  it('is sent pixels and rows, and sends logits, rows and heat maps, each to its picture', async () => {
    const { infer, lines } = openPredictor();
    const row = Float32Array.of(1.5, -2.25);
    const { pictures } = await infer('a', [aPicture(), { kind: 'row', row }, aPicture(true)]);
    const ofPixels = Float32Array.of(0.5, 7, PICTURE_BYTES);
    expect(pictures.map((picture) => picture.row)).toEqual([ofPixels, row, ofPixels]);
    expect(pictures.map(({ explanation }) => explanation)).toEqual([
      null,
      null,
      { heatMap: { classIndex: 0, width: 1, height: 2, values: Float32Array.of(0, 1) }, ms: 3 },
    ]);
    expect(lines.filter((line) => line.startsWith('infer')).sort()).toEqual([
      'infer pixels pixels',
      'infer row',
    ]);
  });

  it('answers rows while a batch of pictures runs', async () => {
    const { infer, killProcess } = openPredictor();
    const stuck = infer('stuck').catch((error: unknown) => error);
    const row = Float32Array.of(3);
    expect((await infer('a', [{ kind: 'row', row }])).pictures[0]?.row).toEqual(row);
    await killProcess();
    expect(await stuck).toMatchObject({ code: 'PREDICTOR_UNAVAILABLE', retryAfterSeconds: 2 });
  });
});

describe('the versions that a predictor process holds', () => {
  it('are loaded before the first batch, once for all who ask', async () => {
    const { predictor, lines, infer } = openPredictor();
    expect(predictor.isLoaded(versionOf('a'))).toBe(false);
    await Promise.all([infer('a'), infer('a'), predictor.load(versionOf('a'))]);
    expect(predictor.isLoaded(versionOf('a'))).toBe(true);
    expect(predictor.isLoaded(versionOf('b'))).toBe(false);
    await predictor.load(versionOf('a'));
    expect(lines.filter((line) => line.startsWith('load'))).toEqual(['load a:1']);
  });

  it('do not include one that cannot be loaded, of which a line says why, once a load', async () => {
    const { predictor, lines, infer } = openPredictor();
    const loads = [predictor.load(versionOf('damaged')), predictor.load(versionOf('damaged'))];
    for (const load of loads) await expect(load).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    const told = lines.filter((line) => line.startsWith('damaged:1 was not loaded'));
    expect(told).toEqual(['damaged:1 was not loaded: damaged']);
    await expect(infer('damaged')).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    expect(predictor.isLoaded(versionOf('damaged'))).toBe(false);
  });

  it('are loaded again by the process that takes the place of one that was killed', async () => {
    const { predictor, lines, isReady, said, killProcess } = openPredictor();
    await isReady();
    for (const model of ['a', 'b']) await predictor.load(versionOf(model));
    lines.length = 0;
    await killProcess();
    expect(predictor.isLoaded(versionOf('a'))).toBe(false);
    await expect(predictor.load(versionOf('c'))).rejects.toMatchObject({ code: 'PREDICTOR_UNAVAILABLE' });
    await said('load a:1');
    await said('load b:1');
    await waitFor('both to be loaded', () =>
      ['a', 'b'].every((model) => predictor.isLoaded(versionOf(model))) ? true : undefined,
    );
  });

  it('do not end one process after the other when one of them is too much', async () => {
    const { predictor, ask, isReady } = openPredictor();
    await isReady();
    const first = predictor.pid();
    await expect(predictor.load(versionOf('heavy'))).rejects.toMatchObject({ code: 'PREDICTOR_UNAVAILABLE' });
    await isReady();
    const second = predictor.pid();
    expect(second).not.toBe(first);
    expect(await ask('a')).toBe(second);
  });

  it('include those that are pinned, follow their aliases, and come back with a new process', async () => {
    let pinned = [versionOf('a')];
    const { predictor, lines, said, killProcess, isReady } = openPredictor({
      pinned: { find: () => Promise.resolve(pinned), everyMs: 20 },
    });
    const { sha256 } = versionOf('a').weights;
    await said('load a:1');
    expect(lines).toEqual([`pin ${sha256}`, 'load a:1']);
    pinned = [versionOf('a'), versionOf('damaged'), versionOf('b')];
    await said('load b:1');
    await said('damaged:1 was not loaded: damaged');
    expect(lines).toContain(`pin ${sha256} ${sha256} ${sha256}`);
    lines.length = 0;
    await killProcess();
    await isReady();
    await said('load b:1');
    expect(lines).toContain(`pin ${sha256} ${sha256} ${sha256}`);
    expect(predictor.isLoaded(versionOf('a'))).toBe(true);
  });

  it('are not waited for past the deadline, nor for a client that has gone', async () => {
    const { infer } = openPredictor();
    // It is starting: nothing can be loaded yet.
    await expect(infer('a', [aPicture()], 1)).rejects.toMatchObject({ code: 'PREDICT_DEADLINE' });
    const client = new AbortController();
    const gone = infer('a', [aPicture()], 60_000, client.signal);
    client.abort(new Error('client gone'));
    await expect(gone).rejects.toThrow('client gone');
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import {
  createDecoderPool,
  createPictureReader,
  type DecoderPool,
  type DecoderPoolOptions,
} from '../../src/images/index.ts';
import { noise } from './pictures.ts';

// The decoder runs in a process of its own and so from the built program, which `npm test` makes first.
const entry = path.resolve('dist/bin/decoder.js');
const photo = path.resolve('examples/photos/fish/fish1.jpg');
const options = { width: 224, height: 224, interpolation: 'bilinear', orient: false } as const;

const pools: DecoderPool[] = [];

const startPool = async (more: Partial<DecoderPoolOptions> = {}): Promise<DecoderPool> => {
  const pool = createDecoderPool({ entry, env: {}, size: 1, onLine: console.error, ...more });
  pools.push(pool);
  await pool.inspect({ path: photo });
  return pool;
};

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const firstPid = (pool: DecoderPool): number => {
  const [pid] = pool.pids();
  if (pid === undefined) throw new Error('expected a running decoder');
  return pid;
};

/** Stops the decoder where it is, so that it cannot finish what it is given. */
const freeze = (pool: DecoderPool): number => {
  const pid = firstPid(pool);
  process.kill(pid, 'SIGSTOP');
  return pid;
};

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`expected within 20 s: ${what}`);
    await new Promise(setImmediate);
  }
};

test('decodes files and bytes to the same pixels as a reader in this process', async () => {
  const pool = await startPool({ size: 2 });
  const expected = Buffer.from(await createPictureReader().decode({ path: photo }, options));
  const sources = [{ path: photo }, { bytes: readFileSync(photo) }];
  const many = Array.from({ length: 10 }, () => sources).flat();
  const pixels = await Promise.all(many.map((source) => pool.decode(source, options)));
  for (const answer of pixels) expect(expected.equals(answer)).toBe(true);
  expect(await pool.inspect({ bytes: readFileSync(photo) })).toEqual({
    type: 'jpeg',
    width: 320,
    height: 213,
    look: (await createPictureReader().inspect({ path: photo })).look,
  });
});

test('ends no decoder whose answers have arrived, however late this process gets to read them', async () => {
  const pool = await startPool({ timeLimitMs: 300 });
  const pid = firstPid(pool);
  const facts = Array.from({ length: 2 }, () => pool.inspect({ path: photo }));
  await new Promise(setImmediate);
  const until = performance.now() + 1000;
  while (performance.now() < until);
  for (const { width } of await Promise.all(facts)) expect(width).toBe(320);
  expect((await pool.inspect({ path: photo })).width).toBe(320);
  expect(firstPid(pool)).toBe(pid);
});

test('hands on the error of a bad picture with its code and sentence', async () => {
  const pool = await startPool();
  await expect(pool.inspect({ bytes: Buffer.from('hello') })).rejects.toMatchObject({
    name: 'AppError',
    code: 'IMAGE_TYPE_UNSUPPORTED',
    message: 'expected a JPEG, PNG, WebP, GIF or TIFF picture, received text',
  });
});

test('decodes the pictures in hand again when a decoder is killed', async () => {
  const pool = await startPool();
  const pid = freeze(pool);
  const pictures = Array.from({ length: 5 }, () => pool.inspect({ path: photo }));
  process.kill(pid, 'SIGKILL');
  expect(await Promise.all(pictures)).toHaveLength(5);
  expect(firstPid(pool)).not.toBe(pid);
});

test('takes only the picture for unreadable that was in hand when two decoders died', async () => {
  const pool = await startPool();
  // Large, so that no decoder is done with it in the moment between being ready and being stopped.
  const bytes = await sharp(noise(3000, 2000), { raw: { width: 3000, height: 2000, channels: 3 } })
    .jpeg()
    .toBuffer();
  const first = freeze(pool);
  const pictures = Promise.allSettled([pool.inspect({ bytes }), pool.inspect({ bytes })]);
  process.kill(first, 'SIGKILL');
  // From here on both are under suspicion, so the next decoder has one of them alone.
  await until('another decoder', () => pool.pids().some((pid) => pid !== first));
  process.kill(freeze(pool), 'SIGKILL');
  const [bad, ...more] = (await pictures).filter(({ status }) => status === 'rejected');
  expect(more).toEqual([]);
  expect(bad).toMatchObject({
    reason: {
      code: 'IMAGE_UNREADABLE',
      message: 'expected a picture that can be decoded, received one that crashed its decoder twice',
    },
  });
});

test('kills a decoder that does not answer in time, and only the picture that took so long is lost', async () => {
  const pool = await startPool({ timeLimitMs: 1000, picturesPerProcess: 1 });
  const pid = freeze(pool);
  const [slow, next] = await Promise.allSettled([
    pool.inspect({ path: photo }),
    pool.inspect({ path: photo }),
  ]);
  expect(slow).toMatchObject({
    status: 'rejected',
    reason: {
      code: 'IMAGE_UNREADABLE',
      message: 'expected a picture that can be decoded, received one that takes longer than 1000 ms',
    },
  });
  expect(next).toMatchObject({ status: 'fulfilled', value: { type: 'jpeg' } });
  expect(isAlive(pid)).toBe(false);
});

test('gives up waiting pictures when no decoder can be started', async () => {
  const pool = createDecoderPool({
    entry: path.resolve('dist/bin/no-such-file.js'),
    env: {},
    size: 1,
    downLimitMs: 500,
    onLine: () => undefined,
  });
  pools.push(pool);
  await expect(pool.inspect({ path: photo })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: 'no picture decoder could be started',
  });
});

test('leaves no process behind when it is closed, and refuses pictures from then on', async () => {
  const pool = await startPool({ size: 2 });
  await until('two decoders', () => pool.pids().length === 2);
  const pids = pool.pids();
  await pool.close();
  expect(pids.map(isAlive)).toEqual([false, false]);
  await expect(pool.inspect({ path: photo })).rejects.toMatchObject({ code: 'INTERNAL' });
});

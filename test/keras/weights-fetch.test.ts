import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { convolutionPlan } from '../../src/domain/index.ts';
import {
  fetchWeights,
  OFFICIAL_FILES,
  type OfficialFile,
  type WeightsProgress,
} from '../../src/keras/index.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';
import { baseLayers, buildFile, dense, flat, KERAS_1 } from './h5-builder.ts';
import { type Behaviour, startWeightsServer, type WeightsServer } from './weights-server.ts';

const MADE = 'vgg16.f32.safetensors';

let root: string;
let content: Buffer;
let official: OfficialFile;
let server: WeightsServer;
let folder: string;
let cache: string;

const plain = (): Behaviour => ({ content, etag: '"one"', hasRanges: true });

const describeFile = async (location: string, name: string, hasTop: boolean): Promise<OfficialFile> => {
  const file = await readFile(location);
  return { name, hasTop, bytes: file.length, md5: createHash('md5').update(file).digest('hex') };
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keras-weights-'));
  const location = await buildFile(join(root, 'notop.h5'), {
    layers: baseLayers(KERAS_1),
    config: null,
    form: 'bytes',
  });
  content = await readFile(location);
  official = await describeFile(location, 'notop.h5', false);
  server = await startWeightsServer(plain());
});
afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  server.behave(plain());
  const own = await mkdtemp(join(root, 'case-'));
  folder = join(own, 'weights');
  cache = join(own, 'cache');
});

const fetching = (more: Partial<Parameters<typeof fetchWeights>[0]> = {}) =>
  fetchWeights({
    official,
    folder,
    cache,
    from: server.address,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
  });

const half = (): number => Math.floor(content.length / 2);

/** Leaves at most the first half of the file in the cache, as a connection that ended does; gives how much. */
const interrupted = async (): Promise<number> => {
  server.behave({ ...plain(), cutAfter: (answer) => (answer === 0 ? half() : 0) });
  await expect(fetching()).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
  const { size } = await stat(join(cache, 'notop.h5.partial'));
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(half());
  return size;
};

describe('the official weights', () => {
  it('have the sizes and md5 sums that Keras publishes', () => {
    expect(OFFICIAL_FILES.top).toMatchObject({ bytes: 553_467_096, md5: '64373286793e3c8b2b4e3219cbf3544b' });
    expect(OFFICIAL_FILES.notop).toMatchObject({
      bytes: 58_889_256,
      md5: '6d6bbae143d832006294945121d1f1fc',
    });
  });

  it('are downloaded, checked and converted with progress, and the download is not kept', async () => {
    const progress: WeightsProgress[] = [];
    const found = await fetching({ onProgress: (each) => progress.push(each) });
    expect(found).toEqual({ location: join(folder, MADE), how: 'made' });
    const { arrays } = await readWeightsFile(found.location);
    expect([...arrays.keys()]).toEqual(
      convolutionPlan().flatMap(({ name }) => [`${name}/kernel`, `${name}/bias`]),
    );
    const kernel = arrays.get('block5_conv3/kernel');
    expect(kernel && [kernel.shape, floatsOf(kernel)[0]]).toEqual([[3, 3, 512, 512], 13]);
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(
      new Set(['downloading', 'checking', 'converting']),
    );
    expect(progress.filter(({ phase }) => phase === 'downloading').at(-1)).toMatchObject({
      bytes: content.length,
      total: content.length,
    });
    expect(await readdir(cache)).toEqual([MADE]);
    expect(await readdir(folder)).toEqual([MADE]);
  });

  it('are in place at once the second time, and come from the cache in another checkout', async () => {
    await fetching();
    server.behave(plain());
    expect(await fetching()).toMatchObject({ how: 'there' });
    const other = join(folder, '..', 'other');
    expect(await fetching({ folder: other })).toEqual({ location: join(other, MADE), how: 'cached' });
    expect(server.seen).toEqual([]);
  });

  it('with the top bring fc1, fc2 and predictions, and take the place of those without', async () => {
    await fetching();
    const top = [flat('flatten'), dense('fc1', 25088, 4096, KERAS_1), dense('fc2', 4096, 4096, KERAS_1)];
    const layers = [...baseLayers(KERAS_1), ...top, dense('predictions', 4096, 1000, KERAS_1)];
    const location = await buildFile(join(folder, 'top.h5'), { layers, config: null, form: 'bytes' });
    const withTop = await describeFile(location, 'top.h5', true);
    expect(await fetching({ official: withTop })).toMatchObject({ how: 'made' });
    const header = (await readFile(join(folder, MADE))).subarray(8, 6000).toString('latin1');
    expect(header).toContain('"fc1/kernel":{"dtype":"F32","shape":[25088,4096]');
    expect(header).toContain('"predictions/bias":{"dtype":"F32","shape":[1000]');
    expect(await fetching()).toMatchObject({ how: 'there' });
  });

  it('are taken from a file that was put in place by hand, without any request, and the file stays', async () => {
    for (const place of [folder, cache]) {
      await rm(join(folder, '..'), { recursive: true });
      await mkdir(place, { recursive: true });
      await writeFile(join(place, official.name), content);
      expect(await fetching()).toMatchObject({ how: 'made' });
      expect(await readdir(place)).toContain(official.name);
    }
    expect(server.seen).toEqual([]);
  });

  it('put in place by hand with one byte changed are refused with both md5 sums, and stay', async () => {
    const changed = Buffer.from(content);
    changed.writeUInt8(changed.readUInt8(half()) ^ 1, half());
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, official.name), changed);
    const received = createHash('md5').update(changed).digest('hex');
    await expect(fetching()).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `Expected the md5 ${official.md5} of notop.h5, received ${received}.`,
    });
    expect(await readdir(folder)).toEqual([official.name]);
  });

  it('put in place by hand and cut off are refused with both sizes', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, official.name), content.subarray(1));
    await expect(fetching()).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `Expected ${content.length} bytes in notop.h5, received ${content.length - 1}.`,
    });
  });
});

describe('a download of weights', () => {
  it('goes on from where it was interrupted, for the same content only', async () => {
    const have = await interrupted();
    server.behave(plain());
    expect(await fetching()).toMatchObject({ how: 'made' });
    expect(server.seen).toEqual([{ path: '/vgg16/notop.h5', range: `bytes=${have}-`, ifRange: '"one"' }]);
  });

  it('takes up a connection that ends by itself, as long as bytes come', async () => {
    server.behave({ ...plain(), cutAfter: (answer) => (answer < 3 ? 100_000 : undefined) });
    expect(await fetching()).toMatchObject({ how: 'made' });
    const starts = server.seen.map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0] ?? 0));
    expect(starts).toHaveLength(4);
    expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
  });

  it('begins anew where the content has changed since, or the server ignores ranges', async () => {
    for (const other of [{ etag: '"two"' }, { hasRanges: false }]) {
      await interrupted();
      server.behave({ ...plain(), ...other });
      expect(await fetching()).toMatchObject({ how: 'made' });
      expect(server.seen).toHaveLength(1);
      await rm(join(folder, '..'), { recursive: true });
    }
  });

  it('follows a redirect', async () => {
    server.behave({ ...plain(), movedTo: '/mirror' });
    expect(await fetching()).toMatchObject({ how: 'made' });
    expect(server.seen.map(({ path }) => path)).toEqual(['/vgg16/notop.h5', '/mirror/vgg16/notop.h5']);
  });

  it('of other content is refused with both md5 sums, and is not gone on from', async () => {
    const other = Buffer.alloc(content.length, 7);
    server.behave({ ...plain(), content: other });
    const received = createHash('md5').update(other).digest('hex');
    await expect(fetching()).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `Expected the md5 ${official.md5} of notop.h5, received ${received}.`,
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it('of another size is refused before its first byte', async () => {
    server.behave({ ...plain(), content: content.subarray(1) });
    await expect(fetching()).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `Expected ${content.length} bytes at ${server.address}/notop.h5, received ${content.length - 1}.`,
    });
  });

  it('says which status came, and that no answer came', async () => {
    server.behave({ ...plain(), status: 404 });
    await expect(fetching()).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
      message: `Expected ${server.address}/notop.h5 to answer 200, received 404.`,
    });
    const closed = await startWeightsServer(plain());
    await closed.close();
    await expect(fetching({ from: closed.address })).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
      message: `Expected an answer from ${closed.address}/notop.h5, received none (ECONNREFUSED).`,
    });
  });

  it('ends when it is told to, and what has come stays', async () => {
    const interruption = new AbortController();
    const onProgress = (): void => {
      interruption.abort(new Error('enough'));
    };
    await expect(fetching({ signal: interruption.signal, onProgress })).rejects.toThrow('enough');
    expect((await stat(join(cache, 'notop.h5.partial'))).size).toBeGreaterThan(0);
    expect(await fetching()).toMatchObject({ how: 'made' });
  });

  it('says that the system refuses the folder', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, 'a file');
    await expect(fetching()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});

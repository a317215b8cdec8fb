import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, DatasetFileBody } from '../../src/contract/index.ts';
import { watchMemory } from './memory.ts';
import { photos } from './photos.ts';
import { type Mishap, sendResumably } from './resumable-client.ts';
import { seededBytes, sha256Of, writeZip, type ZipFile } from './seeded-zip.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const MIB = 1024 ** 2;
const MOST_MEMORY = 64 * MIB;
/** Just under the default of UPLOAD_MAX_BYTES with the photos beside it. */
const LARGE = { name: 'tool/large.bin', bytes: 2048 * MIB - 8 * MIB };

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
let service: RunningService;

/** On the same port, so that a client finds it again. */
const startAgain = async (): Promise<void> => {
  service = await startService(dataDir, { PORT: new URL(service.url).port });
};

const post = (uploadId: string): Promise<Response> =>
  fetch(`${service.url}/datasets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uploadId }),
  });

const fileOf = async ({ id }: DatasetBody, path: string): Promise<DatasetFileBody | undefined> => {
  const reply = await fetch(`${service.url}/datasets/${id}/files?limit=100`);
  const { data } = (await reply.json()) as { data: readonly DatasetFileBody[] };
  return data.find((file) => file.path === path);
};

const uploadsLeft = (): string[] => readdirSync(join(dataDir, 'uploads'));

const cut = (afterBytes: number): Mishap => ({
  afterBytes,
  happen: (sockets) => {
    sockets.destroy();
  },
});

const killed = (afterBytes: number, before: () => void, after: () => void): Mishap => ({
  afterBytes,
  happen: async () => {
    before();
    await service.stop('SIGKILL');
    await startAgain();
    after();
  },
});

const nothing = (): void => undefined;

const send = (zip: ZipFile, mishaps: readonly Mishap[], chunkBytes?: number) =>
  sendResumably({
    endpoint: `${service.url}/uploads`,
    path: zip.path,
    bytes: zip.bytes,
    filename: 'things.zip',
    mishaps,
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
  });

describe('an upload', () => {
  beforeAll(async () => {
    service = await startService(dataDir);
  });

  afterAll(async () => {
    try {
      expect(await service.stop()).toBe(0);
    } finally {
      // It holds several GiB.
      folder.remove();
    }
  });

  it('of photos goes on after its connection was cut and after the service was killed', async () => {
    const zip = await writeZip(join(folder.path, 'photos.zip'), photos(0, 20));
    const mishaps = [cut(zip.bytes / 3), killed((zip.bytes * 2) / 3, nothing, nothing)];
    const { uploadId, resumedAt } = await send(zip, mishaps, Math.ceil(zip.bytes / 16));
    expect(resumedAt.length).toBeGreaterThanOrEqual(2);
    for (const offset of resumedAt) expect(offset).toBeLessThan(zip.bytes);
    expect(resumedAt.at(-1)).toBeGreaterThan(zip.bytes / 3);
    const reply = await post(uploadId);
    expect(reply.status).toBe(201);
    const dataset = (await reply.json()) as DatasetBody;
    expect(dataset).toMatchObject({
      name: 'things',
      origin: { kind: 'archive', bytes: zip.bytes, sha256: zip.sha256 },
      verdicts: { corrupt: 0, unsupported: 0 },
    });
    expect(uploadsLeft()).toEqual([]);
    expect((await post(uploadId)).status).toBe(404);
  });

  it('of 2 GiB that is cut and killed ends with the right hash, in 64 MiB of memory', async () => {
    const zip = await writeZip(join(folder.path, 'large.zip'), photos(0, 3), LARGE);
    expect(zip.bytes).toBeGreaterThan(2030 * MIB);
    const rises: number[] = [];
    let rise = watchMemory(service.pid);
    const mishaps = [
      cut(zip.bytes / 3),
      killed(
        (zip.bytes * 2) / 3,
        () => rises.push(rise()),
        () => {
          rise = watchMemory(service.pid);
        },
      ),
    ];
    const { uploadId, resumedAt } = await send(zip, mishaps);
    expect(resumedAt.length).toBeGreaterThanOrEqual(2);
    const reply = await post(uploadId);
    expect(reply.status).toBe(201);
    const dataset = (await reply.json()) as DatasetBody;
    rises.push(rise());
    expect(dataset.origin).toEqual({ kind: 'archive', bytes: zip.bytes, sha256: zip.sha256 });
    expect(await fileOf(dataset, LARGE.name)).toMatchObject({
      bytes: LARGE.bytes,
      sha256: await sha256Of(seededBytes(LARGE.name, LARGE.bytes)),
      verdict: 'tooLarge',
    });
    for (const bytes of rises) expect(bytes).toBeLessThanOrEqual(MOST_MEMORY);
    expect(uploadsLeft()).toEqual([]);
  });

  it('of a form with a part of 512 MiB takes no more than 64 MiB of memory', async () => {
    const large = { name: 'tool/part.bin', bytes: 512 * MIB };
    const some = photos(3, 6);
    async function* body(): AsyncGenerator<Uint8Array> {
      const head = (name: string): Buffer =>
        Buffer.from(`--abc\r\nContent-Disposition: form-data; name="images"; filename="${name}"\r\n\r\n`);
      for (const { name, bytes } of some) yield Buffer.concat([head(name), bytes, Buffer.from('\r\n')]);
      yield head(large.name);
      yield* seededBytes(large.name, large.bytes);
      yield Buffer.from('\r\n--abc--\r\n');
    }
    const rise = watchMemory(service.pid);
    const reply = await fetch(`${service.url}/datasets`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=abc' },
      body: Readable.toWeb(Readable.from(body(), { objectMode: false })),
      duplex: 'half',
    });
    expect(reply.status).toBe(201);
    const rose = rise();
    expect(await fileOf((await reply.json()) as DatasetBody, large.name)).toMatchObject({
      bytes: large.bytes,
      sha256: await sha256Of(seededBytes(large.name, large.bytes)),
      verdict: 'unsupported',
    });
    expect(rose).toBeLessThanOrEqual(MOST_MEMORY);
    expect(readdirSync(join(dataDir, 'tmp'))).toEqual([]);
  });
});

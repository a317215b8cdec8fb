import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, DatasetFileBody, ProblemBody } from '../../src/contract/index.ts';
import { formOf, type Photo, photos } from './photos.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
const datasetsRoot = temporaryFolder();
let service: RunningService;
let dataset: DatasetBody;
let files: readonly DatasetFileBody[];

const upload = photos(0, 10);
const [first] = upload;
const broken: Photo = {
  className: 'fish',
  name: 'fish/broken.jpg',
  bytes: Buffer.from(first?.bytes.subarray(0, 4000) ?? []),
};

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${service.url}${path}`, { headers });
const bytesOf = async (reply: Response): Promise<Buffer> => Buffer.from(await reply.arrayBuffer());
const fileAt = (name: string): DatasetFileBody => {
  const file = files.find(({ path }) => path === name);
  if (file === undefined) throw new Error(`expected the file ${name} in the dataset`);
  return file;
};
const imageOf = (name: string, size?: number): string =>
  `/datasets/${dataset.id}/files/${fileAt(name).fileId}/image${size === undefined ? '' : `?size=${size}`}`;
const thumbnailsFolder = (): string => join(folder.path, 'datasets', dataset.fingerprint, 'thumbnails');

describe('the pictures of a dataset, from a running service', () => {
  beforeAll(async () => {
    service = await startService(folder.path, { DATASETS_ROOT: datasetsRoot.path });
    const form = formOf('images', [...upload, broken]);
    const created = await fetch(`${service.url}/datasets`, { method: 'POST', body: form });
    expect(created.status).toBe(201);
    dataset = (await created.json()) as DatasetBody;
    const listed = await get(`/datasets/${dataset.id}/files?limit=100`);
    files = ((await listed.json()) as { data: DatasetFileBody[] }).data;
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
    datasetsRoot.remove();
  });

  it('answers fifty requests of one picture at once with the same bytes, made once', async () => {
    const name = upload[1]?.name ?? '';
    const replies = await Promise.all(Array.from({ length: 50 }, () => get(imageOf(name, 512))));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const [one = Buffer.alloc(0), ...others] = await Promise.all(replies.map(bytesOf));
    for (const other of others) expect(Buffer.compare(one, other)).toBe(0);
    expect(readdirSync(thumbnailsFolder())).toEqual([`${fileAt(name).sha256}-512.jpg`]);
  });

  it('shows a picture in two sizes, and nothing again to a client that has it', async () => {
    const name = first?.name ?? '';
    const { width, height, sha256 } = fileAt(name);
    for (const size of [64, 256]) {
      const reply = await get(imageOf(name, size));
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'content-type': 'image/jpeg',
        etag: `"${sha256}-${size}"`,
        'x-content-type-options': 'nosniff',
      });
      const shown = await sharp(await bytesOf(reply)).metadata();
      expect([shown.format, Math.max(shown.width, shown.height)]).toEqual(['jpeg', size]);
      expect(shown.width / shown.height).toBeCloseTo((width ?? 0) / (height ?? 1), 1);
    }
    const again = await get(imageOf(name, 64), { 'if-none-match': `"${sha256}-64"` });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
  });

  it('says of a damaged file what became of it', async () => {
    const reply = await get(imageOf(broken.name));
    const problem = (await reply.json()) as ProblemBody;
    expect([reply.status, problem.code]).toEqual([404, 'FILE_NOT_FOUND']);
    expect(problem.detail).toContain('"fish/broken.jpg", which is corrupt');
    const unknown = await get(`/datasets/${dataset.id}/files/file_9999999/image`);
    expect([unknown.status, ((await unknown.json()) as ProblemBody).code]).toEqual([404, 'FILE_NOT_FOUND']);
  });

  it('shows a contact sheet of all classes and of one, the same again from what was kept', async () => {
    const url = `/datasets/${dataset.id}/preview.jpg`;
    const replies = await Promise.all([get(url), get(url)]);
    const [sheet = Buffer.alloc(0), same = Buffer.alloc(0)] = await Promise.all(replies.map(bytesOf));
    expect(await sharp(sheet).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1032,
      height: 2 * 12 + 3 * 96 + 2 * 12,
    });
    expect(Buffer.compare(sheet, same)).toBe(0);
    const tag = replies[0].headers.get('etag') ?? '';
    expect((await get(url, { 'if-none-match': tag })).status).toBe(304);
    const one = await sharp(await bytesOf(await get(`${url}?class=monument`))).metadata();
    expect([one.width, one.height]).toEqual([1032, 2 * 12 + 2 * 96 + 6]);
    expect(readdirSync(thumbnailsFolder()).filter((name) => name.startsWith('sheet-'))).toEqual([
      'sheet-1.jpg',
      'sheet-all.jpg',
    ]);
    expect((await get(`${url}?class=bird`)).status).toBe(400);
  });

  it('makes again what is not kept any more, in the same bytes', async () => {
    const name = first?.name ?? '';
    const before = await bytesOf(await get(imageOf(name, 128)));
    rmSync(thumbnailsFolder(), { recursive: true });
    expect(Buffer.compare(before, await bytesOf(await get(imageOf(name, 128))))).toBe(0);
    expect(readdirSync(thumbnailsFolder())).toEqual([`${fileAt(name).sha256}-128.jpg`]);
  });

  it('shows what is referenced as long as it is what was received, and then what it has shown before', async () => {
    const placeOf = (name: string): string => join(datasetsRoot.path, 'birds', name);
    const lying = photos(10, 12);
    for (const { name, bytes } of lying) {
      mkdirSync(dirname(placeOf(name)), { recursive: true });
      writeFileSync(placeOf(name), bytes);
    }
    const created = await fetch(`${service.url}/datasets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: 'birds', content: 'reference' }),
    });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as DatasetBody;
    const image = `/datasets/${id}/files/file_0000000/image`;
    expect((await get(`${image}?size=64`)).status).toBe(200);
    const [changed = '', other = ''] = lying.map(({ name }) => placeOf(name));
    writeFileSync(changed, await sharp(other).flip().jpeg().toBuffer());
    expect((await get(`${image}?size=64`)).status).toBe(200);
    const problem = (await (await get(`${image}?size=512`)).json()) as ProblemBody;
    expect([problem.status, problem.code]).toEqual([409, 'DATASET_CHANGED']);
    const sheet = await get(`/datasets/${id}/preview.jpg`);
    expect([sheet.status, sheet.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    const middleOfCell = await sharp(await bytesOf(sheet))
      .extract({ left: 234, top: 36, width: 48, height: 48 })
      .raw()
      .toBuffer();
    expect(new Set(middleOfCell)).toEqual(new Set([187]));
  });
});

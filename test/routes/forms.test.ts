import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { IntakeRequest, StoredFile } from '../../src/ports/index.ts';
import { INTAKE_LIMITS, makeDatasetSources } from '../../src/storage/index.ts';
import { listen, openConnection } from './connection.ts';
import { type FormPart, form, openApp } from './open-app.ts';
import { dataset } from './samples.ts';

const url = '/datasets';
const sources = makeDatasetSources(null, INTAKE_LIMITS);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Listed {
  readonly path: string;
  readonly file: StoredFile;
}

/** What a use case finds of a form. */
const readForm = async ({ source }: IntakeRequest): Promise<Listed[]> => {
  const listed: Listed[] = [];
  if (source.kind !== 'files') return listed;
  for await (const file of sources.files(source.location)) {
    if (file.kind === 'stored') listed.push({ path: file.path, file: file.file });
  }
  return listed;
};

/** Files of uploads that this process holds open. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      return target.includes('/upload-') ? [target] : [];
    } catch {
      return [];
    }
  });

describe('a form of many pictures', () => {
  test('is received part by part: each in order, with its size and hash', async () => {
    let listed: Listed[] = [];
    const { call, temporaryFiles } = await openApp({
      createDataset: async (request) => {
        listed = await readForm(request);
        return { dataset, isNew: true };
      },
    });
    const parts = Array.from({ length: 2000 }, (_, index): FormPart & { bytes: string } => ({
      name: 'images',
      filename: `class${index % 3}/${index}.jpg`,
      bytes: `picture ${index}`,
    }));
    expect((await call({ method: 'POST', url, ...form(parts) })).status).toBe(201);
    expect(listed.map(({ path, file }) => [path, file.bytes, file.sha256])).toEqual(
      parts.map((part, index) => [`class${index % 3}/${index}.jpg`, part.bytes.length, sha256(part.bytes)]),
    );
    expect(temporaryFiles()).toEqual([]);
    expect(openFiles()).toEqual([]);
  });

  test('leaves neither files nor open ones behind when its client goes away', async () => {
    const { app, temporaryFiles } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    const parts = Array.from(
      { length: 20 },
      (_, index): FormPart => ({
        name: 'images',
        filename: `a/${index}.jpg`,
        bytes: 'x'.repeat(20_000),
      }),
    );
    const { headers, payload } = form(parts);
    const type = `content-type: ${headers['content-type']}`;
    const head = ['POST /datasets HTTP/1.1', 'host: x', type, `content-length: ${payload.length}`, '', ''];
    connection.write(head.join('\r\n'));
    connection.write(payload.subarray(0, 250_000));
    await expect.poll(() => temporaryFiles().length, { timeout: 10_000 }).toBeGreaterThan(10);
    expect(openFiles()).not.toEqual([]);
    connection.end();
    await expect.poll(temporaryFiles, { timeout: 10_000 }).toEqual([]);
    await expect.poll(openFiles, { timeout: 10_000 }).toEqual([]);
  });

  test('is refused with more fields than a form of the service can have', async () => {
    const { call, temporaryFiles } = await openApp();
    const fields = Array.from({ length: 17 }, (): FormPart => ({ name: 'name', value: 'x' }));
    const reply = await call({
      method: 'POST',
      url,
      ...form([{ name: 'images', filename: 'a/b.jpg', bytes: 'x' }, ...fields]),
    });
    expect(reply.json()).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
      detail: 'expected at most 16 fields, received more',
    });
    expect(temporaryFiles()).toEqual([]);
  });
});

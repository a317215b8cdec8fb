import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIntake, type IntakeOptions } from '../../src/intake/index.ts';
import type { IntakeRequest } from '../../src/ports/index.ts';
import { makeFsDatasetStore, makeFsTemporaryFiles } from '../../src/storage/index.ts';
import { waitFor, waitUntilGone } from './support/child.ts';
import { makeFolder } from './support/folder.ts';

const PHOTOS = 'examples/photos';
const never = new AbortController().signal;

const fromFolder = (name: string): IntakeRequest => ({
  source: { kind: 'folder', path: name, content: 'copy' },
  name: null,
  leakPolicy: 'report',
});

/** The real intake process, which the test command has built, on a data folder of its own. */
const open = async (options: Omit<IntakeOptions, 'child'> = {}) => {
  const folder = await makeFolder();
  const dataFolder = path.join(folder, 'data');
  const root = path.join(folder, 'root');
  await mkdir(root);
  const lines: string[] = [];
  const intake = createIntake({
    child: {
      entry: fileURLToPath(new URL('../../dist/bin/intake.js', import.meta.url)),
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataFolder, DATASETS_ROOT: root },
      onLine: (line) => lines.push(line),
    },
    ...options,
  });
  onTestFinished(() => intake.close());
  return { intake, dataFolder, root, lines };
};

/** A folder of `count` pictures a class, each with a name and a last byte of its own, so that each is decoded. */
const putPhotos = async (root: string, name: string, count: number): Promise<void> => {
  for (const className of ['fish', 'tool']) {
    const folder = path.join(root, name, className);
    await mkdir(folder, { recursive: true });
    const files = (await readdir(path.join(PHOTOS, className))).sort();
    const contents = await Promise.all(files.map((file) => readFile(path.join(PHOTOS, className, file))));
    for (let index = 0; index < count; index += 1) {
      const content = contents[index % contents.length] ?? Buffer.alloc(0);
      await writeFile(path.join(folder, `${index}.jpg`), Buffer.concat([content, Buffer.from(`${index}`)]));
    }
  }
};

const draftsIn = async (dataFolder: string): Promise<readonly string[]> => {
  const names = await readdir(path.join(dataFolder, 'tmp')).catch(() => []);
  return names.filter((name) => name.startsWith('draft-'));
};

describe('intake in a process of its own', () => {
  it('starts with the first dataset, and ends when it has nothing to do', async () => {
    const { intake, dataFolder, root } = await open({ idleMs: 50 });
    await putPhotos(root, 'photos', 3);
    expect(intake.pid()).toBeNull();
    const work = intake.create(fromFolder('photos'), never);
    const pid = await waitFor('the process to run', () => intake.pid() ?? undefined);
    const { dataset, isNew } = await work;
    expect({ isNew, images: dataset.images }).toEqual({ isNew: true, images: 6 });
    expect(await makeFsDatasetStore(dataFolder).find(dataset.id)).toEqual(dataset);
    await waitUntilGone(pid);
    const again = await intake.create(fromFolder('photos'), never);
    expect(again).toEqual({ dataset, isNew: false });
  });

  it('takes over files that were received before, without a second copy', async () => {
    const { intake, dataFolder } = await open();
    const folder = await makeFsTemporaryFiles(dataFolder).open();
    for (const className of ['fish', 'tool']) {
      const [file = ''] = (await readdir(path.join(PHOTOS, className))).sort();
      const content = await readFile(path.join(PHOTOS, className, file));
      await folder.receiveListed(
        `${className}/${file}`,
        (async function* () {
          yield await Promise.resolve(content);
        })(),
      );
    }
    const source = { kind: 'files', location: folder.location } as const;
    const { dataset } = await intake.create({ source, name: 'two', leakPolicy: 'report' }, never);
    expect(dataset).toMatchObject({ name: 'two', images: 2, origin: { kind: 'files' } });
    expect(await readdir(folder.location)).toEqual(['received.jsonl']);
  });

  it('passes on what is wrong with a dataset', async () => {
    const { intake } = await open();
    await expect(intake.create(fromFolder('none'), never)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/path' }],
    });
  });

  it('ends the work for a client that has gone, and keeps nothing of it', async () => {
    const { intake, dataFolder, root } = await open();
    await putPhotos(root, 'photos', 400);
    const client = new AbortController();
    const work = intake.create(fromFolder('photos'), client.signal);
    work.catch(() => undefined);
    await waitFor('the draft', async () => ((await draftsIn(dataFolder)).length > 0 ? true : undefined));
    client.abort(new Error('the client went away'));
    await expect(work).rejects.toThrow('the client went away');
    await waitFor('the draft to go', async () =>
      (await draftsIn(dataFolder)).length === 0 ? true : undefined,
    );
    expect((await makeFsDatasetStore(dataFolder).list({ limit: 9, after: null })).data).toEqual([]);
  });

  it('says that it was lost when its process is killed, and takes the same dataset the next time', async () => {
    const { intake, dataFolder, root } = await open();
    await putPhotos(root, 'photos', 100);
    const work = intake.create(fromFolder('photos'), never);
    work.catch(() => undefined);
    const pid = await waitFor('the process to run', () => intake.pid() ?? undefined);
    await waitFor('the draft', async () => ((await draftsIn(dataFolder)).length > 0 ? true : undefined));
    process.kill(pid, 'SIGKILL');
    await expect(work).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 10 });
    expect((await makeFsDatasetStore(dataFolder).list({ limit: 9, after: null })).data).toEqual([]);
    await waitFor('the next process', () => {
      const next = intake.pid();
      return next === null || next === pid ? undefined : next;
    });
    expect(await intake.create(fromFolder('photos'), never)).toMatchObject({ isNew: true });
  });

  it('refuses one more dataset when too many wait', async () => {
    const { intake, root } = await open({ atOnce: 1, maxWaiting: 1 });
    await putPhotos(root, 'photos', 20);
    const two = [intake.create(fromFolder('photos'), never), intake.create(fromFolder('photos'), never)];
    await expect(intake.create(fromFolder('photos'), never)).rejects.toMatchObject({ code: 'OVERLOADED' });
    const [first, second] = await Promise.all(two);
    expect([first?.isNew, second?.isNew]).toEqual([true, false]);
  });
});

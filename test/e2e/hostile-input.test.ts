import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  DatasetBody,
  DatasetFileBody,
  JobBody,
  PlanBody,
  ProblemBody,
} from '../../src/contract/index.ts';
import { HOSTILE_ZIPS } from '../integration/support/hostile-zips.ts';
import { makeZip, type ZipEntry } from '../integration/support/zip.ts';
import { callsOf } from './json-calls.ts';
import { CLASSES, PHOTOS, photos } from './photos.ts';
import { eventually, processesOf, type RunningService, startService, temporaryFolder } from './service.ts';

const POLL_MS = 50;
const JOB_DEADLINE_MS = 120_000;

const top = temporaryFolder();
const dataDir = join(top.path, 'data');
const root = join(top.path, 'root');
let service: RunningService;

beforeAll(async () => {
  for (const folder of [dataDir, root]) mkdirSync(folder);
  writeFileSync(join(top.path, 'precious.txt'), 'do not touch');
  service = await startService(dataDir, { DATASETS_ROOT: root });
});

afterAll(async () => {
  expect(await service.stop()).toBe(0);
  expect(processesOf(dataDir)).toEqual([]);
  top.remove();
});

const { get, post, upload } = callsOf(() => service.url);

const filesOf = async (id: string, query = ''): Promise<DatasetFileBody[]> =>
  (await get<{ data: DatasetFileBody[] }>(`/datasets/${id}/files?limit=100${query}`)).data;

const leftovers = (): string[] => readdirSync(join(dataDir, 'tmp'));

/** All that lies around the data folder, with its size. */
const surroundings = (): string[] =>
  readdirSync(top.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('data/'))
    .map((name) => `${name} ${lstatSync(join(top.path, name)).size}`);

it('refuses every hostile archive as a whole, says what came, and keeps and writes nothing', async () => {
  const before = surroundings();
  for (const { what, bytes, code, says } of HOSTILE_ZIPS) {
    const { status, body } = await upload<ProblemBody>(bytes);
    expect([what, status, body.code]).toEqual([what, 422, code]);
    expect(body.detail).toContain(says);
    expect([what, leftovers()]).toEqual([what, []]);
  }
  expect(surroundings()).toEqual(before);
  expect(await get('/datasets')).toMatchObject({ data: [] });
  expect(await get('/health/live')).toBeTruthy();
});

/** The longest that the API took to answer while `work` went on, and the longest that this test itself was busy. */
const slowestWhile = async <T>(
  work: Promise<T>,
): Promise<{ result: T; slowestMs: number; ownMs: number }> => {
  let [isOver, slowestMs] = [false, 0];
  const own = monitorEventLoopDelay({ resolution: 10 });
  own.enable();
  const poll = async (): Promise<void> => {
    while (!isOver) {
      const startedAt = performance.now();
      await get('/health/live');
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
  const polling = poll();
  const result = await work.finally(() => {
    isOver = true;
  });
  await polling;
  own.disable();
  return { result, slowestMs, ownMs: own.max / 1e6 };
};

/** Entries in two classes with a few hundred different small pictures. */
const manyEntries = async (count: number): Promise<ZipEntry[]> => {
  const pictures = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      sharp(Buffer.alloc(64, index % 256), { raw: { width: 8, height: 8, channels: 1 } })
        .png()
        .withMetadata({ density: 72 + index })
        .toBuffer(),
    ),
  );
  return Array.from({ length: count }, (_, index) => {
    const data = pictures[index % pictures.length] ?? Buffer.alloc(0);
    return { name: `${index % pictures.length < 150 ? 'one' : 'two'}/${index}.png`, data, method: 0 };
  });
};

it('takes an archive of 100,000 pictures and goes on answering meanwhile, and refuses one of 100,001', async () => {
  const entries = await manyEntries(100_001);
  const { status, body } = await upload<ProblemBody>(makeZip(entries));
  expect([status, body.code]).toEqual([413, 'ARCHIVE_TOO_LARGE']);
  expect(body.detail).toBe('expected at most 100000 files, received more');
  const zip = makeZip(entries.slice(0, 100_000));
  const startedAt = performance.now();
  const { result, slowestMs, ownMs } = await slowestWhile(upload<DatasetBody>(zip));
  const seconds = (performance.now() - startedAt) / 1000;
  console.info(
    `100,000 pictures in ${seconds.toFixed(1)} s; /health/live answered within ${Math.round(slowestMs)} ms meanwhile (this test itself was busy for up to ${Math.round(ownMs)} ms).`,
  );
  expect(result.status).toBe(201);
  const { images, verdicts } = result.body;
  expect(Object.values(verdicts).reduce((sum, count) => sum + count, 0)).toBe(100_000);
  expect([images, verdicts.duplicate]).toEqual([300, 99_700]);
  expect(leftovers()).toEqual([]);
});

const ODD_CLASSES = [
  '__proto__',
  'constructor',
  'toString',
  'قطط',
  '猫',
  '😀👩‍👩‍👧',
  'caf\u00e9',
  '\u202egpj',
  'a "quoted" \'class\' & <b>',
  '%2e%2e',
  'é'.repeat(127),
];

const ODD_FILES = [
  '"a" & b.png',
  ' space .png',
  '\u202egnp.png',
  '😀\u200b.png',
  "back`tick'.png",
  '__proto__',
];

describe('odd names', () => {
  let dataset: DatasetBody;

  beforeAll(async () => {
    const pictures = photos(0, 20);
    const entries = ODD_CLASSES.flatMap((className, index) =>
      ODD_FILES.slice(0, 3 + (index % 3)).map((file) => ({
        name: `${className}/${file}`,
        data: pictures.pop()?.bytes ?? Buffer.alloc(0),
      })),
    );
    const controls = ['line\nbreak/1.png', 'tab\tbed/1.png', 'cat/bell\u0007.png'].map((name) => ({ name }));
    const { status, body } = await upload<DatasetBody>(makeZip([...entries, ...controls]));
    expect(status).toBe(201);
    dataset = body;
  });

  it('gives classes and files back as they came, and finds the files of each class', async () => {
    const byCodePoint = (one: string, other: string): number =>
      Buffer.compare(Buffer.from(one), Buffer.from(other));
    expect(dataset.classes.map(({ className }) => className)).toEqual([...ODD_CLASSES].sort(byCodePoint));
    for (const [index, className] of ODD_CLASSES.entries()) {
      const found = await filesOf(dataset.id, `&class=${encodeURIComponent(className)}`);
      expect(found.map(({ path }) => path).sort()).toEqual(
        ODD_FILES.slice(0, 3 + (index % 3))
          .map((file) => `${className}/${file}`)
          .sort(),
      );
      expect(new Set(found.map((file) => file.class))).toEqual(new Set([className]));
    }
    expect(await filesOf(dataset.id, '&class=hasOwnProperty')).toEqual([]);
    expect((await filesOf(dataset.id, '&verdict=ignored')).map(({ path }) => path).sort()).toEqual([
      'cat/bell\u0007.png',
      'line\nbreak/1.png',
      'tab\tbed/1.png',
    ]);
  });

  // With more than the 32 pictures that a dry run decodes: it failed on those once.
  it('plans a training on such classes', async () => {
    const { status, body } = await post<PlanBody>('/jobs?dryRun=true', {
      model: 'odd',
      dataset: { id: dataset.id },
    });
    expect(status).toBe(200);
    expect(body.pictures.train).toBeGreaterThan(body.pictures.decoded);
    expect(body.pictures.train + body.pictures.validation).toBe(dataset.images);
  });
});

/** Puts four photos of each class into a folder; those of each folder are others. */
const putPhotos = (folder: string): void => {
  const from = 4 * readdirSync(root).length;
  for (const className of CLASSES) {
    const names = readdirSync(join(PHOTOS, className))
      .sort()
      .slice(from, from + 4);
    for (const name of names) cpSync(join(PHOTOS, className, name), join(root, folder, className, name));
  }
};

describe('folders on the server', () => {
  it.each(['..', '../data', 'photos/../../data', '/etc', 'photos\0', 'none'])(
    'refuses the folder %j',
    async (path) => {
      const { status, body } = await post<ProblemBody>('/datasets', { path });
      expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
      expect(body.errors?.[0]?.pointer).toBe('/path');
    },
  );

  it('refuses a link out of the root, and does not wait for a pipe', async () => {
    putPhotos('links');
    execFileSync('mkfifo', [join(root, 'links/fish/pipe.jpg')]);
    const { status, body } = await post<DatasetBody>('/datasets', { path: 'links' });
    expect([status, body.images, body.verdicts.corrupt]).toEqual([201, 12, 1]);
    symlinkSync('../../../precious.txt', join(root, 'links/fish/link.jpg'));
    const refused = await post<ProblemBody>('/datasets', { path: 'links' });
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain('the link "fish/link.jpg", which leads out of it');
  });

  it.each<[string, (location: string) => void]>([
    [
      'other bytes',
      (location) => {
        cpSync(join(PHOTOS, 'fish/fish9.jpg'), location);
      },
    ],
    [
      'fewer bytes',
      (location) => {
        truncateSync(location, 1000);
      },
    ],
    [
      'no file',
      (location) => {
        rmSync(location);
      },
    ],
    [
      'a link to the same picture',
      (location) => {
        cpSync(location, `${location}.moved`);
        rmSync(location);
        symlinkSync(`${location}.moved`, location);
      },
    ],
  ])('fails a job whose referenced file has become %s, at once, and names the file', async (what, change) => {
    const folder = what.replaceAll(' ', '-');
    putPhotos(folder);
    const name = readdirSync(join(root, folder, 'fish')).sort()[0] ?? '';
    const made = await post<DatasetBody>('/datasets', { path: folder, content: 'reference' });
    expect(made.status).toBe(201);
    change(join(root, folder, 'fish', name));
    const started = await post<JobBody>('/jobs', { model: 'changed', dataset: { id: made.body.id } });
    expect(started.status).toBe(202);
    const job = await eventually('the job ends', JOB_DEADLINE_MS, async () => {
      const now = await get<JobBody>(`/jobs/${started.body.id}`);
      return ['succeeded', 'failed', 'cancelled'].includes(now.state) ? now : null;
    });
    expect(job).toMatchObject({ state: 'failed', modelVersion: null, error: { code: 'DATASET_CHANGED' } });
    expect(job.error?.detail).toContain(JSON.stringify(`${folder}/fish/${name}`));
  });
});

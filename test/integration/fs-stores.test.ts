import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toJobReportBody } from '../../src/contract/index.ts';
import {
  makeFsDatasetStore,
  makeFsModelStore,
  makeFsRunStore,
  makeFsTemporaryFiles,
  removeStaleFiles,
} from '../../src/storage/index.ts';
import { datasetBinConformance } from '../conformance/dataset-bin.ts';
import { datasetStoreConformance } from '../conformance/dataset-store.ts';
import { modelStoreConformance } from '../conformance/model-store.ts';
import { runStoreConformance } from '../conformance/run-store.ts';
import { aJob, aManifest, anEpoch, aReport } from '../unit/fakes.ts';

const folders: string[] = [];

const makeDataFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'whetstone-storage-'));
  folders.push(folder);
  return folder;
};

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const SMALL = { maxFiles: 5, maxFileBytes: 1000, maxTotalBytes: 2000 };

describe('run store in files', () => {
  runStoreConformance(async () => {
    const data = await makeDataFolder();
    return { store: makeFsRunStore(data), again: () => makeFsRunStore(data) };
  });

  test('does not see a run whose record was never written', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await mkdir(path.join(data, 'runs/job_01a'), { recursive: true });
    expect(await store.find('job_01a')).toBeNull();
    expect((await store.list({}, { limit: 10, after: null })).data).toEqual([]);
  });

  test('passes over the rest of an epoch whose write was cut off, and repairs the file', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await store.create(aJob({ id: 'job_01a' }));
    await store.appendEpoch('job_01a', anEpoch(1, 0.5));
    const file = path.join(data, 'runs/job_01a/epochs.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"epoch":2,"met`);
    expect(await store.epochs('job_01a')).toEqual([anEpoch(1, 0.5)]);
    await store.appendEpoch('job_01a', anEpoch(2, 0.6));
    expect(await store.epochs('job_01a')).toEqual([anEpoch(1, 0.5), anEpoch(2, 0.6)]);
  });

  test('reads reports from before versions could abstain and were checked (such a report could not be served)', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await store.create(aJob({ id: 'job_01a' }));
    const attempt = await store.beginAttempt('job_01a');
    const { abstention: _abstention, parity: _parity, ...old } = aReport({ jobId: 'job_01a' });
    await writeFile(path.join(data, `runs/job_01a/report-${attempt}.json`), JSON.stringify(old));
    const report = await store.report('job_01a');
    expect(report).toEqual({ ...old, abstention: { chosen: null, table: [] }, parity: null });
    if (report === null) return;
    expect(toJobReportBody({ report, modelVersion: 1 })).toMatchObject({
      abstention: { chosen: null, table: [] },
      parity: null,
    });
  });

  test('says so when the disk is full', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await store.create(aJob({ id: 'job_01a' }));
    await symlink('/dev/full', path.join(data, 'runs/job_01a/log.txt'));
    await expect(store.appendLog('job_01a', 'line')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'expected a disk that can be used, received ENOSPC',
      retryAfterSeconds: 10,
    });
  });

  test('says so when its folder cannot be made', async () => {
    const data = path.join(await makeDataFolder(), 'file');
    await writeFile(data, '');
    await expect(makeFsRunStore(data).create(aJob())).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  test('does not take a damaged record for a job', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await store.create(aJob({ id: 'job_01a' }));
    await writeFile(path.join(data, 'runs/job_01a/job-0.json'), '{"id":');
    await expect(store.find('job_01a')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'expected the record of a job in a file, received damaged JSON',
    });
  });

  test('leaves no temporary files behind', async () => {
    const data = await makeDataFolder();
    const store = makeFsRunStore(data);
    await store.create(aJob({ id: 'job_01a' }));
    for (let round = 0; round < 5; round += 1) await store.save(aJob({ id: 'job_01a' }));
    expect(await readdir(path.join(data, 'runs/job_01a'))).toEqual(['job-0.json']);
    await store.remove('job_01a');
    expect(await readdir(path.join(data, 'runs'))).toEqual([]);
    expect(await readdir(path.join(data, 'tmp'))).toEqual([]);
  });
});

describe('model store in files', () => {
  modelStoreConformance(async () => {
    const data = await makeDataFolder();
    return { store: makeFsModelStore(data), again: () => makeFsModelStore(data), folder: data };
  });

  test('reads a version that was published before files could be imported and metadata kept', async () => {
    const data = await makeDataFolder();
    const folder = path.join(data, 'models/animals/1');
    await mkdir(folder, { recursive: true });
    const { importedFrom: _, metadata: ___, backbone, ...manifest } = aManifest();
    const { ownLayers: __, ...old } = backbone;
    await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest, backbone: old }));
    expect(await makeFsModelStore(data).find('animals', 1)).toEqual(aManifest());
  });

  test('leaves one change of notes and no temporary files behind', async () => {
    const data = await makeDataFolder();
    const store = makeFsModelStore(data);
    const weightsLocation = path.join(data, 'weights');
    await writeFile(weightsLocation, 'whole');
    const { version: _version, createdAt: _createdAt, weights: _weights, ...manifest } = aManifest();
    await store.publish({ manifest, weightsLocation }, '2026-01-02T03:04:05.000Z');
    const folder = path.join(data, 'models/animals/1');
    const before = await readFile(path.join(folder, 'manifest.json'), 'utf8');
    const notes = { description: 'mine', metadata: {} };
    for (const seen of [0, 1, 0, 2]) await store.saveNotes('animals', 1, notes, seen);
    expect((await readdir(folder)).sort()).toEqual(['head.safetensors', 'manifest.json', 'notes-3']);
    expect(await readdir(path.join(data, 'tmp'))).toEqual([]);
    expect(await readFile(path.join(folder, 'manifest.json'), 'utf8')).toBe(before);
  });

  test('neither shows a version whose manifest was never written nor gives its number again', async () => {
    const data = await makeDataFolder();
    const store = makeFsModelStore(data);
    await mkdir(path.join(data, 'models/animals/1'), { recursive: true });
    await writeFile(path.join(data, 'models/animals/1/head.safetensors'), 'half');
    expect(await store.find('animals', 1)).toBeNull();
    expect(await store.models()).toEqual([]);
    const weightsLocation = path.join(data, 'weights');
    await writeFile(weightsLocation, 'whole');
    const { version: _version, createdAt: _createdAt, weights: _weights, ...manifest } = aManifest();
    const published = await store.publish({ manifest, weightsLocation }, '2026-01-02T03:04:05.000Z');
    expect(published.version).toBe(2);
    expect((await store.versions('animals')).map(({ version }) => version)).toEqual([2]);
  });

  test('keeps every move of an alias, and passes over one whose write was cut off', async () => {
    const data = await makeDataFolder();
    const store = makeFsModelStore(data);
    const weightsLocation = path.join(data, 'weights');
    await writeFile(weightsLocation, 'whole');
    const { version: _version, createdAt: _createdAt, weights: _weights, ...manifest } = aManifest();
    await store.publish({ manifest, weightsLocation }, '2026-01-02T03:04:05.000Z');
    const file = path.join(data, 'models/animals/aliases.jsonl');
    await store.moveAlias('animals', 'prod', { version: 1, at: 'then', by: 'me' }, 0);
    await writeFile(file, `${await readFile(file, 'utf8')}{"alias":"prod","vers`);
    expect(await store.alias('animals', 'prod')).toBe(1);
    await store.moveAlias('animals', 'latest', { version: 1, at: 'now', by: 'you' }, 0);
    expect([await store.alias('animals', 'prod'), await store.alias('animals', 'latest')]).toEqual([1, 1]);
    const text = await readFile(file, 'utf8');
    expect(text.replaceAll(/,"key":"[0-9a-f-]{36}"/g, '').split('\n')).toEqual([
      '{"alias":"prod","version":1,"at":"then","by":"me","seen":0}',
      '{"alias":"prod","vers',
      '{"alias":"latest","version":1,"at":"now","by":"you","seen":0}',
      '',
    ]);
  });

  test('reads moves of aliases that were written before they could be compared', async () => {
    const data = await makeDataFolder();
    await mkdir(path.join(data, 'models/animals'), { recursive: true });
    const moves = [
      { version: 2, at: 'then', by: 'me' },
      { version: 1, at: 'now', by: 'you' },
    ];
    await writeFile(
      path.join(data, 'models/animals/aliases.jsonl'),
      moves.map((move) => `${JSON.stringify({ alias: 'prod', ...move })}\n`).join(''),
    );
    expect(await makeFsModelStore(data).aliasState('animals', 'prod')).toEqual({ moves, previous: 2 });
  });
});

describe('dataset store in files', () => {
  const openDatasets = async () => {
    const data = await makeDataFolder();
    return {
      store: makeFsDatasetStore(data, { limits: SMALL }),
      again: () => makeFsDatasetStore(data, { limits: SMALL }),
    };
  };
  datasetStoreConformance(openDatasets);
  datasetBinConformance(openDatasets);

  test('does not see an id whose dataset was never moved into place', async () => {
    const data = await makeDataFolder();
    await mkdir(path.join(data, 'datasets/ids'), { recursive: true });
    await writeFile(path.join(data, 'datasets/ids/ds_01a'), 'a'.repeat(64));
    const store = makeFsDatasetStore(data, { limits: SMALL });
    expect(await store.find('ds_01a')).toBeNull();
    expect((await store.list({ limit: 10, after: null })).data).toEqual([]);
  });
});

describe('temporary files', () => {
  test('keeps what it receives until it is discarded', async () => {
    const files = makeFsTemporaryFiles(await makeDataFolder());
    const folder = await files.open();
    const locations: string[] = [];
    for (const text of ['one', 'two']) {
      const received = await folder.receive(
        (async function* () {
          yield await Promise.resolve(Buffer.from(text));
        })(),
      );
      const sha256 = createHash('sha256').update(text).digest('hex');
      expect(received).toMatchObject({ bytes: 3, sha256 });
      locations.push(received.location);
    }
    const read = async (location: string): Promise<string> => {
      const chunks = [];
      for await (const chunk of folder.read(location)) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    expect(await Promise.all(locations.map(read))).toEqual(['one', 'two']);
    await folder.discard();
    await expect(read(locations[0] ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('reads no file but its own', async () => {
    const folder = await makeFsTemporaryFiles(await makeDataFolder()).open();
    expect(() => folder.read('/etc/passwd')).toThrow('expected the location of a file of this folder');
  });

  test('removes what is older than it should be, and nothing else', async () => {
    const data = await makeDataFolder();
    await mkdir(path.join(data, 'tmp/draft-old'), { recursive: true });
    await mkdir(path.join(data, 'tmp/draft-new'), { recursive: true });
    const nowMs = 1_800_000_000_000;
    await utimes(path.join(data, 'tmp/draft-old'), (nowMs - 2000) / 1000, (nowMs - 2000) / 1000);
    await utimes(path.join(data, 'tmp/draft-new'), (nowMs - 500) / 1000, (nowMs - 500) / 1000);
    await removeStaleFiles(data, nowMs, 1000);
    expect(await readdir(path.join(data, 'tmp'))).toEqual(['draft-new']);
  });
});

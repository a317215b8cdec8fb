import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import type { FileToImport, ImportedModel, TemporaryFolder } from '../../src/ports/index.ts';
import { makeExportVersion, makeImportVersion } from '../../src/usecases/index.ts';
import { aManifest } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const AT = '2026-01-02T03:04:05.000Z';
const clock = { now: () => new Date(AT) };
const { signal } = new AbortController();

const found: ImportedModel = {
  head: { pool: 'average', layers: [{ name: 'predictions', inputs: 512, units: 2, activation: 'linear' }] },
  backbone: {
    name: 'vgg16',
    weights: 'none',
    sha256: null,
    precision: 'float32',
    ownLayers: ['block1_conv1'],
  },
  file: { bytes: 7, sha256: 'f1' },
};

const input = {
  model: 'animals',
  file: { name: 'vgg16_1.h5', location: '/tmp/upload' },
  folder: { place: () => '/tmp/weights' },
  classNames: ['cat', 'dog'],
  preprocessing: { mode: 'none', interpolation: 'nearest', orient: false },
  alias: 'prod',
} as const;

describe('importing a model file', () => {
  test('publishes a version that says where it came from and claims nothing that nobody knows', async () => {
    const { models, moves } = makeMemoryModels([aManifest()]);
    const asked: FileToImport[] = [];
    const importVersion = makeImportVersion({
      models,
      clock,
      modelFiles: {
        importModel: (file) => {
          asked.push(file);
          return Promise.resolve(found);
        },
      },
    });
    expect(await importVersion(input, signal)).toEqual({
      model: 'animals',
      version: 2,
      createdAt: AT,
      jobId: null,
      attempt: null,
      importedFrom: { name: 'vgg16_1.h5', bytes: 7, sha256: 'f1' },
      classNames: ['cat', 'dog'],
      preprocessing: { mode: 'none', interpolation: 'nearest', orient: false, width: 224, height: 224 },
      backbone: found.backbone,
      head: found.head,
      dataset: null,
      recipe: null,
      seed: null,
      metrics: null,
      calibration: { temperature: 1, eceBefore: null, eceAfter: null },
      threshold: null,
      device: null,
      parent: null,
      aliases: ['latest', 'prod'],
      description: null,
      metadata: {},
      weights: { file: 'weights.safetensors', bytes: 1, sha256: 'w1' },
    });
    expect(asked).toEqual([{ location: '/tmp/upload', classes: 2, weightsLocation: '/tmp/weights' }]);
    expect(moves).toEqual(['animals@latest -> 2', 'animals@prod -> 2']);
  });

  test('publishes nothing for a file that is refused, nor for a client that has gone', async () => {
    const { models, stored } = makeMemoryModels();
    const refusing = makeImportVersion({
      models,
      clock,
      modelFiles: { importModel: () => Promise.reject(new AppError('WEIGHTS_INVALID', 'another model')) },
    });
    await expect(refusing(input, signal)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    const client = new AbortController();
    const late = makeImportVersion({
      models,
      clock,
      modelFiles: {
        importModel: () => {
          client.abort(new Error('gone'));
          return Promise.resolve(found);
        },
      },
    });
    await expect(late(input, client.signal)).rejects.toThrow('gone');
    expect(stored).toEqual([]);
  });
});

describe('exporting a version', () => {
  const openFolder = (trace: string[]): TemporaryFolder => ({
    location: '/tmp/folder',
    receiveListed: () => Promise.reject(new Error('nothing is listed here')),
    place: () => '/tmp/export',
    read: (location) =>
      (async function* () {
        yield await Promise.resolve(Buffer.from(location));
      })(),
    receive: () => Promise.reject(new Error('nothing is received')),
    discard: () => {
      trace.push('discard');
      return Promise.resolve();
    },
  });

  test('gives the file that was made, and removes it when it has been read', async () => {
    const trace: string[] = [];
    const exportVersion = makeExportVersion({
      models: makeMemoryModels().models,
      temporaryFiles: { open: () => Promise.resolve(openFolder(trace)) },
      modelFiles: {
        exportVersion: ({ weightsLocation }, format, location) => {
          trace.push(`${weightsLocation} as ${format} to ${location}`);
          return Promise.resolve(11);
        },
      },
    });
    const exported = await exportVersion(aManifest(), 'tfjs', signal);
    expect(exported.bytes).toBe(11);
    const chunks: Uint8Array[] = [];
    for await (const chunk of exported.content) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('/tmp/export');
    await exported.discard();
    expect(trace).toEqual(['/models/animals/1 as tfjs to /tmp/export', 'discard']);
  });

  test('leaves nothing when it fails', async () => {
    const trace: string[] = [];
    const exportVersion = makeExportVersion({
      models: makeMemoryModels().models,
      temporaryFiles: { open: () => Promise.resolve(openFolder(trace)) },
      modelFiles: { exportVersion: () => Promise.reject(new AppError('WEIGHTS_MISSING', 'gone')) },
    });
    await expect(exportVersion(aManifest(), 'keras', signal)).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
    });
    expect(trace).toEqual(['discard']);
  });
});

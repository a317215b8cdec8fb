import { describe, expect, test } from 'vitest';
import { AppError, nameOfArchive } from '../../src/domain/index.ts';
import type { IntakeRequest, ReceivedUpload, Uploads } from '../../src/ports/index.ts';
import { makeCreateFromUpload } from '../../src/usecases/index.ts';
import { dataset } from '../routes/samples.ts';

const signal = new AbortController().signal;

const whole: ReceivedUpload = {
  location: '/u',
  bytes: 10,
  received: 10,
  isComplete: true,
  name: 'C:\\a\\pets.ZIP',
};

const lending = (upload: ReceivedUpload | null): Uploads => ({ consume: (_id, work) => work(upload) });

const world = (upload: ReceivedUpload | null, refusal?: AppError) => {
  const requests: IntakeRequest[] = [];
  const create = makeCreateFromUpload({
    uploads: lending(upload),
    intake: {
      create: (request) => {
        requests.push(request);
        return refusal === undefined ? Promise.resolve({ dataset, isNew: true }) : Promise.reject(refusal);
      },
    },
  });
  return { requests, create };
};

const input = { uploadId: 'up_1', name: null, leakPolicy: 'report' } as const;

describe('a dataset of an upload', () => {
  test('is made of the zip, named after its file unless it is given a name', async () => {
    const { requests, create } = world(whole);
    expect(await create(input, signal)).toEqual({ dataset, isNew: true });
    await create({ ...input, name: 'mine', leakPolicy: 'fail' }, signal);
    const source = { kind: 'archive', location: '/u', digest: null };
    expect(requests).toEqual([
      { source, name: 'pets', leakPolicy: 'report' },
      { source, name: 'mine', leakPolicy: 'fail' },
    ]);
  });

  test('is not made of an upload that is not there', async () => {
    await expect(world(null).create(input, signal)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
  });

  test.each([
    [10, 'expected all 10 bytes, received 4 so far'],
    [null, 'expected an upload of a known length, received 4 so far'],
  ])('is not made before all of it came (%s bytes)', async (bytes, message) => {
    const { requests, create } = world({ ...whole, bytes, received: 4, isComplete: false });
    await expect(create(input, signal)).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT', message });
    expect(requests).toEqual([]);
  });

  test('passes a refusal of the intake on', async () => {
    const refusal = new AppError('DATASET_EMPTY', 'expected pictures');
    await expect(world(whole, refusal).create(input, signal)).rejects.toBe(refusal);
  });

  test('is not begun for a client that is gone', async () => {
    const { requests, create } = world(whole);
    await expect(create(input, AbortSignal.abort())).rejects.toThrow();
    expect(requests).toEqual([]);
  });
});

describe('the name of an archive', () => {
  test.each([
    ['pets.zip', 'pets'],
    ['../../etc/passwd', 'passwd'],
    ['a\\b\\pets.tar', 'pets.tar'],
    ['猫.zip', '猫'],
    ['a\u0000\nb.zip', 'ab'],
    ['.zip', null],
    ['photos/', null],
    [`${'x'.repeat(199)}😀😀.zip`, 'x'.repeat(199)],
  ])('%j becomes %j', (filename, name) => {
    expect(nameOfArchive(filename)).toBe(name);
  });
});

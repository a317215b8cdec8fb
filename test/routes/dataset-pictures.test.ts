import { describe, expect, test } from 'vitest';
import { AppError, THUMBNAIL_SIZES } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const IMAGE = '/datasets/ds_1/files/file_0000001/image';
const PREVIEW = '/datasets/ds_1/preview.jpg';
const FOR_EVER = 'private, max-age=31536000, immutable';

describe('GET /datasets/:id/files/:fileId/image', () => {
  const withPictures = async () => {
    const asked: unknown[] = [];
    const opened = await openApp({
      readThumbnail: (...of) => {
        asked.push(of);
        return Promise.resolve({ bytes: new Uint8Array(JPEG), etag: '"abc-256"' });
      },
    });
    return { ...opened, asked };
  };

  test('answers a JPEG that may be kept for ever and is nothing but a picture', async () => {
    const { call, app } = await withPictures();
    const reply = await call({ method: 'GET', url: IMAGE });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '4',
      etag: '"abc-256"',
      'cache-control': FOR_EVER,
      'x-content-type-options': 'nosniff',
    });
    expect((await app.inject({ method: 'GET', url: IMAGE })).rawPayload).toEqual(JPEG);
  });

  test('takes one of the sizes, 256 by default', async () => {
    const { call, asked } = await withPictures();
    await call({ method: 'GET', url: IMAGE });
    for (const size of THUMBNAIL_SIZES) await call({ method: 'GET', url: `${IMAGE}?size=${size}` });
    expect(asked).toEqual([256, ...THUMBNAIL_SIZES].map((size) => ['ds_1', 'file_0000001', size]));
  });

  test.each(['size=100', 'size=0', 'size=256.5', 'size=big', 'size=', 'width=64', 'size=64&size=128'])(
    'refuses the query %s',
    async (query) => {
      const { call } = await openApp();
      const reply = await call({ method: 'GET', url: `${IMAGE}?${query}` });
      expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    },
  );

  test.each(['"abc-256"', 'W/"abc-256"', '"x", "abc-256"', '*'])(
    'answers 304 without a body to a client that has %s',
    async (tag) => {
      const { call } = await withPictures();
      const reply = await call({ method: 'GET', url: IMAGE, headers: { 'if-none-match': tag } });
      expect([reply.status, reply.body]).toEqual([304, '']);
      expect(reply.headers).toMatchObject({ etag: '"abc-256"', 'cache-control': FOR_EVER });
    },
  );

  test('sends the picture to a client that has another one', async () => {
    const { call } = await withPictures();
    for (const tag of ['"abc-128"', 'abc-256', '']) {
      const reply = await call({ method: 'GET', url: IMAGE, headers: { 'if-none-match': tag } });
      expect(reply.status).toBe(200);
    }
  });

  test.each([
    ['DATASET_NOT_FOUND', 404],
    ['FILE_NOT_FOUND', 404],
    ['DATASET_CHANGED', 409],
    ['IMAGE_UNREADABLE', 422],
    ['IMAGE_TOO_LARGE', 422],
    ['IMAGE_TYPE_UNSUPPORTED', 415],
    ['STORAGE_UNAVAILABLE', 503],
  ] as const)('hands on %s as %d, which nobody keeps', async (code, status) => {
    const { call } = await openApp({
      readThumbnail: () => Promise.reject(new AppError(code, 'expected a, received b')),
    });
    const reply = await call({ method: 'GET', url: IMAGE });
    expect(reply.json()).toMatchObject({ status, code, detail: 'expected a, received b' });
    expect(reply.headers).not.toMatchObject({ 'cache-control': FOR_EVER });
    expect(reply.headers).not.toHaveProperty('etag');
  });

  test('finds nothing under ids that cannot be', async () => {
    const { call } = await openApp();
    const dataset = await call({ method: 'GET', url: '/datasets/..%2F..%2Fx/files/file_1/image' });
    expect(dataset.json()).toMatchObject({ status: 404, code: 'DATASET_NOT_FOUND' });
    const file = await call({ method: 'GET', url: '/datasets/ds_1/files/..%2Fobjects/image' });
    expect(file.json()).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' });
  });
});

describe('GET /datasets/:id/preview.jpg', () => {
  const withPreview = async (isComplete: boolean) => {
    const asked: unknown[] = [];
    const opened = await openApp({
      readPreview: (...of) => {
        asked.push(of);
        return Promise.resolve({ bytes: new Uint8Array(JPEG), etag: '"sheet"', isComplete });
      },
    });
    return { ...opened, asked };
  };

  test('answers the sheet of all classes, or of the one that is asked for', async () => {
    const { call, asked } = await withPreview(true);
    const reply = await call({ method: 'GET', url: PREVIEW });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/jpeg',
      etag: '"sheet"',
      'cache-control': FOR_EVER,
      'x-content-type-options': 'nosniff',
    });
    await call({ method: 'GET', url: `${PREVIEW}?class=dog%20%26%20cat` });
    expect(asked).toEqual([
      ['ds_1', null],
      ['ds_1', 'dog & cat'],
    ]);
  });

  test('is asked for again where a picture could not be read', async () => {
    const { call } = await withPreview(false);
    const reply = await call({ method: 'GET', url: PREVIEW });
    expect(reply.headers).toMatchObject({ etag: '"sheet"', 'cache-control': 'private, no-cache' });
  });

  test('answers 304 to a client that has it', async () => {
    const { call } = await withPreview(true);
    const reply = await call({ method: 'GET', url: PREVIEW, headers: { 'if-none-match': '"sheet"' } });
    expect([reply.status, reply.body]).toEqual([304, '']);
  });

  test('names the fault of a query', async () => {
    const { call } = await openApp({
      readPreview: () =>
        Promise.reject(
          new AppError('REQUEST_INVALID', 'expected a class', {
            errors: [{ pointer: '/class', detail: 'expected a class' }],
          }),
        ),
    });
    const unknown = await call({ method: 'GET', url: `${PREVIEW}?class=bird` });
    expect(unknown.json()).toMatchObject({ status: 400, errors: [{ pointer: '/class' }] });
    const misspelt = await call({ method: 'GET', url: `${PREVIEW}?className=dog` });
    expect(misspelt.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});

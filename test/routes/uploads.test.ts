import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openApp } from './open-app.ts';
import { begin, begun, CHUNK, look, offsetOf, patch, VERSION } from './upload-calls.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('an upload', () => {
  test('is received in pieces and tells where it stands', async () => {
    const { call, uploadFiles } = await openApp();
    const url = await begun(call, 10);
    expect(url).toMatch(/^\/uploads\/up_\d+$/);
    const first = await patch(call, url, 0, 'abcd');
    expect(first.status).toBe(204);
    expect(first.headers).toMatchObject({ 'upload-offset': '4', 'tus-resumable': '1.0.0' });
    expect(Date.parse(String(first.headers['upload-expires']))).toBeGreaterThan(Date.now());
    const standing = await look(call, url);
    expect(standing.status).toBe(200);
    expect(standing.headers).toMatchObject({
      'upload-offset': '4',
      'upload-length': '10',
      'cache-control': 'no-store',
      'tus-resumable': '1.0.0',
    });
    expect((await patch(call, url, 4, 'efghij')).headers['upload-offset']).toBe('10');
    const id = url.slice('/uploads/'.length);
    expect(uploadFiles()).toEqual([id, `${id}.json`]);
  });

  test('may bring its first bytes when it begins', async () => {
    const { call } = await openApp();
    const reply = await begin(call, { 'upload-length': '5' }, 'abc');
    expect([reply.status, reply.headers['upload-offset']]).toEqual([201, '3']);
    expect(await offsetOf(call, String(reply.headers['location']))).toBe('3');
  });

  test('may say its length later', async () => {
    const { call } = await openApp();
    const url = String((await begin(call, { 'upload-defer-length': '1' })).headers['location']);
    await patch(call, url, 0, 'abc');
    expect((await look(call, url)).headers['upload-defer-length']).toBe('1');
    expect((await patch(call, url, 3, 'de', { 'upload-length': '5' })).status).toBe(204);
    expect((await look(call, url)).headers).toMatchObject({ 'upload-length': '5', 'upload-offset': '5' });
  });

  test('is refused where the offset is another one, and is told the right one', async () => {
    const { call } = await openApp();
    const url = await begun(call, 10);
    await patch(call, url, 0, 'abcd');
    const reply = await patch(call, url, 3, 'x');
    expect(reply.json()).toMatchObject({
      status: 409,
      code: 'UPLOAD_CONFLICT',
      detail: 'expected Upload-Offset 4, received 3',
    });
    expect(reply.headers['tus-resumable']).toBe('1.0.0');
    expect(await offsetOf(call, url)).toBe('4');
  });

  test.each([
    ['another version', { 'tus-resumable': '0.2.2' }],
    ['no version', {}],
  ])('is refused with %s, and told which is spoken', async (_what, headers) => {
    const { call } = await openApp();
    const known = await begun(call, 10);
    for (const [method, url] of [
      ['POST', '/uploads'],
      ['PATCH', known],
      ['DELETE', known],
    ] as const) {
      const reply = await call({ method, url, headers });
      expect(reply.json()).toMatchObject({ status: 412, code: 'UPLOAD_VERSION_UNSUPPORTED' });
      expect(reply.headers['tus-version']).toBe('1.0.0');
    }
    expect((await call({ method: 'HEAD', url: known, headers })).status).toBe(412);
  });

  test('is refused over the limit of the service before any of it is sent', async () => {
    const { call, uploadFiles } = await openApp({}, { uploadMaxBytes: 1000 });
    const reply = await begin(call, { 'upload-length': '1001' });
    expect(reply.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(uploadFiles()).toEqual([]);
  });

  test('takes no more than its length, and no more than the limit where it has none yet', async () => {
    const { call } = await openApp({}, { uploadMaxBytes: 1000 });
    const url = await begun(call, 10);
    expect((await patch(call, url, 0, 'x'.repeat(11))).json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
    const chunked = { 'transfer-encoding': 'chunked' };
    const streamed = await patch(call, url, 0, 'x'.repeat(11), chunked);
    expect(streamed.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const open = String((await begin(call, { 'upload-defer-length': '1' })).headers['location']);
    const long = await patch(call, open, 0, 'x'.repeat(1001), chunked);
    expect(long.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  test('is sent in a body of its own type; a type without a body does no harm', async () => {
    const { call } = await openApp();
    const url = await begun(call, 10);
    const headers = { ...VERSION, 'upload-offset': '0', 'content-type': 'application/json' };
    const reply = await call({ method: 'PATCH', url, headers, payload: '{"a":1}' });
    expect(reply.json()).toMatchObject({
      status: 415,
      code: 'MEDIA_TYPE_UNSUPPORTED',
      detail: 'expected a body of type application/offset+octet-stream, received "application/json"',
    });
    const typed = { ...VERSION, 'content-type': 'application/json', 'upload-length': '3' };
    expect((await call({ method: 'POST', url: '/uploads', headers: typed })).status).toBe(201);
    const bodied = await call({ method: 'POST', url: '/uploads', headers: typed, payload: '{}' });
    expect(bodied.status).toBe(415);
  });

  const malformed: readonly (readonly [string, 'POST' | 'PATCH', Record<string, string>])[] = [
    ['without a length', 'POST', {}],
    ['with a length and a later one', 'POST', { 'upload-length': '5', 'upload-defer-length': '1' }],
    ['with a negative length', 'POST', { 'upload-length': '-1' }],
    ['with a length that is no number', 'POST', { 'upload-length': 'x' }],
    ['that joins others', 'POST', { 'upload-length': '5', 'upload-concat': 'partial' }],
    [
      'with metadata that is not in base64',
      'POST',
      { 'upload-length': '5', 'upload-metadata': 'filename ?' },
    ],
    [
      'with metadata that reaches a prototype',
      'POST',
      { 'upload-length': '5', 'upload-metadata': '__proto__ eA==' },
    ],
    ['without an offset', 'PATCH', {}],
    ['with an offset that is no number', 'PATCH', { 'upload-offset': 'x' }],
    ['with an offset below zero', 'PATCH', { 'upload-offset': '-5' }],
    ['with a second length', 'PATCH', { 'upload-offset': '0', 'upload-length': '9' }],
  ];
  test.each(malformed)('%s is refused', async (_what, method, headers) => {
    const { call } = await openApp();
    const url = method === 'PATCH' ? await begun(call, 10) : '/uploads';
    const reply = await call({
      method,
      url,
      headers: { ...(method === 'PATCH' ? CHUNK : VERSION), ...headers },
    });
    expect(reply.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  test.each(['up_404', '..%2F..%2Fetc%2Fpasswd', 'up_1.json', '%00', 'x'.repeat(500)])(
    'is not found by the id %s',
    async (id) => {
      const { call } = await openApp();
      await begun(call, 10);
      const url = `/uploads/${id}`;
      expect((await patch(call, url, 0, 'x')).json()).toMatchObject({
        status: 404,
        code: 'UPLOAD_NOT_FOUND',
      });
      expect((await look(call, url)).status).toBe(404);
      const removal = await call({ method: 'DELETE', url, headers: VERSION });
      expect(removal.json()).toMatchObject({ status: 404, code: 'UPLOAD_NOT_FOUND' });
    },
  );

  test('that is given up is gone with its files', async () => {
    const { call, uploadFiles } = await openApp();
    const url = await begun(call, 10);
    await patch(call, url, 0, 'abc');
    expect((await call({ method: 'DELETE', url, headers: VERSION })).status).toBe(204);
    expect(uploadFiles()).toEqual([]);
    expect((await look(call, url)).status).toBe(404);
    expect((await patch(call, url, 3, 'd')).status).toBe(404);
  });

  test('keeps a file name that names other places as mere text', async () => {
    const { call, uploadFiles } = await openApp();
    const metadata = `filename ${base64('../../../etc/passwd\u0000')},relativePath ${base64('/')},empty`;
    const reply = await begin(call, { 'upload-length': '3', 'upload-metadata': metadata }, 'abc');
    const url = String(reply.headers['location']);
    expect((await look(call, url)).headers['upload-metadata']).toBe(metadata);
    expect(uploadFiles()).toHaveLength(2);
  });

  test('has an address that no header of the request can change, and opens to no other origin', async () => {
    const { call } = await openApp();
    const reply = await begin(call, {
      'upload-length': '3',
      host: 'evil.example',
      origin: 'https://evil.example',
      forwarded: 'host=evil.example;proto=https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https, http',
    });
    expect(reply.headers['location']).toMatch(/^\/uploads\/up_\d+$/);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('is described without a key; everything else needs one with the scope train', async () => {
    const key = (token: string, scope: 'predict' | 'train') => ({
      sha256: createHash('sha256').update(token).digest('hex'),
      scopes: [scope],
    });
    const { call } = await openApp({}, { apiKeys: [key('reader', 'predict'), key('trainer', 'train')] });
    const described = await call({ method: 'OPTIONS', url: '/uploads' });
    expect(described.status).toBe(204);
    expect(described.headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,creation-defer-length,termination,expiration',
      'tus-max-size': String(1024 * 1024),
    });
    const length = { 'upload-length': '3' };
    expect((await begin(call, length)).json()).toMatchObject({ status: 401, code: 'KEY_MISSING' });
    const reader = await begin(call, { ...length, authorization: 'Bearer reader' });
    expect(reader.json()).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
    const trainer = await begin(call, { ...length, authorization: 'Bearer trainer' });
    expect(trainer.status).toBe(201);
    const url = String(trainer.headers['location']);
    expect((await look(call, url)).status).toBe(401);
    expect((await patch(call, url, 0, 'x')).status).toBe(401);
    expect((await call({ method: 'DELETE', url, headers: VERSION })).status).toBe(401);
  });

  test('is not read back', async () => {
    const { call } = await openApp();
    const url = await begun(call, 10);
    const reply = await call({ method: 'GET', url });
    expect(reply.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    expect(reply.headers['allow']).toBe('DELETE, HEAD, PATCH');
  });
});

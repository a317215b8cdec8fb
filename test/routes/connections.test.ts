import { describe, expect, test } from 'vitest';
import { expectConforms } from './conforms.ts';
import { listen, openConnection } from './connection.ts';
import { makeDeferred, makeEvent } from './deferred.ts';
import { form, openApp } from './open-app.ts';
import { type dataset, job, viewOf } from './samples.ts';

const MIB = 1024 ** 2;

const head = (method: string, path: string, ...headers: string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'host: x', ...headers, '', ''].join('\r\n');

const NEXT = head('GET', '/health/live');

describe('a body that is refused', () => {
  test('keeps the connection when it is over the limit of a picture', async () => {
    const { app } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    connection.write(head('POST', '/predict', 'content-type: image/jpeg', `content-length: ${2 * MIB}`));
    connection.write(new Uint8Array(2 * MIB));
    const refused = await connection.reply();
    expectConforms({ method: 'POST', path: '/predict', ...refused });
    expect(JSON.parse(refused.body)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    connection.write(NEXT);
    expect((await connection.reply()).status).toBe(200);
  });

  test('keeps the connection when it announces more than 8 MiB but is little over its limit (it was cut)', async () => {
    const { app } = await openApp({}, { imageMaxBytes: 20 * MIB });
    const { port } = await listen(app);
    const connection = openConnection(port);
    const bytes = 20 * MIB + 1;
    connection.write(head('POST', '/predict', 'content-type: image/jpeg', `content-length: ${bytes}`));
    connection.write(new Uint8Array(bytes));
    const refused = await connection.reply();
    expect(refused.status).toBe(413);
    expect(refused.headers['connection']).not.toBe('close');
    expect(refused.body).toContain(`at most ${20 * MIB} bytes`);
    connection.write(NEXT);
    expect((await connection.reply()).status).toBe(200);
  });

  test('keeps the connection when it turns out too large in chunks', async () => {
    const { app } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    connection.write(head('POST', '/predict', 'content-type: image/jpeg', 'transfer-encoding: chunked'));
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    for (let count = 0; count < 20; count += 1) connection.write(chunk);
    connection.write('0\r\n\r\n');
    expect((await connection.reply()).status).toBe(413);
    connection.write(NEXT);
    expect((await connection.reply()).status).toBe(200);
  });

  test('keeps the connection when an upload is over its limit', async () => {
    const { app, temporaryFiles } = await openApp({}, { uploadMaxBytes: 1000 });
    const { port } = await listen(app);
    const connection = openConnection(port);
    const { headers, payload } = form([{ name: 'images', filename: 'a/b.jpg', bytes: 'x'.repeat(MIB) }]);
    connection.write(
      head('POST', '/datasets', `content-type: ${headers['content-type']}`, 'transfer-encoding: chunked'),
    );
    connection.write(`${payload.length.toString(16)}\r\n`);
    connection.write(payload);
    connection.write('\r\n0\r\n\r\n');
    const refused = await connection.reply();
    expectConforms({ method: 'POST', path: '/datasets', ...refused });
    expect(refused.status).toBe(413);
    connection.write(NEXT);
    expect((await connection.reply()).status).toBe(200);
    expect(temporaryFiles()).toEqual([]);
  });

  test('keeps the connection when its type is not read', async () => {
    const { app } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    connection.write(head('POST', '/jobs', 'content-type: text/csv', `content-length: ${MIB}`));
    connection.write(new Uint8Array(MIB));
    expect((await connection.reply()).status).toBe(415);
    connection.write(NEXT);
    expect((await connection.reply()).status).toBe(200);
  });

  test('loses the connection when more than 8 MiB are left, but not the answer', async () => {
    const { app } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    connection.write(head('POST', '/predict', 'content-type: image/jpeg', `content-length: ${1024 * MIB}`));
    connection.write(new Uint8Array(9 * MIB));
    const refused = await connection.reply();
    expect([refused.status, refused.headers['connection']]).toEqual([413, 'close']);
    await connection.closed;
  });
});

describe('bytes that are no request', () => {
  test.each([
    ['HELLO\r\n\r\n', 'expected an HTTP request'],
    [head('GET', '/jobs', `x-long: ${'x'.repeat(20_000)}`), 'expected at most 16 KiB of headers'],
  ])('are answered with a problem document', async (bytes, detail) => {
    const { app } = await openApp();
    const { port } = await listen(app);
    const connection = openConnection(port);
    connection.write(bytes);
    const reply = await connection.reply();
    expectConforms({ method: 'GET', path: '/', ...reply });
    expect(JSON.parse(reply.body)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect(reply.body).toContain(detail);
    await connection.closed;
  });
});

describe('a client that goes away', () => {
  test('during an upload leaves no file behind', async () => {
    const { app, temporaryFiles } = await openApp();
    const { port } = await listen(app);
    const ended = new Promise<void>((resolve) => {
      app.server.on('request', (_request, response) => response.once('close', resolve));
    });
    const connection = openConnection(port);
    const { headers, payload } = form([{ name: 'images', filename: 'a/b.jpg', bytes: 'x'.repeat(400_000) }]);
    connection.write(
      head('POST', '/datasets', `content-type: ${headers['content-type']}`, 'content-length: 900000'),
    );
    connection.write(payload.subarray(0, 300_000));
    await expect.poll(() => temporaryFiles().length, { timeout: 5000 }).toBeGreaterThan(0);
    connection.end();
    await ended;
    await expect.poll(temporaryFiles, { timeout: 5000 }).toEqual([]);
  });

  test('stops the use case that works for it', async () => {
    const stopped = makeEvent();
    const started = makeEvent();
    const { app } = await openApp({
      createDataset: (_input, signal) => {
        signal.addEventListener('abort', () => {
          stopped.happen();
        });
        started.happen();
        return new Promise((_resolve, reject) => {
          void stopped.happened.then(() => {
            reject(new Error('aborted'));
          });
        });
      },
    });
    const { port } = await listen(app);
    const connection = openConnection(port);
    const body = JSON.stringify({ path: 'photos' });
    const length = `content-length: ${body.length}`;
    connection.write(head('POST', '/datasets', 'content-type: application/json', length) + body);
    await started.happened;
    connection.end();
    await stopped.happened;
  });
});

describe('closing', () => {
  test('waits for the call that is in flight and answers it', async () => {
    const asked = makeEvent();
    const answered = makeDeferred<ReturnType<typeof viewOf>>();
    const { app } = await openApp({
      findJob: () => {
        asked.happen();
        return answered.promise;
      },
    });
    const { url } = await listen(app);
    const reply = fetch(`${url}/jobs/job_1`);
    await asked.happened;
    const closed = app.close();
    answered.resolve(viewOf(job));
    expect((await reply).status).toBe(200);
    await closed;
  });

  test('does not wait longer than the grace time', async () => {
    const asked = makeEvent();
    const { app } = await openApp(
      {
        findDataset: () => {
          asked.happen();
          return new Promise<typeof dataset>(() => undefined);
        },
      },
      { closeGraceMs: 50 },
    );
    const { url } = await listen(app);
    const reply = fetch(`${url}/datasets/ds_1`).catch(() => 'cut');
    await asked.happened;
    await app.close();
    expect(await reply).toBe('cut');
  });

  test('may take as long as it is told to (closing failed where the grace was ten seconds or more)', async () => {
    const { app } = await openApp({}, { closeGraceMs: 60_000 });
    expect(app.initialConfig.pluginTimeout).toBeGreaterThan(60_000);
    await app.close();
  });
});

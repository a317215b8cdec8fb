import { describe, expect, test } from 'vitest';
import { expectConforms } from './conforms.ts';
import { listen, openConnection } from './connection.ts';
import { makeEvent } from './deferred.ts';
import { openApp } from './open-app.ts';
import { begun, look, offsetOf, patch } from './upload-calls.ts';

const head = (method: string, path: string, ...headers: string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'host: x', 'tus-resumable: 1.0.0', ...headers, '', ''].join('\r\n');

const patchHead = (url: string, offset: number, bytes: number): string =>
  head(
    'PATCH',
    url,
    'content-type: application/offset+octet-stream',
    `upload-offset: ${offset}`,
    `content-length: ${bytes}`,
  );

describe('an upload over a connection', () => {
  test('that breaks off keeps what came, and goes on from there', async () => {
    const { app, call } = await openApp();
    const { port } = await listen(app);
    const url = await begun(call, 300_000);
    const connection = openConnection(port);
    connection.write(patchHead(url, 0, 300_000));
    connection.write('x'.repeat(100_000));
    await expect.poll(() => offsetOf(call, url), { timeout: 10_000 }).toBe('100000');
    connection.end();
    await expect
      .poll(async () => (await patch(call, url, 100_000, 'y'.repeat(200_000))).status, { timeout: 10_000 })
      .toBe(204);
    expect(await offsetOf(call, url)).toBe('300000');
  });

  test('that stands still is taken over by the next request, and is told how far it came', async () => {
    const { app, call } = await openApp();
    const { port } = await listen(app);
    const url = await begun(call, 10);
    const stuck = openConnection(port);
    stuck.write(`${patchHead(url, 0, 10)}abcd`);
    const next = openConnection(port);
    next.write(head('HEAD', url));
    await expect
      .poll(async () => (await look(call, url)).headers['upload-offset'], { timeout: 10_000 })
      .toBe('4');
    const ended = await stuck.reply();
    expectConforms({ method: 'PATCH', path: url, ...ended });
    expect(ended).toMatchObject({ status: 204, headers: { 'upload-offset': '4', connection: 'close' } });
    expect((await patch(call, url, 4, 'efghij')).status).toBe(204);
  });

  test('is one of many that end with the service (it warned of a leak)', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', onWarning);
    const { app, call } = await openApp();
    const { port } = await listen(app);
    const connections = [];
    let url = '';
    for (let count = 0; count < 16; count += 1) {
      url = await begun(call, 10);
      const connection = openConnection(port);
      connection.write(`${patchHead(url, 0, 10)}abcd`);
      connections.push(connection);
    }
    // The last one is under way, so the others are.
    await expect.poll(() => offsetOf(call, url), { timeout: 10_000 }).toBe('4');
    const closed = app.close();
    await Promise.all(connections.map((connection) => connection.closed));
    await closed;
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  test('does not hold up the end of the service, and is told how far it came', async () => {
    const { app, call } = await openApp({}, { closeGraceMs: 600_000 });
    const { port } = await listen(app);
    const url = await begun(call, 10);
    const asked = makeEvent();
    app.server.once('request', asked.happen);
    const connection = openConnection(port);
    connection.write(`${patchHead(url, 0, 10)}abcd`);
    await asked.happened;
    await new Promise((resolve) => setImmediate(resolve));
    const closed = app.close();
    const reply = await connection.reply();
    expect(reply).toMatchObject({ status: 204, headers: { connection: 'close' } });
    expect(Number(reply.headers['upload-offset'])).toBeLessThanOrEqual(4);
    await closed;
    await connection.closed;
  });

  test('that is refused keeps the connection', async () => {
    const { app, call } = await openApp();
    const { port } = await listen(app);
    const url = await begun(call, 1024 * 1024);
    const connection = openConnection(port);
    connection.write(patchHead(url, 5, 1000_000));
    connection.write('x'.repeat(1000_000));
    const refused = await connection.reply();
    expectConforms({ method: 'PATCH', path: url, ...refused });
    expect(refused.status).toBe(409);
    connection.write(`${patchHead(url, 0, 3)}abc`);
    expect(await connection.reply()).toMatchObject({ status: 204, headers: { 'upload-offset': '3' } });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OFFICIAL_FILES } from '../../src/keras/index.ts';
import { writeWeightsFile } from '../../src/safetensors/index.ts';
import { waitFor } from './support/child.ts';

const MADE = 'vgg16.f32.safetensors';

let root: string;
const servers: Server[] = [];
const children: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weights-command-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
};

/** Runs the command on the folders below `root`. */
const run = (...args: string[]) => {
  const child = spawn(process.execPath, ['dist/bin/weights.js', '--cache', join(root, 'cache'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', WEIGHTS_DIR: join(root, 'weights') },
  });
  children.push(child);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output }));
  return { child, ended, output: () => output };
};

describe('the weights command', () => {
  it('takes from the cache what another checkout made, and finds it in place the next time', async () => {
    await mkdir(join(root, 'cache'));
    await writeWeightsFile(join(root, 'cache', MADE), [
      { name: 'block5_conv3/kernel', shape: [1], pieces: () => [Float32Array.of(1)] },
    ]);
    const location = join(root, 'weights', MADE);
    expect(await run().ended).toEqual({ code: 0, output: `${location} taken from the cache\n` });
    await expect(readlink(location)).rejects.toMatchObject({ code: 'EINVAL' });
    expect(await run().ended).toEqual({ code: 0, output: `${location} was in place\n` });
  });

  it('says where to put a file that was got in another way when it cannot download one', async () => {
    const address = await serve((_request, response) => response.writeHead(403).end());
    const { code, output } = await run('--top', '--from', address).ended;
    expect(code).toBe(1);
    expect(output).toContain(`Expected ${address}/${OFFICIAL_FILES.top.name} to answer 200, received 403.`);
    expect(output).toContain(join(root, 'weights', OFFICIAL_FILES.top.name));
  });

  it('refuses a file that was put in place by hand and is not the official one', async () => {
    await mkdir(join(root, 'weights'));
    await writeFile(join(root, 'weights', OFFICIAL_FILES.notop.name), 'short');
    const { code, output } = await run().ended;
    expect([code, output]).toEqual([
      1,
      `Expected 58889256 bytes in ${OFFICIAL_FILES.notop.name}, received 5.\n`,
    ]);
  });

  it('ends at Ctrl-C, keeps what has come, and says that it goes on from there', async () => {
    const part = Buffer.alloc(1_000_000);
    const address = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': OFFICIAL_FILES.notop.bytes });
      response.write(part);
    });
    const { child, ended } = run('--from', address);
    const partial = join(root, 'cache', `${OFFICIAL_FILES.notop.name}.partial`);
    await waitFor('the first part on the disk', () =>
      stat(partial).then(
        ({ size }) => (size === part.length ? size : undefined),
        () => undefined,
      ),
    );
    child.kill('SIGINT');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output.trimEnd().split('\n').at(-1)).toBe('Interrupted: the same command goes on from here.');
    expect((await stat(partial)).size).toBe(part.length);
  });
});

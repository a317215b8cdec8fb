import { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { type Frame, readFrames, writeFrame } from '../../src/processes/frames.ts';
import {
  createServiceChild,
  type ServiceChild,
  type ServiceChildOptions,
  type ServiceProtocol,
  spawnChild,
} from '../../src/processes/index.ts';
import { childEntry, isAlive, startTestProcess, waitFor, waitUntilGone } from './support/child.ts';

/** A stream whose two sides are in this process; what is written comes out in pieces of `pieceBytes`. */
const makePipe = (pieceBytes: number): Duplex =>
  new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      for (let start = 0; start < chunk.length; start += pieceBytes)
        this.push(chunk.subarray(start, start + pieceBytes));
      done();
    },
  });

const collect = (pipe: Duplex): Frame<object>[] => {
  const frames: Frame<object>[] = [];
  readFrames<object>(pipe, (frame) => frames.push(frame));
  return frames;
};

describe('frames', () => {
  it('arrive whole wherever the stream was cut', async () => {
    const payload = Buffer.from('pixels, more or less');
    for (let pieceBytes = 1; pieceBytes <= 64; pieceBytes += 1) {
      const pipe = makePipe(pieceBytes);
      const frames = collect(pipe);
      writeFrame(pipe, { name: 'first', ä: '→' }, [payload.subarray(0, 3), payload.subarray(3)]);
      writeFrame(pipe, { name: 'second' });
      writeFrame(pipe, {}, [payload]);
      await waitFor('three frames', () => (frames.length === 3 ? true : undefined));
      expect(frames).toEqual([
        { header: { name: 'first', ä: '→' }, payload },
        { header: { name: 'second' }, payload: Buffer.alloc(0) },
        { header: {}, payload },
      ]);
    }
  });

  it('break the stream, with a reason, when what comes is none', async () => {
    const pipe = makePipe(1000);
    collect(pipe);
    const failed = new Promise<Error>((resolve) => pipe.once('error', resolve));
    pipe.write(Buffer.alloc(8, 0xff));
    expect((await failed).message).toMatch(/broken prefix/);
    const other = makePipe(1000);
    collect(other);
    const alsoFailed = new Promise<Error>((resolve) => other.once('error', resolve));
    other.write(Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b, 0x7b]));
    expect((await alsoFailed).message).toMatch(/JSON/);
  });
});

interface Protocol extends ServiceProtocol {
  readonly request: { readonly what: 'echo' | 'refuse' | 'break' | 'hang' | 'leave' };
  readonly reply: { readonly bytes: number };
  readonly ready: { readonly pid: number };
}

let service: ServiceChild<Protocol> | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
});

const start = (more: Partial<ServiceChildOptions> = {}): ServiceChild<Protocol> => {
  service = createServiceChild<Protocol>({
    entry: childEntry('service'),
    env: {},
    onLine: () => undefined,
    lost: (detail) => new AppError('PREDICTOR_UNAVAILABLE', detail),
    ...more,
  });
  return service;
};

const readyPid = (child: ServiceChild<Protocol>, besides: number | null = null): Promise<number> =>
  waitFor('a service that is ready', () => {
    const state = child.state();
    return state.kind === 'ready' && state.info.pid !== besides ? state.info.pid : undefined;
  });

describe('a service child', () => {
  it('answers calls that were made before it was ready', async () => {
    const { reply } = await start().call({ what: 'echo' }, [Buffer.alloc(5)]);
    expect(reply).toEqual({ bytes: 5 });
  });

  it('carries large payloads both ways, byte for byte', async () => {
    const sent = Buffer.alloc(48 * 1024 * 1024);
    for (let index = 0; index < sent.length; index += 4) sent.writeUInt32LE(index, index);
    const { payload } = await start().call({ what: 'echo' }, [
      sent.subarray(0, 1_000_003),
      sent.subarray(1_000_003),
    ]);
    expect(payload.equals(sent)).toBe(true);
  });

  it('hands on errors with their code and pointers, and faults as INTERNAL', async () => {
    const child = start();
    await expect(child.call({ what: 'refuse' })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      errors: [{ pointer: '/image', detail: 'no' }],
    });
    await expect(child.call({ what: 'break' })).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'a fault in the program',
    });
  });

  it('rejects what was under way when its process dies, and works again after it was started anew', async () => {
    const child = start();
    const first = await readyPid(child);
    const [hanging, alsoHanging] = [child.call({ what: 'hang' }), child.call({ what: 'hang' })];
    process.kill(first, 'SIGKILL');
    await expect(hanging).rejects.toMatchObject({
      code: 'PREDICTOR_UNAVAILABLE',
      message: expect.stringMatching(/SIGKILL/) as string,
    });
    await expect(alsoHanging).rejects.toBeInstanceOf(AppError);
    await readyPid(child, first);
    expect((await child.call({ what: 'echo' }, [Buffer.alloc(9)])).reply).toEqual({ bytes: 9 });
  });

  it('rejects calls at once while it is down', async () => {
    const child = start({ env: { DIE_AT_START: 'yes' } });
    await waitFor('a child that is down', () => (child.state().kind === 'down' ? true : undefined));
    await expect(child.call({ what: 'echo' })).rejects.toMatchObject({
      message: expect.stringMatching(/exit code 1/) as string,
    });
  });

  it('is started again and again when it does not come up', async () => {
    let ends = 0;
    let wasDown = false;
    const child = start({ env: { DIE_AT_START: 'yes' } });
    await waitFor('the third end', () => {
      const isDown = child.state().kind === 'down';
      if (isDown && !wasDown) ends += 1;
      wasDown = isDown;
      return ends === 3 ? true : undefined;
    });
  });

  it('is started anew when it is told to, as for a child that does not answer', async () => {
    const child = start();
    const first = await readyPid(child);
    const hanging = child.call({ what: 'hang' });
    child.restart();
    await expect(hanging).rejects.toMatchObject({ code: 'PREDICTOR_UNAVAILABLE' });
    await readyPid(child, first);
  });

  it('is gone when it is closed, and refuses calls from then on', async () => {
    const child = start();
    const pid = await readyPid(child);
    const hanging = child.call({ what: 'hang' });
    hanging.catch(() => undefined);
    await child.close();
    expect(isAlive(pid)).toBe(false);
    await expect(hanging).rejects.toMatchObject({ code: 'PREDICTOR_UNAVAILABLE' });
    await expect(child.call({ what: 'echo' })).rejects.toMatchObject({
      message: expect.stringMatching(/closed/) as string,
    });
  });

  it('stays when a signal goes to all processes of the service', async () => {
    const child = start();
    const pid = await readyPid(child);
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGINT');
    expect((await child.call({ what: 'echo' })).reply).toEqual({ bytes: 0 });
    expect(await readyPid(child)).toBe(pid);
  });
});

describe('a child process', () => {
  it('hands on its lines and says which stream they came from', async () => {
    const lines: [string, string][] = [];
    const child = spawnChild({
      entry: childEntry('service'),
      env: {},
      onLine: (line, stream) => lines.push([stream, line]),
    });
    await waitFor('two lines', () => (lines.length === 2 ? true : undefined));
    child.kill();
    expect((await child.exited).signal).toBe('SIGKILL');
    expect(lines.sort()).toEqual([
      ['stderr', 'a line of complaint'],
      ['stdout', 'a line of output'],
    ]);
  });

  it('has its environment from its options alone', async () => {
    const child = spawnChild<{ ready?: { niceness: string } }>({
      entry: childEntry('service'),
      env: { SHOW: 'this' },
      onLine: () => undefined,
    });
    const ready = await new Promise<unknown>((resolve) => {
      child.onFrame(({ header }) => {
        resolve(header.ready);
      });
    });
    child.kill();
    await child.exited;
    expect(ready).toMatchObject({ niceness: 'this' });
  });

  it('ends with its parent, even while its main thread is busy', async () => {
    const parent = startTestProcess('parent-of-service', {});
    const { pid } = await parent.line({ event: 'busy' });
    expect(isAlive(Number(pid))).toBe(true);
    await parent.end('SIGKILL');
    await waitUntilGone(Number(pid));
  });

  it('reports how it ended when it cannot be started', async () => {
    const lines: string[] = [];
    const child = spawnChild({ entry: '/no/such/file.js', env: {}, onLine: (line) => lines.push(line) });
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(lines.join('\n')).toMatch(/Cannot find module/);
  });
});

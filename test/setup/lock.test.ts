import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../setup/lock.mjs';
import { makeScratch, repository, type Scratch } from './scratch.ts';

let scratch: Scratch;
let lock: string;
const waits: (number | undefined)[] = [];
const options = {
  signal: new AbortController().signal,
  onWait: (pid: number | undefined) => waits.push(pid),
};

beforeEach(() => {
  scratch = makeScratch();
  lock = path.join(scratch.folder, 'setup.lock');
  waits.length = 0;
});
afterEach(() => {
  scratch.remove();
});

/** Starts a process that takes the lock and runs `work` (statements) while it holds it. */
function startHolder(work: string) {
  const script = `
    import fs from 'node:fs';
    import { withLock } from ${JSON.stringify(path.join(repository, 'setup/lock.mjs'))};
    const options = { signal: new AbortController().signal, onWait: () => {} };
    for (let round = 0; round < 5; round += 1) {
      await withLock(${JSON.stringify(lock)}, options, async () => { ${work} });
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('the lock of set-up', () => {
  it('lets one process at a time work, so that no count is lost', async () => {
    const counter = path.join(scratch.folder, 'counter');
    fs.writeFileSync(counter, '0');
    const work = `
      const count = Number(fs.readFileSync(${JSON.stringify(counter)}, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 10));
      fs.writeFileSync(${JSON.stringify(counter)}, String(count + 1));`;
    const exits = [1, 2, 3].map(() => once(startHolder(work), 'exit'));
    expect((await Promise.all(exits)).map(([code]) => code as unknown)).toEqual([0, 0, 0]);
    expect(fs.readFileSync(counter, 'utf8')).toBe('15');
    expect(fs.readdirSync(scratch.folder)).toEqual(['counter']);
  });

  it('takes over the lock of a process that was killed, once, however many wait for it', async () => {
    const holder = startHolder(`console.log('held'); await new Promise(() => setInterval(() => {}, 1000));`);
    await once(holder.stdout, 'data');
    let working = 0;
    let most = 0;
    const waiters = [1, 2, 3, 4].map(() =>
      withLock(lock, options, async () => {
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => setImmediate(resolve));
        working -= 1;
      }),
    );
    holder.kill('SIGKILL');
    await Promise.all(waiters);
    expect(most).toBe(1);
    expect(fs.existsSync(lock)).toBe(false);
  });

  it('does not take another program with the same process id for the owner', async () => {
    await withLock(lock, options, () => {
      const owner = JSON.parse(fs.readFileSync(lock, 'utf8')) as Record<string, unknown>;
      fs.writeFileSync(path.join(scratch.folder, 'old.lock'), JSON.stringify({ ...owner, startTime: '1' }));
      return Promise.resolve();
    });
    await expect(
      withLock(path.join(scratch.folder, 'old.lock'), options, () => Promise.resolve('mine')),
    ).resolves.toBe('mine');
    expect(waits).toEqual([]);
  });

  it('leaves the lock of another host alone while it is fresh, and takes it over after a minute of silence', async () => {
    const foreign = { token: 'other', pid: 1, startTime: '1', where: 'another host' };
    fs.writeFileSync(lock, JSON.stringify(foreign));
    const abort = new AbortController();
    const onWait = () => {
      abort.abort(new Error('still held'));
    };
    await expect(withLock(lock, { signal: abort.signal, onWait }, () => Promise.resolve())).rejects.toThrow(
      'still held',
    );
    const longAgo = new Date(Date.now() - 120_000);
    fs.utimesSync(lock, longAgo, longAgo);
    await expect(withLock(lock, options, () => Promise.resolve('mine'))).resolves.toBe('mine');
  });

  it('says once whom it waits for', async () => {
    const gate = new EventEmitter();
    const isReleased = once(gate, 'release');
    const isHeld = once(gate, 'held');
    const first = withLock(lock, options, () => {
      gate.emit('held');
      return isReleased;
    });
    await isHeld;
    const onWait = (pid: number | undefined) => {
      waits.push(pid);
      gate.emit('release');
    };
    const second = withLock(lock, { ...options, onWait }, () => Promise.resolve());
    await Promise.all([first, second]);
    expect(waits).toEqual([process.pid]);
  });

  it('is given back when the work fails', async () => {
    await expect(withLock(lock, options, () => Promise.reject(new Error('no disk')))).rejects.toThrow(
      'no disk',
    );
    expect(fs.readdirSync(scratch.folder)).toEqual([]);
  });
});

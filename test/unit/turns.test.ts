import { describe, expect, test } from 'vitest';
import { makeTurns } from '../../src/processes/index.ts';
import { makeDeferred } from '../routes/deferred.ts';

const full = (): Error => new Error('too many wait');
const { signal } = new AbortController();

describe('turns', () => {
  test('run work one after the other, in the order in which it came', async () => {
    const turns = makeTurns({ atOnce: 1, maxWaiting: 5, full });
    const gates = ['a', 'b', 'c'].map((name) => ({ name, ...makeDeferred<string>() }));
    const trace: string[] = [];
    const all = gates.map(({ name, promise }) =>
      turns.take(() => {
        trace.push(name);
        return promise;
      }, signal),
    );
    expect(trace).toEqual(['a']);
    for (const { name, resolve } of gates) resolve(`done ${name}`);
    expect(await Promise.all(all)).toEqual(['done a', 'done b', 'done c']);
    expect(trace).toEqual(['a', 'b', 'c']);
  });

  test('run as many pieces at once as they may, and no more', async () => {
    const turns = makeTurns({ atOnce: 2, maxWaiting: 5, full });
    const gates = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...makeDeferred<string>() }));
    const trace: string[] = [];
    const all = gates.map(({ name, promise }) =>
      turns.take(() => {
        trace.push(name);
        return promise;
      }, signal),
    );
    expect(trace).toEqual(['a', 'b']);
    gates[1]?.resolve('done');
    await all[1];
    await expect.poll(() => trace).toEqual(['a', 'b', 'c']);
    for (const { resolve } of gates) resolve('done');
    await Promise.all(all);
    expect(trace).toEqual(['a', 'b', 'c', 'd']);
  });

  test('go on after work that failed', async () => {
    const turns = makeTurns({ atOnce: 1, maxWaiting: 5, full });
    const failing = turns.take(() => Promise.reject(new Error('no')), signal);
    const next = turns.take(() => Promise.resolve('yes'), signal);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await turns.take(() => Promise.resolve('again'), signal)).toBe('again');
  });

  test('refuse work when too much waits, and take it again when there is room', async () => {
    const turns = makeTurns({ atOnce: 1, maxWaiting: 1, full });
    const gate = makeDeferred<string>();
    const first = turns.take(() => gate.promise, signal);
    const second = turns.take(() => Promise.resolve('second'), signal);
    await expect(turns.take(() => Promise.resolve('third'), signal)).rejects.toThrow('too many wait');
    gate.resolve('first');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(await turns.take(() => Promise.resolve('fourth'), signal)).toBe('fourth');
  });

  test('are left by who does not want to wait any more', async () => {
    const turns = makeTurns({ atOnce: 1, maxWaiting: 1, full });
    const gate = makeDeferred<string>();
    const first = turns.take(() => gate.promise, signal);
    const client = new AbortController();
    const gone = turns.take(() => Promise.resolve('never'), client.signal);
    client.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    const next = turns.take(() => Promise.resolve('next'), signal);
    gate.resolve('first');
    expect(await Promise.all([first, next])).toEqual(['first', 'next']);
    await expect(turns.take(() => Promise.resolve('never'), client.signal)).rejects.toThrow('gone');
  });
});

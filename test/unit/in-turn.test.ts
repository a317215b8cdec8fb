import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { makeInTurn } from '../../src/usecases/in-turn.ts';
import { makeDeferred } from '../routes/deferred.ts';

const listenersOf = ({ signal }: AbortController): number => getEventListeners(signal, 'abort').length;

describe('work that is done in turn', () => {
  it('is done in the order in which it came, as much at once as may be', async () => {
    const inTurn = makeInTurn(2);
    const { signal } = new AbortController();
    const gates = Array.from({ length: 4 }, () => makeDeferred<number>());
    const begun: number[] = [];
    const all = gates.map(({ promise }, index) =>
      inTurn(() => {
        begun.push(index);
        return promise;
      }, signal),
    );
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve(1);
    await expect.poll(() => begun).toEqual([0, 1, 2]);
    for (const [index, { resolve }] of gates.entries()) resolve(index);
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('costs its signal one listener, however much waits, and none once nothing waits', async () => {
    const inTurn = makeInTurn(1);
    const [one, other] = [new AbortController(), new AbortController()];
    const gate = makeDeferred<string>();
    const work = (): Promise<string> => gate.promise;
    const all = Array.from({ length: 20 }, () => inTurn(work, one.signal));
    all.push(inTurn(work, other.signal));
    expect([listenersOf(one), listenersOf(other)]).toEqual([1, 1]);
    gate.resolve('done');
    await Promise.all(all);
    expect([listenersOf(one), listenersOf(other)]).toEqual([0, 0]);
  });

  it('leaves the line with its signal, and what others wait for goes on', async () => {
    const inTurn = makeInTurn(1);
    const [gone, there] = [new AbortController(), new AbortController()];
    const gate = makeDeferred<string>();
    const first = inTurn(() => gate.promise, there.signal);
    const leaving = Array.from({ length: 3 }, () => inTurn(() => Promise.resolve('never'), gone.signal));
    const next = inTurn(() => Promise.resolve('next'), there.signal);
    gone.abort(new Error('gone'));
    for (const left of leaving) await expect(left).rejects.toThrow('gone');
    expect(listenersOf(there)).toBe(1);
    gate.resolve('first');
    expect(await Promise.all([first, next])).toEqual(['first', 'next']);
    await expect(inTurn(() => Promise.resolve('never'), gone.signal)).rejects.toThrow('gone');
  });
});

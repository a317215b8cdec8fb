import { describe, expect, test } from 'vitest';
import { makeUploadLocks } from '../../src/http/upload-locks.ts';

const { signal } = new AbortController();
const nothing = (): void => undefined;

describe('the lock of an upload', () => {
  test('is given to the next once the one before, which is asked to end, has ended', async () => {
    const locks = makeUploadLocks(60_000);
    const first = locks.newLock('up_1');
    const order: string[] = [];
    await first.lock(signal, () => {
      order.push('asked');
      void first.unlock();
    });
    const second = locks.newLock('up_1');
    await second.lock(signal, nothing);
    order.push('given');
    expect(order).toEqual(['asked', 'given']);
    await second.unlock();
  });

  test('is given to one only of many that wait', async () => {
    const locks = makeUploadLocks(60_000);
    let holders = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const lock = locks.newLock('up_1');
      await lock.lock(new AbortController().signal, nothing);
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      await lock.unlock();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    expect(most).toBe(1);
  });

  test('is refused when the one before does not end in time, and stays with it', async () => {
    const locks = makeUploadLocks(1);
    const first = locks.newLock('up_1');
    await first.lock(signal, nothing);
    const second = locks.newLock('up_1');
    await expect(second.lock(signal, nothing)).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT' });
    await second.unlock();
    await expect(locks.newLock('up_1').lock(signal, nothing)).rejects.toThrow();
    await locks.newLock('up_2').lock(signal, nothing);
  });

  test('is not waited for by a request that was given up', async () => {
    const locks = makeUploadLocks(60_000);
    await locks.newLock('up_1').lock(signal, nothing);
    const gone = new AbortController();
    const waiting = locks.newLock('up_1').lock(gone.signal, nothing);
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT' });
  });
});

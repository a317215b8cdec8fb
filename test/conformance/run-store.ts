import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Job } from '../../src/domain/index.ts';
import type { RunStore } from '../../src/ports/index.ts';
import { aJob, anEpoch, aReport } from '../unit/fakes.ts';

/** A store without runs. `again` opens the same runs a second time, as another process would. */
export interface RunStoreUnderTest {
  readonly store: RunStore;
  readonly again: () => RunStore;
}

const ids = ['job_01a', 'job_01b', 'job_01c', 'job_01d', 'job_01e'];

const createAll = async (store: RunStore, jobs: readonly Job[]): Promise<void> => {
  for (const job of jobs) await store.create(job);
};

const running = (changes: Partial<Job> = {}): Job =>
  aJob({ id: 'job_01a', state: 'training', attempt: 1, ...changes });

/** What every run store must do. */
export const runStoreConformance = (open: () => Promise<RunStoreUnderTest>): void => {
  test('gives back a job as it was created, also when opened again', async () => {
    const { store, again } = await open();
    const job = aJob({ id: 'job_01a' }, { metadata: { __proto__x: 'ü\n"' } });
    await store.create(job);
    expect(await store.find('job_01a')).toEqual(job);
    expect(await again().find('job_01a')).toEqual(job);
  });

  test.for([
    'job_01z',
    '',
    '.',
    '..',
    '../runs/job_01a',
    'job_../x',
    'job_01a/../job_01a',
    'job_\0',
    '/etc/passwd',
  ])('finds nothing under %j', async (id) => {
    const { store } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    expect(await store.find(id)).toBeNull();
    expect(await store.remove(id)).toBe(false);
    expect(await store.epochs(id)).toEqual([]);
    expect(await store.readLog(id)).toBe('');
    expect(await store.report(id)).toBeNull();
    expect(await store.requestedControl(id)).toBeNull();
  });

  test('does not take an id twice', async () => {
    const { store } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await expect(store.create(aJob({ id: 'job_01a', state: 'failed' }))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect(await store.find('job_01a')).toMatchObject({ state: 'queued' });
  });

  test('lists jobs newest first, page by page, each once', async () => {
    const { store } = await open();
    expect(await store.list({}, { limit: 20, after: null })).toEqual({ data: [], nextAfter: null });
    await createAll(
      store,
      ids.map((id) => aJob({ id })),
    );
    const first = await store.list({}, { limit: 2, after: null });
    const second = await store.list({}, { limit: 2, after: first.nextAfter });
    const third = await store.list({}, { limit: 2, after: second.nextAfter });
    expect([first, second, third].map(({ data }) => data.map(({ id }) => id))).toEqual([
      ['job_01e', 'job_01d'],
      ['job_01c', 'job_01b'],
      ['job_01a'],
    ]);
    expect([first.nextAfter, second.nextAfter, third.nextAfter]).toEqual(['job_01d', 'job_01b', null]);
  });

  test('says that there is no next page when the last one is full', async () => {
    const { store } = await open();
    await createAll(
      store,
      ids.slice(0, 2).map((id) => aJob({ id })),
    );
    expect((await store.list({}, { limit: 2, after: null })).nextAfter).toBeNull();
  });

  test('refuses to go on after what is no id (it began the list again)', async () => {
    const { store } = await open();
    await expect(store.list({}, { limit: 5, after: 'nope' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/after' }],
    });
  });

  test('goes on after a job that has been removed meanwhile', async () => {
    const { store } = await open();
    await createAll(
      store,
      ids.map((id) => aJob({ id })),
    );
    await store.remove('job_01c');
    const page = await store.list({}, { limit: 5, after: 'job_01c' });
    expect(page.data.map(({ id }) => id)).toEqual(['job_01b', 'job_01a']);
  });

  test('lists by state and by model, with pages over what fits', async () => {
    const { store } = await open();
    await createAll(store, [
      aJob({ id: 'job_01a', state: 'failed' }),
      aJob({ id: 'job_01b' }, { model: 'tools' }),
      aJob({ id: 'job_01c', state: 'failed' }, { model: 'tools' }),
      aJob({ id: 'job_01d', state: 'failed' }),
    ]);
    const idsOf = async (...[filter, page]: Parameters<RunStore['list']>): Promise<string[]> =>
      (await store.list(filter, page)).data.map(({ id }) => id);
    expect(await idsOf({ model: 'tools' }, { limit: 9, after: null })).toEqual(['job_01c', 'job_01b']);
    expect(await idsOf({ state: 'failed', model: 'tools' }, { limit: 9, after: null })).toEqual(['job_01c']);
    expect(await store.list({ state: 'failed' }, { limit: 2, after: null })).toMatchObject({
      nextAfter: 'job_01c',
    });
    expect(await idsOf({ state: 'failed' }, { limit: 2, after: 'job_01c' })).toEqual(['job_01a']);
  });

  test('replaces the record of a job', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    expect(await store.save(running({ warnings: ['hot'] }))).toBe(true);
    expect(await again().find('job_01a')).toEqual(running({ warnings: ['hot'] }));
  });

  test('does not save a job that does not exist', async () => {
    const { store } = await open();
    expect(await store.save(running())).toBe(false);
    expect(await store.find('job_01a')).toBeNull();
  });

  test('never changes a job in a final state', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    expect(await store.save(running({ state: 'succeeded' }))).toBe(true);
    expect(await store.save(running())).toBe(false);
    await again().beginAttempt('job_01a');
    expect(await again().save(running({ attempt: 2 }))).toBe(false);
    expect(await again().find('job_01a')).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  test('keeps the final state when a late progress is saved at the same time', async () => {
    const { store } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    const saved = await Promise.all([
      store.save(running({ warnings: ['before'] })),
      store.save(running({ state: 'succeeded' })),
      store.save(running({ warnings: ['after'] })),
    ]);
    expect(saved).toEqual([true, true, false]);
    expect(await store.find('job_01a')).toMatchObject({ state: 'succeeded' });
  });

  test('numbers attempts from 1 and fences the earlier ones', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    expect(await store.beginAttempt('job_01a')).toBe(1);
    expect(await store.save(running({ warnings: ['first'] }))).toBe(true);
    expect(await again().beginAttempt('job_01a')).toBe(2);
    expect(await store.save(running({ warnings: ['too late'] }))).toBe(false);
    expect(await store.find('job_01a')).toMatchObject({ warnings: ['first'] });
    expect(await again().save(running({ attempt: 2, warnings: ['second'] }))).toBe(true);
    expect(await store.find('job_01a')).toMatchObject({ attempt: 2, warnings: ['second'] });
  });

  test('gives no attempt number twice, however many begin at once', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    const stores = [store, again(), again(), store];
    const numbers = await Promise.all(stores.map((one) => one.beginAttempt('job_01a')));
    expect(numbers.sort()).toEqual([1, 2, 3, 4]);
  });

  test('begins no attempt of a job that does not exist', async () => {
    const { store } = await open();
    await expect(store.beginAttempt('job_01a')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(store.beginAttempt('../job_01a')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  test('has a folder for each attempt that was begun', async () => {
    const { store } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    await store.beginAttempt('job_01a');
    const folders = [await store.attemptFolder('job_01a', 1), await store.attemptFolder('job_01a', 2)];
    expect(new Set(folders).size).toBe(2);
    for (const folder of folders) expect((await stat(folder)).isDirectory()).toBe(true);
    await expect(store.attemptFolder('job_01a', 3)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  test('has one folder for the state of a job, which its attempts share', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    const folder = await store.stateFolder('job_01a');
    expect((await stat(folder)).isDirectory()).toBe(true);
    await store.beginAttempt('job_01a');
    expect(await again().stateFolder('job_01a')).toBe(folder);
    expect(await store.attemptFolder('job_01a', 1)).not.toBe(folder);
    await writeFile(path.join(folder, 'state'), 'x');
    await store.dropState('job_01a');
    await expect(stat(path.join(folder, 'state'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await store.stateFolder('job_01a')).toBe(folder);
    await expect(store.stateFolder('job_01b')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  test('keeps epochs oldest first, replaces one that comes again, and forgets the last ones when told', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    expect(await store.epochs('job_01a')).toEqual([]);
    const records = [anEpoch(1, 0.5), anEpoch(2, 0.6), anEpoch(3, 0.7)];
    await Promise.all(records.map((record) => store.appendEpoch('job_01a', record)));
    expect(await again().epochs('job_01a')).toEqual(records);
    await store.appendEpoch('job_01a', anEpoch(2, 0.9));
    expect(await store.epochs('job_01a')).toEqual([anEpoch(1, 0.5), anEpoch(2, 0.9), anEpoch(3, 0.7)]);
    await store.keepEpochs('job_01a', 3);
    expect(await store.epochs('job_01a')).toHaveLength(3);
    await store.keepEpochs('job_01a', 2);
    expect(await again().epochs('job_01a')).toEqual([anEpoch(1, 0.5), anEpoch(2, 0.9)]);
    await store.keepEpochs('job_01a', 0);
    expect(await store.epochs('job_01a')).toEqual([]);
    await store.appendEpoch('job_01a', anEpoch(1, 0.1));
    expect(await store.epochs('job_01a')).toEqual([anEpoch(1, 0.1)]);
  });

  test('keeps the log, line by line', async () => {
    const { store } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    expect(await store.readLog('job_01a')).toBe('');
    await store.appendLog('job_01a', 'first');
    await store.appendLog('job_01a', 'second\n');
    expect(await store.readLog('job_01a')).toBe('first\nsecond\n');
  });

  test('keeps the report of a job, also when opened again', async () => {
    const { store, again } = await open();
    const report = aReport({ jobId: 'job_01a', classNames: ['<ü>', '__proto__'] });
    await store.create(aJob({ id: 'job_01a' }));
    const attempt = await store.beginAttempt('job_01a');
    expect(await store.report('job_01a')).toBeNull();
    expect(await store.saveReport('job_01a', attempt, report)).toBe(true);
    expect(await again().report('job_01a')).toEqual(report);
    expect(await again().find('job_01a')).toMatchObject({ state: 'queued', attempt: 0 });
  });

  test('takes no report of an attempt that a later one has fenced out', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    expect(await store.saveReport('job_01a', 1, aReport({ attempt: 1 }))).toBe(true);
    await again().beginAttempt('job_01a');
    expect(await store.saveReport('job_01a', 1, aReport({ attempt: 1, epoch: 9 }))).toBe(false);
    expect(await store.report('job_01a')).toMatchObject({ attempt: 1, epoch: 3 });
    expect(await again().saveReport('job_01a', 2, aReport({ attempt: 2 }))).toBe(true);
    expect(await store.report('job_01a')).toMatchObject({ attempt: 2 });
  });

  test('takes no report of a job that has ended or does not exist', async () => {
    const { store } = await open();
    expect(await store.saveReport('job_01a', 1, aReport())).toBe(false);
    await store.create(aJob({ id: 'job_01a' }));
    await store.beginAttempt('job_01a');
    await store.save(running({ state: 'cancelled' }));
    expect(await store.saveReport('job_01a', 1, aReport())).toBe(false);
    expect(await store.report('job_01a')).toBeNull();
  });

  test('keeps what was asked of a job', async () => {
    const { store, again } = await open();
    await store.create(aJob({ id: 'job_01a' }));
    expect(await store.requestedControl('job_01a')).toBeNull();
    await store.requestControl('job_01a', 'cancel');
    expect(await again().requestedControl('job_01a')).toBe('cancel');
  });

  test('removes a job with everything of it, once', async () => {
    const { store, again } = await open();
    await createAll(
      store,
      ids.map((id) => aJob({ id, state: 'failed' })),
    );
    await store.create(aJob({ id: 'job_01f' }));
    await store.beginAttempt('job_01f');
    await store.saveReport('job_01f', 1, aReport());
    expect(await store.remove('job_01f')).toBe(true);
    expect(await store.report('job_01f')).toBeNull();
    await store.appendLog('job_01b', 'line');
    await store.list({}, { limit: 10, after: null });
    expect(await again().remove('job_01b')).toBe(true);
    expect(await store.remove('job_01b')).toBe(false);
    expect(await store.find('job_01b')).toBeNull();
    expect(await store.readLog('job_01b')).toBe('');
    expect((await store.list({}, { limit: 10, after: null })).data).toHaveLength(4);
  });
};

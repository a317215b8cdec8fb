import { describe, expect, it } from 'vitest';
import { AppError, fileIdAt, type JobState } from '../../src/domain/index.ts';
import { makeIllustrateReport, makeReadReport } from '../../src/usecases/index.ts';
import { aJob, aReport } from './fakes.ts';
import { makeMemoryRuns } from './memory-stores.ts';

const ID = 'job_0001';
const never = new AbortController().signal;

const runsWith = (state: JobState, report = aReport()) => {
  const { runs, reports } = makeMemoryRuns([aJob({ state, attempt: 1, modelVersion: 2 })]);
  reports.set(ID, report);
  return runs;
};

const manyMistakes = (count: number) =>
  aReport({
    mistakes: {
      total: count,
      listed: Array.from({ length: count }, (_, index) => ({
        fileId: fileIdAt(index),
        path: `cat/${index}.jpg`,
        truth: 0,
        prediction: 1,
        probability: 0.9,
        truthProbability: 0.1,
      })),
    },
  });

describe('reading a report', () => {
  it('gives it with the version that was published', async () => {
    expect(await makeReadReport({ runs: runsWith('succeeded') })(ID)).toEqual({
      report: aReport(),
      modelVersion: 2,
    });
  });

  it.each(['queued', 'training', 'publishing', 'failed', 'cancelled'] as const)(
    'is refused while the job is %s: what was judged may never be published',
    async (state) => {
      await expect(makeReadReport({ runs: runsWith(state) })(ID)).rejects.toMatchObject({
        code: 'REPORT_NOT_READY',
        message: `expected a job that has succeeded and left a report, received one that is ${state}`,
      });
    },
  );

  it('is given of a version that answered otherwise than its trainer, and of no other job that failed', async () => {
    const failed = (code: 'PARITY_FAILED' | 'INTERNAL') => {
      const error = { code, detail: 'why' };
      const { runs, reports } = makeMemoryRuns([aJob({ state: 'failed', attempt: 1, error })]);
      reports.set(ID, aReport());
      return makeReadReport({ runs })(ID);
    };
    expect(await failed('PARITY_FAILED')).toEqual({ report: aReport(), modelVersion: null });
    await expect(failed('INTERNAL')).rejects.toMatchObject({ code: 'REPORT_NOT_READY' });
  });

  it('is refused for a job that succeeded before there were reports, and for one that nobody knows', async () => {
    const { runs } = makeMemoryRuns([aJob({ state: 'succeeded' })]);
    const readReport = makeReadReport({ runs });
    await expect(readReport(ID)).rejects.toMatchObject({
      code: 'REPORT_NOT_READY',
      message: expect.stringContaining('one that ended before reports were kept') as string,
    });
    await expect(readReport('job_none')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('a report with pictures', () => {
  it('has those of the first 60 mistakes, a few at a time', async () => {
    const asked: unknown[] = [];
    let underWay = 0;
    let most = 0;
    const illustrate = makeIllustrateReport({
      runs: runsWith('succeeded', manyMistakes(70)),
      readThumbnail: async (datasetId, fileId, size) => {
        asked.push([datasetId, fileId, size]);
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
        return { bytes: Uint8Array.of(asked.length) };
      },
    });
    const { pictures, report, modelVersion } = await illustrate(ID, never);
    expect(report.mistakes.total).toBe(70);
    expect(modelVersion).toBe(2);
    expect([...pictures.keys()]).toEqual(Array.from({ length: 60 }, (_, index) => fileIdAt(index)));
    expect(asked[0]).toEqual(['ds_0001', 'file_0000000', 256]);
    expect(most).toBe(2);
  });

  it('goes without a picture that cannot be read any more', async () => {
    const illustrate = makeIllustrateReport({
      runs: runsWith('succeeded', manyMistakes(2)),
      readThumbnail: (_datasetId, fileId) =>
        fileId === 'file_0000000'
          ? Promise.reject(new AppError('DATASET_NOT_FOUND', 'gone'))
          : Promise.resolve({ bytes: Uint8Array.of(7) }),
    });
    const { pictures } = await illustrate(ID, never);
    expect([...pictures]).toEqual([
      ['file_0000000', null],
      ['file_0000001', Uint8Array.of(7)],
    ]);
  });

  it('reads no more pictures once the client has gone', async () => {
    const client = new AbortController();
    let read = 0;
    const illustrate = makeIllustrateReport({
      runs: runsWith('succeeded', manyMistakes(60)),
      readThumbnail: () => {
        read += 1;
        client.abort(new Error('gone'));
        return Promise.resolve({ bytes: new Uint8Array(1) });
      },
    });
    await expect(illustrate(ID, client.signal)).rejects.toThrow('gone');
    expect(read).toBe(1);
  });
});

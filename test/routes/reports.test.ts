import { describe, expect, test } from 'vitest';
import { AppError, fileIdAt, type JobReport, makeJobReport } from '../../src/domain/index.ts';
import { openApp } from './open-app.ts';
import { job } from './samples.ts';

const classNames = ['cat', '<script>alert(1)</script>', '__proto__'];

/** Two pictures of each class; the second of class 1 is taken for class 2. Nobody was taken for class 0 wrongly. */
const report: JobReport = makeJobReport({
  job,
  epoch: 12,
  classNames,
  examples: [0, 0, 1, 1, 2, 2].map((classIndex, row) => ({
    fileId: fileIdAt(row),
    path: `${classNames[classIndex] ?? ''}/${row}.jpg`,
    classIndex,
  })),
  logits: Float32Array.of(4, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 4, 0, 0, 4),
  calibration: { temperature: 1.5, eceBefore: 0.1, eceAfter: 0.05 },
});

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

describe('GET /jobs/:id/report', () => {
  test('names classes, and links to pictures, page, job, dataset and version', async () => {
    const asked: string[] = [];
    const { call } = await openApp({
      readReport: (id) => {
        asked.push(id);
        return Promise.resolve({ report, modelVersion: 3 });
      },
    });
    const reply = await call({ method: 'GET', url: '/jobs/job_1/report' });
    expect(asked).toEqual(['job_1']);
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({
      jobId: 'job_1',
      model: 'animals',
      modelVersion: 3,
      validation: { images: 6, chosenBy: 'rule', rule: { split: 0.2, rule: 'stratified' }, seed: 7 },
      right: 5,
      accuracy: 5 / 6,
      confusionMatrix: {
        classNames,
        counts: [
          [2, 0, 0],
          [0, 1, 1],
          [0, 0, 2],
        ],
        complete: true,
      },
      confusions: [{ truth: classNames[1], prediction: '__proto__', images: 1 }],
      confusionsTotal: 1,
      abstention: {
        chosen: { asked: 0.95, reached: false, coverage: 1, precision: 5 / 6 },
        table: [{ asked: 0.9 }, { asked: 0.95 }, { asked: 0.99 }],
      },
      mistakes: [
        {
          fileId: 'file_0000003',
          path: '<script>alert(1)</script>/3.jpg',
          truth: '<script>alert(1)</script>',
          prediction: '__proto__',
          image: '/datasets/ds_1/files/file_0000003/image',
        },
      ],
      mistakesTotal: 1,
      links: {
        self: '/jobs/job_1/report',
        page: '/jobs/job_1/report.html',
        job: '/jobs/job_1',
        dataset: '/datasets/ds_1',
        modelVersion: '/models/animals/versions/3',
      },
    });
  });

  test('says how the version answers: each picture that differs, or why there was no answer', async () => {
    const parity = {
      images: 3,
      maxDifference: 0.5,
      tolerance: 1e-4,
      accuracyTrainer: 1,
      accuracyServed: 1 / 3,
      seconds: 0.4,
      drifted: {
        total: 2,
        listed: [
          {
            fileId: fileIdAt(1),
            path: 'cat/1.jpg',
            expected: { className: 'cat', probability: 0.9 },
            received: { fault: 'the weights are cut off' },
            difference: null,
          },
          {
            fileId: fileIdAt(2),
            path: 'cat/2.jpg',
            expected: { className: 'cat', probability: 0.9 },
            received: { className: '__proto__', probability: 0.6 },
            difference: 0.5,
          },
        ],
      },
    };
    const { call } = await openApp({
      readReport: () => Promise.resolve({ report: { ...report, parity }, modelVersion: null }),
    });
    expect((await call({ method: 'GET', url: '/jobs/job_1/report' })).json()).toMatchObject({
      modelVersion: null,
      parity: {
        passed: false,
        images: 3,
        maxDifference: 0.5,
        driftedTotal: 2,
        drifted: [
          {
            received: null,
            fault: 'the weights are cut off',
            difference: null,
            image: '/datasets/ds_1/files/file_0000001/image',
          },
          { received: { className: '__proto__', probability: 0.6 }, fault: null, difference: 0.5 },
        ],
      },
    });
  });

  test('is of the documented form without pictures and with a split that the dataset gives', async () => {
    const empty = makeJobReport({
      job: { ...job, request: { ...job.request, validation: null } },
      epoch: 0,
      classNames: ['a', 'b'],
      examples: [],
      logits: new Float32Array(0),
      calibration: { temperature: 1, eceBefore: 0, eceAfter: 0 },
    });
    const { call } = await openApp({
      readReport: () => Promise.resolve({ report: empty, modelVersion: null }),
    });
    expect((await call({ method: 'GET', url: '/jobs/job_1/report' })).json()).toMatchObject({
      accuracy: null,
      accuracyInterval: null,
      parity: null,
      validation: { images: 0, chosenBy: 'dataset', rule: null },
      links: { modelVersion: null },
    });
  });
});

describe('GET /jobs/:id/report.html', () => {
  test('is a page that may do nothing but show itself', async () => {
    const { call } = await openApp({
      illustrateReport: () =>
        Promise.resolve({ report, modelVersion: 3, pictures: new Map([['file_0000003', JPEG]]) }),
    });
    const reply = await call({ method: 'GET', url: '/jobs/job_1/report.html' });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(reply.body).toMatch(/^<!doctype html>/);
    expect(reply.body).toContain('src="data:image/jpeg;base64,/9j/2Q=="');
    expect(reply.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(reply.body).not.toMatch(/<script|https?:/i);
  });
});

describe.each([
  ['/jobs/job_1/report', 'readReport'],
  ['/jobs/job_1/report.html', 'illustrateReport'],
] as const)('%s', (url, name) => {
  test.each([
    ['JOB_NOT_FOUND', 404],
    ['REPORT_NOT_READY', 409],
    ['STORAGE_UNAVAILABLE', 503],
  ] as const)('answers with the problem %s', async (code, status) => {
    const { call } = await openApp({
      [name]: () => Promise.reject(new AppError(code, 'why', { retryAfterSeconds: 5 })),
    });
    const reply = await call({ method: 'GET', url });
    expect(reply.json()).toMatchObject({ status, code, detail: 'why' });
  });

  test('knows no job whose id cannot be one, and takes no query', async () => {
    const { call } = await openApp();
    const odd = await call({ method: 'GET', url: url.replace('job_1', 'a.b%20c') });
    expect(odd.json()).toMatchObject({ status: 404, code: 'JOB_NOT_FOUND' });
    const query = await call({ method: 'GET', url: `${url}?format=pdf` });
    expect(query.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});

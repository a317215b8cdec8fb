import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CODES_OF_LATER_CALLS,
  CODES_OUTSIDE_OPERATIONS,
  ERROR_CODES,
  errorCodesOf,
  OPERATIONS,
  problemSlug,
} from '../../src/contract/index.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../../src/domain/index.ts';
import { PROBLEM_TEXTS } from '../../src/http/index.ts';
import { openapiDocument } from '../routes/conforms.ts';

const source = new URL('../../src/', import.meta.url);

/** The closed list, as the contract with clients states it: a code never changes its status. */
const STATUSES: Readonly<Record<number, string>> = {
  400: 'MULTIPART_INVALID RECIPE_CONFLICT RECIPE_INVALID REQUEST_INVALID',
  401: 'KEY_MISSING',
  403: 'SCOPE_MISSING',
  404: 'DATASET_NOT_FOUND FILE_NOT_FOUND JOB_NOT_FOUND MODEL_NOT_FOUND PREDICTION_NOT_FOUND ROUTE_NOT_FOUND UPLOAD_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  409: 'ALIAS_NO_PREVIOUS DATASET_CHANGED DATASET_IN_USE JOB_STATE_CONFLICT MODEL_NOT_READY REPORT_NOT_READY UPLOAD_CONFLICT VERSION_IN_USE',
  412: 'UPLOAD_VERSION_UNSUPPORTED',
  413: 'ARCHIVE_TOO_LARGE BODY_TOO_LARGE',
  415: 'IMAGE_TYPE_UNSUPPORTED MEDIA_TYPE_UNSUPPORTED',
  422: 'ARCHIVE_HOSTILE ARCHIVE_UNREADABLE DATASET_EMPTY DATASET_LEAKS DATASET_TOO_FEW_CLASSES DEVICE_UNAVAILABLE IDEMPOTENCY_KEY_REUSED IMAGE_TOO_LARGE IMAGE_UNREADABLE MANIFEST_INVALID MEMORY_INSUFFICIENT PRECISION_UNAVAILABLE WEIGHTS_INVALID WEIGHTS_MISSING',
  429: 'RATE_LIMITED',
  500: 'INTERNAL',
  503: 'OVERLOADED PREDICTOR_UNAVAILABLE PREDICT_QUEUE_FULL QUEUE_UNAVAILABLE STORAGE_UNAVAILABLE',
  504: 'PREDICT_DEADLINE',
};

/** Codes that only a job's `error` says; no call answers with their status. */
const OF_JOBS = ['TRAINING_DIVERGED', 'TRAINER_CRASHED', 'TRAINER_STALLED', 'PARITY_FAILED', 'RUN_LIMIT'];

const sourceText = readdirSync(source, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, source), 'utf8'))
  .join('\n');

const codesOfCalls = new Set<ErrorCode>(Object.values(OPERATIONS).flatMap(errorCodesOf));

describe('the error codes', () => {
  test('are the closed list with the statuses that clients know', () => {
    const byStatus: Record<number, string> = {};
    for (const code of ERROR_CODES.filter((candidate) => !OF_JOBS.includes(candidate))) {
      const { status } = ERROR_CATALOGUE[code];
      byStatus[status] = byStatus[status] === undefined ? code : `${byStatus[status]} ${code}`;
    }
    expect(byStatus).toEqual(STATUSES);
    expect(ERROR_CODES.filter((code) => OF_JOBS.includes(code))).toEqual(OF_JOBS.toSorted());
  });

  test('are all in the document, and it knows no other', () => {
    for (const name of ['Problem', 'JobError', 'ProblemPage']) {
      const { properties } = openapiDocument.components.schemas[name] as {
        properties: { code: { enum: string[] } };
      };
      expect(properties.code.enum, name).toEqual(ERROR_CODES);
    }
  });

  test('are each the answer of a call, or named as one that no call gives', () => {
    const others: readonly ErrorCode[] = [...CODES_OUTSIDE_OPERATIONS, ...CODES_OF_LATER_CALLS];
    expect([...codesOfCalls, ...others].toSorted()).toEqual(ERROR_CODES);
  });

  test('each have a page that says what it means and what to do', () => {
    expect(Object.keys(PROBLEM_TEXTS).toSorted()).toEqual(ERROR_CODES);
    for (const [code, { meaning, remedy }] of Object.entries(PROBLEM_TEXTS)) {
      expect(meaning, code).toMatch(/^[A-Z].{20,}\.$|^[A-Z].{20,}[.!]/s);
      expect(remedy, code).toMatch(/\.$/);
    }
    expect(new Set(Object.values(PROBLEM_TEXTS).map(({ meaning }) => meaning)).size).toBe(ERROR_CODES.length);
  });

  test('have addresses that tell them apart', () => {
    const slugs = ERROR_CODES.map(problemSlug);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('that the program throws are all in the list', () => {
    const thrown = [...sourceText.matchAll(/new AppError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code);
    expect(thrown.length).toBeGreaterThan(20);
    for (const code of thrown) expect(ERROR_CODES).toContain(code);
  });
});

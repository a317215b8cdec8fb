import type { ErrorCode } from '../domain/index.ts';
import type { Operation } from './operation.ts';

/** Codes that no call of the table answers with: unknown addresses and methods, and what only a job's `error` says. */
export const CODES_OUTSIDE_OPERATIONS: readonly ErrorCode[] = [
  'METHOD_NOT_ALLOWED',
  'TRAINING_DIVERGED',
  'TRAINER_STALLED',
  'PARITY_FAILED',
  'RUN_LIMIT',
];

/** Codes that are fixed already and belong to calls that do not exist yet. */
export const CODES_OF_LATER_CALLS: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED'];

/** Every code that a call can answer with. */
export const errorCodesOf = (operation: Operation): readonly ErrorCode[] => [
  ...new Set<ErrorCode>([
    'REQUEST_INVALID',
    ...(operation.scope === null ? [] : (['KEY_MISSING', 'SCOPE_MISSING'] as const)),
    ...(operation.hasBody === true ? (['BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED'] as const) : []),
    ...operation.errors,
    'INTERNAL',
  ]),
];

import Type, { type Static } from 'typebox';
import { type AppError, ERROR_CATALOGUE, type ErrorCode, type ErrorRecord } from '../domain/index.ts';
import { closed, component, oneOf } from './schema.ts';

/** All codes, sorted. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERROR_CATALOGUE)
  .filter((code): code is ErrorCode => Object.hasOwn(ERROR_CATALOGUE, code))
  .sort();

const faults = Type.Array(
  closed({
    pointer: Type.String({ description: 'JSON pointer to the part of the input that is wrong.' }),
    detail: Type.String({ description: 'What was expected there and what was received.' }),
  }),
);

const about = {
  type: Type.String({ format: 'uri-reference', description: 'The page about this code.' }),
  title: Type.String({ description: 'What the code always means.' }),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String({ description: 'What was expected and what was received, this time.' }),
  code: oneOf(ERROR_CODES, { description: 'One code of a closed list; its status never changes.' }),
  errors: Type.Optional(faults),
};

/** An error on the wire (RFC 9457, `application/problem+json`). */
export const ProblemBody = component(
  'Problem',
  {
    ...about,
    instance: Type.String({ format: 'uri-reference', description: 'The address that was called.' }),
    requestId: Type.String({ description: 'The same as in the header X-Request-Id and in the logs.' }),
  },
  {
    description: 'Why a call failed (RFC 9457).',
    examples: [
      {
        type: '/problems/recipe-invalid',
        title: 'The recipe has a knob or a value that does not exist',
        status: 400,
        detail: 'expected a recipe of known knobs, received 1 fault',
        instance: '/jobs',
        code: 'RECIPE_INVALID',
        requestId: 'req_01jdf5w2q0v9',
        errors: [{ pointer: '/recipe/epochs', detail: 'expected an integer, received "5"' }],
      },
    ],
  },
);
export type ProblemBody = Static<typeof ProblemBody>;

/** Why a job failed: a problem that belongs to no call. */
export const JobErrorBody = component('JobError', about, {
  description: 'Why a job failed.',
  examples: [
    {
      type: '/problems/training-diverged',
      title: 'The training loss is not a finite number',
      status: 422,
      detail: 'the loss of epoch 3 is NaN; expected a finite number',
      code: 'TRAINING_DIVERGED',
    },
  ],
});
export type JobErrorBody = Static<typeof JobErrorBody>;

/** The last part of the address of a code's page: `JOB_NOT_FOUND` gives `job-not-found`. */
export const problemSlug = (code: ErrorCode): string => code.toLowerCase().replaceAll('_', '-');

/** An error record as a job shows it. */
export const toJobErrorBody = ({ code, detail, errors }: ErrorRecord): JobErrorBody => ({
  type: `/problems/${problemSlug(code)}`,
  title: ERROR_CATALOGUE[code].title,
  status: ERROR_CATALOGUE[code].status,
  detail,
  code,
  ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.map((fault) => ({ ...fault })) }),
});

/** An error as a call answers it. */
export const toProblemBody = (
  error: AppError,
  call: { readonly instance: string; readonly requestId: string },
): ProblemBody => {
  const { errors, ...rest } = toJobErrorBody(error.toRecord());
  return {
    ...rest,
    instance: call.instance,
    requestId: call.requestId,
    ...(errors === undefined ? {} : { errors }),
  };
};

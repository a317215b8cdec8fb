import Type, { type Static } from 'typebox';
import { ERROR_CODES } from './problem.ts';
import { component, oneOf } from './schema.ts';

/** Reply of `GET /problems/:slug` as JSON. */
export const ProblemPageBody = component(
  'ProblemPage',
  {
    code: oneOf(ERROR_CODES),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    title: Type.String({ description: 'What the code always means.' }),
    meaning: Type.String({ description: 'When it happens.' }),
    remedy: Type.String({ description: 'What to do.' }),
  },
  {
    description: 'What an error code means and what to do.',
    examples: [
      {
        code: 'JOB_NOT_FOUND',
        status: 404,
        title: 'There is no such job',
        meaning: 'No job has the id in the address, or it was removed.',
        remedy: 'Take the id from the reply of POST /jobs or from GET /jobs.',
      },
    ],
  },
);
export type ProblemPageBody = Static<typeof ProblemPageBody>;

import Type, { type Static } from 'typebox';
import { closed, component, oneOf } from './schema.ts';

/** Reply of `GET /health/live`. */
export const LiveBody = component(
  'Live',
  { status: oneOf(['ok']) },
  { description: 'The process answers.', examples: [{ status: 'ok' }] },
);
export type LiveBody = Static<typeof LiveBody>;

const part = (description: string) =>
  closed(
    {
      state: oneOf(['ready', 'starting', 'down']),
      detail: Type.Optional(Type.String({ description: 'Why it is not ready.' })),
    },
    { description },
  );

/** Reply of `GET /health/ready`. */
export const ReadyBody = component(
  'Ready',
  {
    ready: Type.Boolean({ description: 'Whether predictions can be answered and datasets stored.' }),
    degraded: Type.Boolean({
      description: 'True when only the job queue is down: predictions go on, jobs do not.',
    }),
    parts: closed({
      redis: part('The job queue.'),
      storage: part('Where datasets, runs and models are kept.'),
      predictor: part('The process that answers predictions.'),
    }),
  },
  {
    description: 'Whether the service can do its work, part by part.',
    examples: [
      {
        ready: true,
        degraded: false,
        parts: { redis: { state: 'ready' }, storage: { state: 'ready' }, predictor: { state: 'ready' } },
      },
    ],
  },
);
export type ReadyBody = Static<typeof ReadyBody>;

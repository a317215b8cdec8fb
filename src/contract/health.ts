import Type, { type Static } from 'typebox';
import { closed, component, oneOf } from './schema.ts';

/** Reply of `GET /health/live`. */
export const LiveBody = component(
  'Live',
  { status: oneOf(['ok']) },
  { description: 'The process answers.', examples: [{ status: 'ok' }] },
);
export type LiveBody = Static<typeof LiveBody>;

const partFields = () => ({
  state: oneOf(['ready', 'starting', 'down']),
  detail: Type.Optional(Type.String({ description: 'Why it is not ready.' })),
});

const part = (description: string) => closed(partFields(), { description });

const precision = () =>
  closed(
    {
      auto: oneOf(['float32', 'int8'], {
        description: 'What `precision: auto` is where the recipe allows both, as measured on this machine.',
      }),
      int8: Type.String({ description: '`available`, or why the int8 base cannot be used here.' }),
    },
    {
      description:
        'In which precisions the frozen part of a model runs here. Given once the predictor is ready.',
    },
  );

const predictorPart = () =>
  closed(
    { ...partFields(), precision: Type.Optional(precision()) },
    { description: 'The process that answers predictions.' },
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
      predictor: predictorPart(),
    }),
  },
  {
    description: 'Whether the service can do its work, part by part.',
    examples: [
      {
        ready: true,
        degraded: false,
        parts: {
          redis: { state: 'ready' },
          storage: { state: 'ready' },
          predictor: { state: 'ready', precision: { auto: 'int8', int8: 'available' } },
        },
      },
    ],
  },
);
export type ReadyBody = Static<typeof ReadyBody>;

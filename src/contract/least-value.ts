import Type from 'typebox';

/** What a metric must be at least. */
export const leastValue = Type.Union([Type.Number(), Type.Literal('current')], {
  description:
    'A number, or "current": as much as the version that the alias points to at that moment. Equal is enough; without such a version it counts as reached.',
});

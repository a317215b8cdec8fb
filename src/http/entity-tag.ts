import type { FastifyRequest } from 'fastify';

const withoutWeakness = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether the client has what an entity tag names, as its `If-None-Match` says; weakly compared, as it has to be. */
export const isKnownToClient = (request: FastifyRequest, tag: string): boolean =>
  (request.headers['if-none-match'] ?? '')
    .split(',')
    .some((one) => one.trim() === '*' || withoutWeakness(one) === withoutWeakness(tag));

import type { FastifyRequest } from 'fastify';

const JSON_TYPE = /^application\/json\b/i;

/** Largest body that the call reads, in bytes; a raw body may have a limit of its own. */
export const bodyLimitOf = ({ headers, routeOptions }: FastifyRequest): number => {
  const { config, bodyLimit } = routeOptions;
  return JSON_TYPE.test(headers['content-type'] ?? '') ? bodyLimit : (config.rawMaxBytes ?? bodyLimit);
};

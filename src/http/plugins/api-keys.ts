import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequiredScope } from '../../contract/index.ts';
import { AppError } from '../../domain/index.ts';
import type { App } from '../app.ts';

/** A key as it is configured: the sha256 of it (lower-case hex) and what it allows; `admin` includes the others. */
export interface HttpApiKey {
  readonly sha256: string;
  readonly scopes: readonly ('predict' | 'train' | 'admin')[];
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

const grantedTo = (token: string, keys: readonly HttpApiKey[]): HttpApiKey['scopes'] | null => {
  const digest = createHash('sha256').update(token).digest();
  let scopes: HttpApiKey['scopes'] | null = null;
  // Every key is compared, so that the time does not tell which one came near.
  for (const key of keys) if (timingSafeEqual(digest, Buffer.from(key.sha256, 'hex'))) scopes = key.scopes;
  return scopes;
};

/** The query is not validated yet: whatever it says but a plain no counts as a yes. */
const neededFor = ({ routeOptions, query }: FastifyRequest): NonNullable<RequiredScope> | 'admin' | null => {
  const { scope = null, adminQuery } = routeOptions.config;
  if (scope === null || adminQuery === undefined) return scope;
  const given: unknown =
    typeof query === 'object' && query !== null ? Reflect.get(query, adminQuery) : undefined;
  return given === undefined || given === 'false' ? scope : 'admin';
};

const suffices = (scopes: HttpApiKey['scopes'], needed: NonNullable<RequiredScope> | 'admin'): boolean =>
  scopes.includes('admin') || needed.split(' or ').some((one) => scopes.some((scope) => scope === one));

const checkKey = (request: FastifyRequest, reply: FastifyReply, keys: readonly HttpApiKey[]): void => {
  const needed = neededFor(request);
  if (needed === null) return;
  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
  const scopes = token === undefined ? null : grantedTo(token, keys);
  if (scopes === null) {
    void reply.header('www-authenticate', 'Bearer');
    const received = token === undefined ? 'none' : 'one that is not known';
    throw new AppError(
      'KEY_MISSING',
      `expected the header "Authorization: Bearer <key>", received ${received}`,
    );
  }
  if (suffices(scopes, needed)) return;
  void reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${needed}"`);
  throw new AppError(
    'SCOPE_MISSING',
    `expected a key with the scope ${needed}, received one with ${scopes.join(', ')}`,
  );
};

/** Asks for a key where the call needs a scope. Without any configured key every call is open. */
export const addApiKeys = (app: App, keys: readonly HttpApiKey[]): void => {
  if (keys.length === 0) return;
  app.addHook('onRequest', (request, reply, done) => {
    checkKey(request, reply, keys);
    done();
  });
};

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { TSchema } from 'typebox';
import type { RequiredScope } from '../contract/index.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Largest raw body, in bytes, where it is not that of JSON. */
    rawMaxBytes?: number;
    /** The scope that a key needs for the call; absent or null: no key. */
    scope?: RequiredScope;
    /** The field of the query with which the call needs the scope `admin`. */
    adminQuery?: string;
    /** Media types of bodies that are read as a stream or as bytes, by their documentation. */
    otherBodies?: Readonly<Record<string, TSchema>>;
  }
}

/** A Fastify instance whose routes have the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

import type { ErrorCode } from '../domain/index.ts';

/** What a key must allow: one of these scopes, or `admin`. `null`: the call asks for no key. */
export type RequiredScope = 'predict' | 'train' | 'predict or train' | null;

/** One call of the API: its address, who may make it, and every code that it can answer with. */
export interface Operation {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With Fastify's parameters: `/jobs/:id`. */
  readonly url: string;
  readonly tag: 'datasets' | 'uploads' | 'jobs' | 'models' | 'predict' | 'inference' | 'system';
  readonly scope: RequiredScope;
  /** The field of the query with which the call needs the scope `admin`. */
  readonly adminQuery?: string;
  readonly summary: string;
  /** Codes of this call beside those of its kind, which `errorCodesOf` adds. */
  readonly errors: readonly ErrorCode[];
  /** Whether a body is read. */
  readonly hasBody?: true;
  /** Whether its problems also have the field `error` of the Open Inference Protocol. */
  readonly hasErrorText?: true;
}

import { errorOf } from './problem.ts';
import type { paths } from './schema.ts';

/** Where the service is and how it is reached. */
export interface Connection {
  /** Address of the service, with the path it is mounted below, if any. */
  readonly url: string;
  /** API key, where the operator configured some. */
  readonly key?: string;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What every call takes beside its own arguments. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined;
}

/** One call. */
export interface Call extends CallOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From `addressOf`. */
  readonly path: string;
  readonly query?: object;
  /** A form, bytes whose type is among `headers`, or a value that goes as JSON. */
  readonly body?: FormData | Blob | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes calls of one service. */
export interface Transport {
  /** The reply of a call that went well; anything else is thrown. The caller reads or cancels the body. */
  send(call: Call): Promise<Response>;
  /** The JSON answer of a call that went well. */
  json<Answer>(call: Call): Promise<Answer>;
  /** A call whose answer has no body. */
  done(call: Call): Promise<void>;
}

/** The address of a call of `openapi.yaml` with its places filled in. */
export const addressOf = (template: keyof paths, values: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));

const locate = (base: string, path: string, query: object): string => {
  const url = new URL(`${base.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
};

/** Calls of the service of a connection. */
export const createTransport = ({ url, key, fetch = globalThis.fetch }: Connection): Transport => {
  const send = async ({
    method = 'GET',
    path,
    query = {},
    body,
    headers,
    signal,
  }: Call): Promise<Response> => {
    const isRaw = body instanceof FormData || body instanceof Blob;
    const reply = await fetch(locate(url, path, query), {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!reply.ok) throw await errorOf(reply);
    return reply;
  };
  return {
    send,
    json: async <Answer>(call: Call) => (await (await send(call)).json()) as Answer,
    done: async (call) => {
      await (await send(call)).body?.cancel();
    },
  };
};

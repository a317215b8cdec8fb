/** Where a Redis or Valkey server is: a `redis://` or `rediss://` URL, or the path of its Unix socket. */
export type RedisAddress =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'socket'; readonly path: string };

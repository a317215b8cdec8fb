/** Which part of a list is asked for: at most `limit` (1..100) entries that come after the entry `after`. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}

/** One part of a list; `nextAfter` is null on the last one. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextAfter: string | null;
}

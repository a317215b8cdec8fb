const ID = /^(?:ds|job)_[0-9A-Za-z]{1,64}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** True for a well-formed id of a dataset or a job. Any other text must not become part of a path. */
export const isId = (text: string): boolean => ID.test(text);

/** True for a sha256 in lower-case hex. Any other text must not become part of a path. */
export const isSha256 = (text: string): boolean => SHA256.test(text);

/** Newest first: ids sort by time. */
export const newestFirst = (ids: readonly string[]): readonly string[] =>
  ids.filter(isId).sort((one, other) => (one < other ? 1 : -1));

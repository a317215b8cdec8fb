/** A new API key: the key itself, shown once, and the entry that goes into `API_KEYS`. */
export interface NewKey {
  readonly key: string;
  readonly entry: string;
}

const SCOPES = ['predict', 'train', 'admin'];

/**
 * Makes an API key from 32 random bytes (base64url, with the prefix `wk_`). `sha256` gives lower-case hex.
 * Throws with what was expected when `scopes` is not like `predict+train`.
 */
export const makeKey = (
  scopes: string,
  randomBytes: (bytes: number) => Uint8Array,
  sha256: (text: string) => string,
): NewKey => {
  const words = scopes.split('+');
  if (!words.every((word) => SCOPES.includes(word))) {
    throw new Error(`expected scopes of ${SCOPES.join(', ')} joined by "+", received "${scopes}"`);
  }
  const key = `wk_${Buffer.from(randomBytes(32)).toString('base64url')}`;
  return { key, entry: `${scopes}:${sha256(key)}` };
};

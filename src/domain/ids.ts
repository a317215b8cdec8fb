/** Crockford's base 32 in lower case: digits and letters that sort as they count. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Random bytes that an id takes. */
export const ID_RANDOM_BYTES = 10;

const TIME_DIGITS = 10;

const encodeTime = (nowMs: number): string => {
  let rest = nowMs;
  let text = '';
  for (let digit = 0; digit < TIME_DIGITS; digit += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

const encodeBytes = (bytes: Uint8Array): string => {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let digit = 0; digit < (bytes.length * 8) / 5; digit += 1) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
};

/**
 * An id such as `job_01k9v2…`: prefix, 10 digits of the time in milliseconds, 16 digits of `ID_RANDOM_BYTES` random bytes.
 * Sorts by time as text, is never an integer and holds no `:`.
 */
export const makeId = (prefix: string, nowMs: number, randomBytes: Uint8Array): string =>
  `${prefix}_${encodeTime(nowMs)}${encodeBytes(randomBytes)}`;

/** A source of ids of which each sorts after the one before, also within one millisecond and when the clock goes back. */
export const makeIdSource = (source: {
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}): { readonly next: (prefix: string) => string } => {
  let lastMs = 0;
  return {
    next: (prefix) => {
      lastMs = Math.max(source.nowMs(), lastMs + 1);
      return makeId(prefix, lastMs, source.randomBytes(ID_RANDOM_BYTES));
    },
  };
};

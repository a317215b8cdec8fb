import type { IncomingFile } from '../../../src/ports/index.ts';

/** The bytes of a file on its way in. */
export const contentOf = (file: IncomingFile): AsyncIterable<Uint8Array> => {
  if (file.kind === 'stream' || file.kind === 'referenced') return file.content;
  throw new Error(`expected a file with bytes, received one that is ${file.kind}`);
};

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** The sha256 of a file, lower-case hex; the file is read piece by piece. */
export const fileDigest = async (location: string): Promise<string> => {
  const hash = createHash('sha256');
  const content: AsyncIterable<Uint8Array> = createReadStream(location, { highWaterMark: 1024 ** 2 });
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
};

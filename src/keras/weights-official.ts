import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { weightsInvalid } from './weights-invalid.ts';

/** One of the two files of ImageNet weights that Keras publishes for VGG16. */
export interface OfficialFile {
  readonly name: string;
  readonly bytes: number;
  readonly md5: string;
  readonly hasTop: boolean;
}

/** Where Keras downloads them from. */
export const OFFICIAL_ADDRESS = 'https://storage.googleapis.com/tensorflow/keras-applications/vgg16/';

/** With the fully connected top, and without. */
export const OFFICIAL_FILES: Readonly<Record<'top' | 'notop', OfficialFile>> = {
  top: {
    name: 'vgg16_weights_tf_dim_ordering_tf_kernels.h5',
    bytes: 553_467_096,
    md5: '64373286793e3c8b2b4e3219cbf3544b',
    hasTop: true,
  },
  notop: {
    name: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
    bytes: 58_889_256,
    md5: '6d6bbae143d832006294945121d1f1fc',
    hasTop: false,
  },
};

const md5Of = async (
  location: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> => {
  const hash = createHash('md5');
  await pipeline(
    createReadStream(location, { highWaterMark: 1024 * 1024 }),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        onBytes(chunk.length);
        yield chunk;
      }
    },
    hash,
    { signal },
  );
  return hash.digest('hex');
};

/** That a file is the official one, by size and md5; `onBytes` hears how many were read. `WEIGHTS_INVALID` that says both. */
export const checkOfficialFile = async (
  location: string,
  { name, bytes, md5 }: OfficialFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> => {
  const { size } = await stat(location);
  if (size !== bytes) throw weightsInvalid(`Expected ${bytes} bytes in ${name}, received ${size}.`);
  const received = await md5Of(location, onBytes, signal);
  if (received !== md5) throw weightsInvalid(`Expected the md5 ${md5} of ${name}, received ${received}.`);
};

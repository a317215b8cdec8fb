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

/** What may be said while a file is read: how many more bytes were, and that it shall end. */
export interface Reading {
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

const md5Of = async (location: string, { onBytes, ...stopping }: Reading): Promise<string> => {
  const hash = createHash('md5');
  await pipeline(
    createReadStream(location, { highWaterMark: 1024 * 1024 }),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        onBytes?.(chunk.length);
        yield chunk;
      }
    },
    hash,
    stopping,
  );
  return hash.digest('hex');
};

/** That a file is the official one, by size and md5. `WEIGHTS_INVALID` that says what was expected and received. */
export const checkOfficialFile = async (
  location: string,
  { name, bytes, md5 }: OfficialFile,
  reading: Reading = {},
): Promise<void> => {
  const { size } = await stat(location);
  if (size !== bytes) throw weightsInvalid(`Expected ${bytes} bytes in ${name}, received ${size}.`);
  const received = await md5Of(location, reading);
  if (received !== md5) throw weightsInvalid(`Expected the md5 ${md5} of ${name}, received ${received}.`);
};

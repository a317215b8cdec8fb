import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';

const root = process.env['KERAS_PHOTOS'] ?? 'examples/photos';

/** The first `perClass` example photos of each class, in the order of a dataset. */
export const examplePhotos = (perClass: number): readonly Example[] =>
  ['fish', 'monument', 'tool'].flatMap((className, classIndex) =>
    readdirSync(join(root, className))
      .sort()
      .slice(0, perClass)
      .map((file) => {
        const path = join(className, file);
        const sha256 = createHash('sha256').update(path).digest('hex');
        return { fileId: path, path, sha256, classIndex, lookAlikes: null, reference: null };
      }),
  );

const reader = createPictureReader();

/** Decodes an example as the fast recipe says. */
export const pixelsOf = ({ path }: Example): Promise<Uint8Array> =>
  reader.decode(
    { path: join(root, path) },
    { width: 224, height: 224, interpolation: 'bilinear', orient: true },
  );

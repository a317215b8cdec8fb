import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Interpolation } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';

const RECORDINGS = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const PHOTOS = process.env['KERAS_PHOTOS'] ?? 'examples/photos';

interface Recording {
  readonly flow_from_directory: {
    readonly sha256_of_224x224_rgb_uint8: Readonly<Record<string, Readonly<Record<Interpolation, string>>>>;
  };
}

const recording = JSON.parse(
  readFileSync(path.join(RECORDINGS, 'numbers/numbers.json'), 'utf8'),
) as Recording;
const expected = recording.flow_from_directory.sha256_of_224x224_rgb_uint8;
const reader = createPictureReader();

test.for<Interpolation>(['nearest', 'bilinear', 'bicubic'])(
  'every recorded photo comes out as the same bytes as in Keras (%s)',
  async (interpolation) => {
    const hashes: Record<string, string> = {};
    for (const name of Object.keys(expected)) {
      const pixels = await reader.decode(
        { path: path.resolve(PHOTOS, name) },
        { width: 224, height: 224, interpolation, orient: false },
      );
      hashes[name] = createHash('sha256').update(pixels).digest('hex');
    }
    expect(Object.keys(hashes).length).toBeGreaterThan(0);
    expect(hashes).toEqual(
      Object.fromEntries(Object.entries(expected).map(([k, v]) => [k, v[interpolation]])),
    );
  },
);

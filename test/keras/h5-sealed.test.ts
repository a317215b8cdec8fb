import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type H5File, openH5 } from '../../src/keras/h5-file.ts';
import { buildFile } from './h5-builder.ts';

// Made with h5py 3.14: `external` says that its values are the first bytes of /etc/passwd; `virtual`, `linked` and `through`
// point into /tmp/other.h5. The library writes none of these itself.
const STRAYING = [
  'eNrtlbFOw0AMQH1JmpwqIShLKxYyMhEWJEYQFDogWhWGjlQ0IlVLW6VpYYOxiB9h5BMY+xd8BXNJcnZoAkJioCDhJ0WWzz777mLf',
  '3VcODpfya3mIkBIMWIF5ZgiUMjpyjlKgnKB81Gjcim04PYyu4j+bSp/i+Fm9XI68Zxkoj2coWQLmP1Ip79Ui2UDdRjnV0n7uTeD6',
  'vWaX9HHbD0ahSvW58828Akw1V5CuKlAINUDpSeqhPbIU7HUwcKVFCcVbtOdAxnZN0+IAFmzEuvoEbGGdy8w6ZCJVfl1Qh2Q9Gwv5',
  'D6VM39eMtJ/jBhfOoDkcXrdi/fSkeiDCU6LV2vrXeSj+U45rfyH1qKt6lHg/Gzr9KhV3FdVI8x5yHYC7P3EeWlIpn78cedwfYdJ5',
  'gaSrIlWK73YLr450BZphv8Z2uWt2272O2yqGxR5cDZx+4Ln+prcNzrjZHblD8rfJ3wo8vz+69AofJvzi+R3tV4+FephT/VyHTIOn',
  'l4xb1OccqOpE8tJDcrNRoBdXvqbzT5a5pxmGYRiGYRiGYRjmp3kDPBF74A==',
].join('');

let folder: string;
const opened: H5File[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-sealed-'));
});
afterAll(async () => {
  for (const { close } of opened) close();
  await rm(folder, { recursive: true });
});

const opening = async (location: string): Promise<H5File> => {
  const file = await openH5(location);
  opened.push(file);
  return file;
};

const valuesOf = ({ root }: H5File, path: string): number[] =>
  [...(root.array(path)?.pieces() ?? [])].flatMap((piece) => [...piece]);

const building = (name: string): Promise<string> =>
  buildFile(join(folder, name), {
    layers: [{ name: 'one', arrays: [{ name: 'bias', shape: [3], first: 1.5 }] }],
    config: null,
    form: 'bytes',
  });

describe('an .h5 file', () => {
  it.each(['external', 'virtual', 'linked', 'through/values'])(
    'that says its values lie in another file is refused (%s), and the other file is not read',
    async (path) => {
      const location = join(folder, 'straying.h5');
      await writeFile(location, inflateSync(Buffer.from(STRAYING, 'base64')));
      const file = await opening(location);
      expect(() => valuesOf(file, path)).toThrow('in the file itself, received a pointer to another file');
    },
  );

  it('can be opened and read after another one was refused', async () => {
    const file = await opening(await building('sound.h5'));
    expect(valuesOf(file, 'one/bias')).toEqual([1.5, 0, 0]);
  });

  it('whose structure is damaged is refused instead of giving what lay in memory', async () => {
    const location = await building('damaged.h5');
    const sound = await opening(location);
    expect(sound.root.group('one')?.texts('weight_names')).toEqual(['bias']);
    sound.close();
    opened.pop();
    const file = await open(location, 'r+');
    const { size } = await file.stat();
    // All but the superblock and the root group's own header.
    await file.write(Buffer.alloc(size - 200, 0xff), 0, size - 200, 200);
    await file.close();
    const damaged = await opening(location);
    expect(() => damaged.root.group('one')?.texts('weight_names')).toThrow('the file is damaged there');
  });
});

import { describe, expect, test } from 'vitest';
import { AppError, type DatasetFile, KEPT_VERDICTS } from '../../src/domain/index.ts';
import type {
  ContactSheet,
  DatasetStore,
  PictureDecoder,
  SheetComposer,
  ThumbnailKey,
  Thumbnails,
} from '../../src/ports/index.ts';
import { makeReadPreview, makeReadThumbnail } from '../../src/usecases/index.ts';
import { aDataset, aFile, fake } from './fakes.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const dataset = aDataset({
  classes: [
    { className: 'cat', classIndex: 0, images: 3 },
    { className: 'dog', classIndex: 1, images: 1 },
  ],
});
const cats = ['cat/1.jpg', 'cat/2.jpg', 'cat/3.jpg'].map((path) => aFile(path));
const dog = aFile('dog/1.jpg');
const broken = aFile('dog/2.jpg', { verdict: 'corrupt', reason: 'it ends too early' });

/** Thumbnails in memory. */
const makeMemoryThumbnails = () => {
  const kept = new Map<string, Uint8Array>();
  const nameOf = (fingerprint: string, key: ThumbnailKey): string =>
    [fingerprint, ...Object.values(key).map(String)].join(' ');
  const thumbnails: Thumbnails = {
    find: (fingerprint, key) => Promise.resolve(kept.get(nameOf(fingerprint, key)) ?? null),
    keep: (fingerprint, key, jpeg) => {
      kept.set(nameOf(fingerprint, key), jpeg);
      return Promise.resolve();
    },
  };
  return { thumbnails, kept };
};

/** A world in which a picture is its sha256, and its thumbnail names the size as well. */
const makeWorld = (files: readonly DatasetFile[] = [...cats, dog, broken]) => {
  const decoded: string[] = [];
  const sheets: ContactSheet[] = [];
  const asked: string[] = [];
  const faults = new Map<string, AppError>();
  let atOnce = 0;
  const world = { decoded, sheets, asked, faults, most: 0, ...makeMemoryThumbnails() };
  const deps = {
    thumbnails: world.thumbnails,
    datasets: fake<DatasetStore>('datasets', {
      find: (id) => Promise.resolve(id === dataset.id ? dataset : null),
      file: (_id, fileId) => Promise.resolve(files.find((file) => file.fileId === fileId) ?? null),
      content: (_id, { sha256 }) => {
        const fault = faults.get(sha256);
        return fault === undefined ? Promise.resolve({ path: sha256 }) : Promise.reject(fault);
      },
      spread: (_id, className, most) => {
        asked.push(`${className} ${most}`);
        const usable = files.filter((file) => file.verdict === 'ok' && file.className === className);
        return Promise.resolve(usable.slice(0, most));
      },
    }),
    decoder: fake<PictureDecoder & SheetComposer>('decoder', {
      thumbnail: async (source, size) => {
        atOnce += 1;
        world.most = Math.max(world.most, atOnce);
        await new Promise(setImmediate);
        atOnce -= 1;
        const name = 'path' in source ? source.path : textOf(source.bytes);
        decoded.push(`${name} ${size}`);
        return bytesOf(`${name} ${size}`);
      },
      compose: (sheet) => {
        sheets.push(sheet);
        return Promise.resolve(bytesOf(`sheet ${sheets.length}`));
      },
    }),
  };
  return {
    ...world,
    mostAtOnce: () => world.most,
    readThumbnail: makeReadThumbnail(deps),
    readPreview: makeReadPreview(deps),
  };
};

describe('reading a picture of a dataset', () => {
  test('makes it once and gives it from what is kept from then on', async () => {
    const { readThumbnail, decoded, kept } = makeWorld();
    const first = await readThumbnail(dataset.id, dog.fileId, 256);
    const second = await readThumbnail(dataset.id, dog.fileId, 256);
    expect(textOf(first.bytes)).toBe(`${dog.sha256} 256`);
    expect(second).toEqual(first);
    expect(decoded).toEqual([`${dog.sha256} 256`]);
    expect([...kept.keys()]).toEqual([`${dataset.fingerprint} picture ${dog.sha256} 256`]);
  });

  test('has a strong tag that names the content and the size', async () => {
    const { readThumbnail } = makeWorld();
    const tags = [
      await readThumbnail(dataset.id, dog.fileId, 64),
      await readThumbnail(dataset.id, dog.fileId, 128),
    ].map(({ etag }) => etag);
    expect(tags).toEqual([`"${dog.sha256}-64"`, `"${dog.sha256}-128"`]);
  });

  test('makes it once for many who ask at once, and again after a failure', async () => {
    const { readThumbnail, decoded, faults } = makeWorld();
    const ask = () =>
      Promise.allSettled(Array.from({ length: 50 }, () => readThumbnail(dataset.id, dog.fileId, 256)));
    faults.set(dog.sha256, new AppError('STORAGE_UNAVAILABLE', 'expected a disk, received none'));
    for (const outcome of await ask()) expect(outcome.status).toBe('rejected');
    faults.clear();
    for (const outcome of await ask()) expect(outcome.status).toBe('fulfilled');
    expect(decoded).toEqual([`${dog.sha256} 256`]);
  });

  test('keeps most of the decoders free for others', async () => {
    const many = Array.from({ length: 30 }, (_, i) => aFile(`cat/${i}.jpg`));
    const { readThumbnail, decoded, mostAtOnce } = makeWorld(many);
    await Promise.all(many.map(({ fileId }) => readThumbnail(dataset.id, fileId, 64)));
    expect(decoded).toHaveLength(30);
    expect(mostAtOnce()).toBeLessThanOrEqual(4);
  });

  test('fails for an unknown dataset and for an unknown file', async () => {
    const { readThumbnail } = makeWorld();
    await expect(readThumbnail('ds_none', dog.fileId, 64)).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
    await expect(readThumbnail(dataset.id, 'file_9', 64)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: 'expected the id of a file of the dataset "ds_0001", received "file_9"',
    });
  });

  test('says of a file whose content is not kept what became of it', async () => {
    const { readThumbnail } = makeWorld();
    await expect(readThumbnail(dataset.id, broken.fileId, 64)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message:
        'expected a file whose picture is kept, received "dog/2.jpg", which is corrupt (it ends too early)',
    });
  });

  test('gives the pictures that are not used but kept', async () => {
    const files = [...KEPT_VERDICTS].map((verdict) => aFile(`cat/${verdict}.jpg`, { verdict, reason: 'so' }));
    const { readThumbnail, decoded } = makeWorld(files);
    for (const { fileId } of files) await readThumbnail(dataset.id, fileId, 64);
    expect(decoded).toHaveLength(KEPT_VERDICTS.size);
  });

  test('hands on that a referenced file is another one now', async () => {
    const { readThumbnail, faults, kept } = makeWorld();
    faults.set(dog.sha256, new AppError('DATASET_CHANGED', 'expected a, found b'));
    await expect(readThumbnail(dataset.id, dog.fileId, 64)).rejects.toMatchObject({
      code: 'DATASET_CHANGED',
    });
    expect(kept.size).toBe(0);
  });
});

describe('reading the contact sheet of a dataset', () => {
  const labelsOf = ({ classes }: ContactSheet) =>
    classes.map(({ className, classIndex, images, pictures }) => ({
      label: `${classIndex} ${className} ${images}`,
      pictures: pictures.map((picture) => picture && textOf(picture)),
    }));

  test('shows up to eight pictures of each class, in the order of the classes', async () => {
    const { readPreview, sheets, asked } = makeWorld();
    const preview = await readPreview(dataset.id, null);
    expect(textOf(preview.bytes)).toBe('sheet 1');
    expect(preview.isComplete).toBe(true);
    expect(asked).toEqual(['cat 8', 'dog 8']);
    expect(sheets.map(labelsOf)).toEqual([
      [
        { label: '0 cat 3', pictures: cats.map(({ sha256 }) => `${sha256} 128`) },
        { label: '1 dog 1', pictures: [`${dog.sha256} 128`] },
      ],
    ]);
  });

  test('shows more pictures of one class', async () => {
    const { readPreview, sheets, asked } = makeWorld();
    await readPreview(dataset.id, 'dog');
    expect(asked).toEqual(['dog 64']);
    expect(sheets.map(labelsOf)).toEqual([[{ label: '1 dog 1', pictures: [`${dog.sha256} 128`] }]]);
  });

  test('is drawn once, also for many who ask at once, and has another tag for each content', async () => {
    const { readPreview, sheets } = makeWorld();
    const all = await Promise.all(Array.from({ length: 10 }, () => readPreview(dataset.id, null)));
    const again = await readPreview(dataset.id, null);
    const one = await readPreview(dataset.id, 'dog');
    expect(sheets).toHaveLength(2);
    expect(new Set([...all, again].map(({ etag }) => etag)).size).toBe(1);
    expect(one.etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect(one.etag).not.toBe(again.etag);
  });

  test('has a gap for a picture that cannot be read, and is not kept then', async () => {
    const { readPreview, sheets, faults } = makeWorld();
    faults.set(cats[1]?.sha256 ?? '', new AppError('DATASET_CHANGED', 'expected a, found b'));
    faults.set(dog.sha256, new AppError('IMAGE_UNREADABLE', 'expected a, received b'));
    expect(await readPreview(dataset.id, null)).toMatchObject({ isComplete: false });
    expect(sheets[0]?.classes.map(({ pictures }) => pictures.map((one) => one === null))).toEqual([
      [false, true, false],
      [true],
    ]);
    faults.clear();
    expect(await readPreview(dataset.id, null)).toMatchObject({ isComplete: true });
    expect(sheets).toHaveLength(2);
  });

  test('fails when the disk fails', async () => {
    const { readPreview, faults } = makeWorld();
    faults.set(dog.sha256, new AppError('STORAGE_UNAVAILABLE', 'expected a disk, received none'));
    await expect(readPreview(dataset.id, null)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  test('fails for an unknown dataset, and names the class that is not there', async () => {
    const { readPreview } = makeWorld();
    await expect(readPreview('ds_none', null)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await expect(readPreview(dataset.id, '__proto__')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [
        {
          pointer: '/class',
          detail: 'expected a class of the dataset ds_0001 with usable pictures, received "__proto__"',
        },
      ],
    });
  });

  test('shows fifty classes and says how many more there are', async () => {
    const classes = Array.from({ length: 53 }, (_, classIndex) => ({
      className: `class ${classIndex}`,
      classIndex,
      images: 1,
    }));
    const { thumbnails } = makeMemoryThumbnails();
    const sheets: ContactSheet[] = [];
    const readPreview = makeReadPreview({
      thumbnails,
      datasets: fake<DatasetStore>('datasets', {
        find: () => Promise.resolve(aDataset({ classes })),
        spread: () => Promise.resolve([]),
      }),
      decoder: fake<PictureDecoder & SheetComposer>('decoder', {
        compose: (sheet) => {
          sheets.push(sheet);
          return Promise.resolve(bytesOf('sheet'));
        },
      }),
    });
    await readPreview('ds_0001', null);
    await readPreview('ds_0001', 'class 52');
    expect(sheets.map((sheet) => [sheet.classes.length, sheet.classesLeftOut])).toEqual([
      [50, 3],
      [1, 0],
    ]);
  });
});

import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, DatasetFileBody, PlanBody } from '../../src/contract/index.ts';
import { type Example, splitExamples, straddlingGroups } from '../../src/domain/index.ts';
import { CLASSES, formOf, type Photo, photos } from './photos.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
let service: RunningService;

beforeAll(async () => {
  service = await startService(folder.path);
});

afterAll(async () => {
  await service.stop('SIGTERM');
  folder.remove();
});

type Change = (picture: Sharp, width: number, height: number) => Sharp;

const CHANGES = {
  resized: (picture, width) => picture.resize({ width: Math.round(width / 2) }).jpeg({ quality: 90 }),
  recompressed: (picture) => picture.jpeg({ quality: 40 }),
  mirrored: (picture) => picture.flop().jpeg({ quality: 90 }),
  cropped: (picture, width, height) =>
    picture
      .extract({
        left: Math.round(width * 0.03),
        top: Math.round(height * 0.02),
        width: Math.round(width * 0.94),
        height: Math.round(height * 0.95),
      })
      .jpeg({ quality: 90 }),
} as const satisfies Record<string, Change>;

type ChangeName = keyof typeof CHANGES;

const NAMES = Object.keys(CHANGES) as ChangeName[];

const fileName = (photo: Photo): string => photo.name.split('/')[1] ?? '';

const below = (side: string, of: readonly Photo[]): Photo[] =>
  of.map((photo) => ({ ...photo, name: `${side}${photo.name}` }));

const changed = async (photo: Photo, change: ChangeName): Promise<Photo> => {
  const upright = await sharp(photo.bytes).rotate().toBuffer({ resolveWithObject: true });
  const bytes = await CHANGES[change](
    sharp(upright.data),
    upright.info.width,
    upright.info.height,
  ).toBuffer();
  return {
    ...photo,
    name: `${photo.className}/${change}-${fileName(photo)}`,
    bytes: Buffer.from(bytes),
  };
};

const upload = (of: readonly Photo[], query = ''): Promise<Response> =>
  fetch(`${service.url}/datasets${query}`, { method: 'POST', body: formOf('images', of) });

const filesOf = async (id: string, query = ''): Promise<DatasetFileBody[]> => {
  const reply = await fetch(`${service.url}/datasets/${id}/files?limit=100&${query}`);
  return ((await reply.json()) as { data: DatasetFileBody[] }).data;
};

/** The photo that each copy in validation was made of, by the path of the copy. */
interface Leaky {
  readonly all: readonly Photo[];
  readonly originals: ReadonlyMap<string, string>;
  readonly exact: { readonly path: string; readonly original: string };
}

/** Six photos of each class to train on; to validate on three others, and copies of some to train on. */
const makeLeaky = async (): Promise<Leaky> => {
  const trained = photos(0, 6);
  const originals = new Map<string, string>();
  const copies: Photo[] = [];
  for (const [index, change] of NAMES.entries()) {
    const photo = trained[index * 4];
    if (photo === undefined) throw new Error('too few example photos');
    const copy = await changed(photo, change);
    copies.push(copy);
    originals.set(`validation/${copy.name}`, `train/${photo.name}`);
  }
  const same = trained[1];
  if (same === undefined) throw new Error('too few example photos');
  const twin = { ...same, name: `${same.className}/twin-${fileName(same)}` };
  const all = [...below('train/', trained), ...below('validation/', [...photos(10, 13), ...copies, twin])];
  return {
    all,
    originals,
    exact: { path: `validation/${twin.name}`, original: `train/${same.name}` },
  };
};

describe('folders whose validation holds copies of what is trained on', () => {
  let leaky: Leaky;

  beforeAll(async () => {
    leaky = await makeLeaky();
  });

  it('report: the copies are set aside, and each leads to its original and back', async () => {
    const dataset = (await (await upload(leaky.all)).json()) as DatasetBody;
    expect(dataset).toMatchObject({
      leakPolicy: 'report',
      splits: { train: 18, validation: 9 },
      verdicts: { ok: 27, nearDuplicateAcrossSplits: 5, duplicate: 0 },
      warnings: expect.arrayContaining([
        'Some pictures are not used: 5 nearDuplicateAcrossSplits.',
      ]) as string[],
    });
    const leaks = await filesOf(dataset.id, 'verdict=nearDuplicateAcrossSplits');
    const used = new Map(
      (await filesOf(dataset.id, 'verdict=ok&split=train')).map((file) => [file.fileId, file]),
    );
    const found = new Map(leaks.map(({ path, counterpart }) => [path, used.get(counterpart ?? '')?.path]));
    expect(found).toEqual(new Map([...leaky.originals, [leaky.exact.path, leaky.exact.original]]));
    for (const { path, reason, lookAlikes, split } of leaks) {
      expect(reason).toContain(found.get(path));
      expect(split).toBe('validation');
      if (path === leaky.exact.path) continue;
      const original = [...used.values()].find((file) => file.path === found.get(path));
      expect(lookAlikes).toBe(original?.lookAlikes);
      expect(lookAlikes).not.toBeNull();
    }
  });

  it('move: the copies are trained on, and the same picture twice is a duplicate', async () => {
    const reply = await upload(leaky.all, '?leakPolicy=move');
    expect(reply.status).toBe(201);
    const dataset = (await reply.json()) as DatasetBody;
    expect(dataset).toMatchObject({
      leakPolicy: 'move',
      splits: { train: 22, validation: 9 },
      verdicts: { ok: 31, nearDuplicateAcrossSplits: 0, duplicate: 1 },
      nearDuplicates: { groups: 4, images: 8 },
    });
    const trained = await filesOf(dataset.id, 'verdict=ok&split=train');
    expect(trained.map(({ path }) => path)).toEqual(expect.arrayContaining([...leaky.originals.keys()]));
    const [duplicate] = await filesOf(dataset.id, 'verdict=duplicate');
    expect(duplicate?.path).toBe(leaky.exact.path);
    const [moved] = dataset.warnings.filter((warning) => warning.includes('moved'));
    expect(moved).toMatch(/^4 pictures moved from validation to training/);
    const named = [...leaky.originals].filter(([copy, original]) =>
      moved?.includes(`${copy} (like ${original})`),
    );
    expect(named).toHaveLength(3);
  });

  it('fail: the dataset is refused, with both files of each pair, and nothing is kept', async () => {
    const before = (await (await fetch(`${service.url}/datasets`)).json()) as { data: object[] };
    const reply = await upload(leaky.all, '?leakPolicy=fail');
    expect(reply.status).toBe(422);
    const problem = (await reply.json()) as {
      code: string;
      detail: string;
      errors: { pointer: string; detail: string }[];
    };
    expect(problem.code).toBe('DATASET_LEAKS');
    expect(problem.detail).toContain('received 5');
    const pairs = [...leaky.originals, [leaky.exact.path, leaky.exact.original] as const];
    expect(problem.errors).toHaveLength(pairs.length);
    for (const [copy, original] of pairs) {
      const fault = problem.errors.find(({ pointer }) => pointer === `/${copy.replaceAll('/', '~1')}`);
      expect(fault?.detail).toContain(original);
    }
    expect(await (await fetch(`${service.url}/datasets`)).json()).toEqual(before);
  });
});

describe('a folder without a split, with copies of its pictures', () => {
  let dataset: DatasetBody;

  const plan = async (validation: object): Promise<PlanBody> => {
    const reply = await fetch(`${service.url}/jobs?dryRun=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'things',
        dataset: { id: dataset.id },
        validation,
        seed: 7,
        recipe: { epochs: 2 },
      }),
    });
    expect(reply.status).toBe(200);
    return (await reply.json()) as PlanBody;
  };

  beforeAll(async () => {
    const few = photos(0, 5);
    const copies = await Promise.all(
      few.map((photo, index) => changed(photo, NAMES[index % 4] ?? 'resized')),
    );
    dataset = (await (await upload([...few, ...copies])).json()) as DatasetBody;
  });

  it('keeps each picture with its copy by the rule stratified: the plan counts what the trainer sets aside', async () => {
    expect(dataset.nearDuplicates).toEqual({ groups: 15, images: 30 });
    const files = await filesOf(dataset.id, 'verdict=ok');
    const examples = files.map(
      ({ fileId, path, sha256, lookAlikes, reference, class: className }): Example => ({
        fileId,
        path,
        sha256,
        classIndex: CLASSES.map(String).indexOf(className ?? ''),
        lookAlikes,
        reference,
      }),
    );
    const planned = await plan({ split: 0.4, rule: 'stratified' });
    for (let seed = 0; seed < 20; seed += 1) {
      const sides = splitExamples(examples, { split: 0.4, rule: 'stratified' }, seed);
      expect(straddlingGroups(sides)).toEqual({ groups: 0, validation: 0 });
      expect(planned.pictures).toMatchObject({
        train: sides.train.length,
        validation: sides.validation.length,
      });
    }
    expect(planned.pictures.validation).toBe(12);
    expect(planned.warnings.filter((warning) => warning.includes('look-alikes'))).toEqual([]);
  });

  it('splits as Keras does by the rule keras, and says on how many pictures the figure is too kind', async () => {
    const files = await filesOf(dataset.id, 'verdict=ok');
    const aside = CLASSES.flatMap((name) => files.filter((file) => file.class === name).slice(0, 4));
    const trained = new Set(
      files.filter((file) => !aside.includes(file)).map(({ lookAlikes }) => lookAlikes),
    );
    const leaked = aside.filter(({ lookAlikes }) => trained.has(lookAlikes)).length;
    const planned = await plan({ split: 0.4, rule: 'keras' });
    expect(planned.pictures).toMatchObject({ train: 18, validation: 12 });
    const [warning] = planned.warnings.filter((one) => one.includes('look-alikes'));
    expect(warning).toContain(`${leaked} groups of look-alikes are on both sides of the split`);
    expect(warning).toContain(`${leaked} of the 12 pictures`);
    expect(leaked).toBeGreaterThan(0);
  });
});

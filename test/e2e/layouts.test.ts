import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetBody, DatasetFileBody, PlanBody, ProblemBody } from '../../src/contract/index.ts';
import { makeZip } from '../integration/support/zip.ts';
import { json, multipart, type OneConnection, openOneConnection, type Payload } from './one-connection.ts';
import { type Photo, photos } from './photos.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

interface Named {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

const folder = temporaryFolder();
let service: RunningService;
let client: OneConnection;

const [first, second, third] = [photos(0, 1), photos(1, 2), photos(2, 3)];
const text = (name: string, content: string): Named => ({ name, bytes: Buffer.from(content) });
const below = (outer: string, of: readonly Photo[]): Named[] =>
  of.map(({ name, bytes }) => ({ name: `${outer}/${name}`, bytes }));
/** In one folder, with the class in the name alone. */
const flat = (of: readonly Photo[]): Named[] =>
  of.map(({ name, bytes }) => ({ name: `images/${name.replace('/', '-')}`, bytes }));

const form = (files: readonly Named[]): Promise<Payload> => multipart('images', files);
const archive = (files: readonly Named[]): Promise<Payload> => {
  const entries = files.map(({ name, bytes }) => ({ name, data: bytes, method: 0 }));
  return multipart('archive', [{ name: 'photos.zip', bytes: Buffer.from(makeZip(entries)) }]);
};

const create = async (payload: Payload): Promise<DatasetBody> => {
  const reply = await client.call('POST', '/datasets', payload);
  expect([reply.status, reply.body]).toEqual([201, expect.any(String)]);
  return reply.json() as DatasetBody;
};
const refused = async (payload: Payload): Promise<ProblemBody> => {
  const reply = await client.call('POST', '/datasets', payload);
  const problem = reply.json() as ProblemBody;
  expect([reply.status, problem.code]).toEqual([422, 'MANIFEST_INVALID']);
  return problem;
};
/** Every file of a dataset: `path: class split verdict`. */
const filesOf = async ({ id }: DatasetBody): Promise<string[]> => {
  const { data } = (await client.call('GET', `/datasets/${id}/files?limit=100`)).json() as {
    data: DatasetFileBody[];
  };
  return data.map((file) => `${file.path}: ${file.class ?? '-'} ${file.split ?? '-'} ${file.verdict}`);
};
const countsOf = ({ classes }: DatasetBody) => classes.map(({ className, images }) => [className, images]);

describe('layouts of uploads', () => {
  beforeAll(async () => {
    service = await startService(folder.path);
    client = openOneConnection(service.url);
  });

  afterAll(async () => {
    client.close();
    await service.stop();
    folder.remove();
  });

  it('has classes from folders below outer folders, with texts and system files beside them', async () => {
    const dataset = await create(
      await archive([
        text('README.md', 'photos'),
        text('__MACOSX/my photos/._fish', 'x'),
        text('my photos/LICENSE', 'free'),
        text('my photos/fish/.DS_Store', 'x'),
        text('my photos/tool/Thumbs.db', 'x'),
        ...below('my photos', [...first, ...second]),
        ...photos(2, 3).map(({ className, bytes }) => ({
          name: `my photos/${className}/old/a/1.jpg`,
          bytes,
        })),
      ]),
    );
    expect(dataset.layout).toEqual({ kind: 'classFolders', outerFolder: 'my photos' });
    expect(countsOf(dataset)).toEqual([
      ['fish', 3],
      ['monument', 3],
      ['tool', 3],
    ]);
    expect(dataset.verdicts).toMatchObject({ ok: 9, ignored: 5 });
    expect(await filesOf(dataset)).toEqual(
      expect.arrayContaining([
        'fish/old/a/1.jpg: fish - ok',
        'LICENSE: - - ignored',
        'tool/Thumbs.db: - - ignored',
        '__MACOSX/my photos/._fish: - - ignored',
      ]),
    );
  });

  it('has a split from folders in any case, and leaves test pictures aside', async () => {
    const dataset = await create(
      await form([
        ...below('Set/Training', first),
        ...below('Set/VALID', second),
        ...below('Set/test', third),
      ]),
    );
    expect(dataset.layout).toEqual({
      kind: 'splitFolders',
      outerFolder: 'Set',
      train: ['Training'],
      validation: ['VALID'],
      leftAside: ['test'],
    });
    expect(dataset.splits).toEqual({ train: 3, validation: 3 });
    expect(dataset.verdicts).toMatchObject({ ok: 6, ignored: 3 });
    expect((await filesOf(dataset)).filter((file) => file.endsWith('validation ok'))).toHaveLength(3);
  });

  it('has no split from training pictures beside unlabelled test pictures', async () => {
    const unlabelled = third.map(({ bytes }, index) => ({ name: `test/${index}.jpg`, bytes }));
    const dataset = await create(await form([...below('train', [...first, ...second]), ...unlabelled]));
    expect(countsOf(dataset)).toEqual([
      ['fish', 2],
      ['monument', 2],
      ['tool', 2],
    ]);
    expect(dataset.splits).toEqual({ train: 0, validation: 0 });
    expect(dataset.verdicts.ignored).toBe(3);
    expect(dataset.warnings).toContain(
      'The folders "test" hold no class folders; their pictures are not used.',
    );
  });

  it('has classes of any script, one for both Unicode forms of a name', async () => {
    const names = ['caf\u00e9', 'cafe\u0301', '__proto__'];
    const files = first.map(({ bytes }, index) => ({ name: `${names[index] ?? ''}/a.jpg`, bytes }));
    const dataset = await create(
      await archive([...files, ...second.map((photo) => ({ ...photo, name: '猫 🐈/b.jpg' })).slice(0, 1)]),
    );
    expect(countsOf(dataset)).toEqual([
      ['__proto__', 1],
      ['caf\u00e9', 2],
      ['猫 🐈', 1],
    ]);
  });

  it('has labels and the split from a manifest in CSV, with which a job can train', async () => {
    const files = flat([...first, ...second, ...third]);
    const classes = [...first, ...second, ...third].map(({ className }) => className);
    const rows = files.map(
      ({ name }, index) => `${name},${classes[index] ?? ''},${index < 6 ? 'train' : 'val'}`,
    );
    const dataset = await create(
      await form([
        text('labels.csv', ['file,label,split', ...rows, 'images/gone.jpg,fish,train'].join('\r\n')),
        ...files,
        text('images/unnamed.jpg', 'not named'),
      ]),
    );
    expect(dataset.layout).toEqual({
      kind: 'manifest',
      outerFolder: '',
      file: 'labels.csv',
      rows: 10,
      missing: 1,
    });
    expect(countsOf(dataset)).toEqual([
      ['fish', 3],
      ['monument', 3],
      ['tool', 3],
    ]);
    expect(dataset.splits).toEqual({ train: 6, validation: 3 });
    expect(dataset.warnings).toContain(
      'One file of the manifest labels.csv did not come, for example "images/gone.jpg".',
    );
    expect(await filesOf(dataset)).toEqual(
      expect.arrayContaining([
        `${files[0]?.name ?? ''}: fish train ok`,
        `${files[8]?.name ?? ''}: tool validation ok`,
        'images/unnamed.jpg: - - ignored',
        'labels.csv: - - ignored',
      ]),
    );
    const job = { model: 'things', dataset: { id: dataset.id }, recipe: { batchSize: 3 } };
    const plan = await client.call('POST', '/jobs?dryRun=true', json(job));
    expect([plan.status, plan.body]).toEqual([200, expect.any(String)]);
    expect(plan.json() as PlanBody).toMatchObject({ pictures: { train: 6, validation: 3 } });
    const contradicting = json({ ...job, validation: { split: 0.5 } });
    expect((await client.call('POST', '/jobs?dryRun=true', contradicting)).status).toBe(400);
  });

  it('has labels from a manifest in JSON lines of an archive, against its folders', async () => {
    const [fish, monument, tool] = first;
    if (fish === undefined || monument === undefined || tool === undefined) throw new Error('no photos');
    const rows = [
      { file_name: fish.name, label: 'swims' },
      { file_name: monument.name, label: 'stands' },
      { file_name: tool.name, label: 'swims' },
      { file_name: tool.name, label: 'stands' },
    ];
    const lines = rows.map((row) => JSON.stringify({ ...row, caption: 'a thing' })).join('\n');
    const dataset = await create(
      await archive([text('set/metadata.jsonl', lines), ...below('set', [...first, ...second])]),
    );
    expect(dataset.layout).toMatchObject({
      kind: 'manifest',
      outerFolder: 'set',
      file: 'metadata.jsonl',
      rows: 4,
    });
    expect(countsOf(dataset)).toEqual([
      ['stands', 1],
      ['swims', 1],
    ]);
    expect(dataset.verdicts).toMatchObject({ ok: 2, conflictingLabel: 1, ignored: 4 });
    expect(dataset.warnings).toContain(
      'The manifest metadata.jsonl has fields that are not read: "caption".',
    );
    expect(await filesOf(dataset)).toContain(`${tool.name}: - - conflictingLabel`);
  });

  it('refuses a manifest with wrong rows, and points at them', async () => {
    const rows = ['file,label', 'images/1.jpg,fish', '../1.jpg,fish', 'images/2.jpg'];
    const { errors } = await refused(await form([text('labels.csv', rows.join('\n')), ...flat(first)]));
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/labels.csv/3', '/labels.csv/4']);
  });

  it('refuses a manifest with another header where nothing else gives classes, and else says that it is none', async () => {
    const labels = text('labels.csv', 'id,breed\n1,pug\n');
    const { errors } = await refused(await form([labels, ...flat(first)]));
    const detail = 'expected a header with the columns file and label, received "id", "breed"';
    expect(errors).toEqual([{ pointer: '/labels.csv/1', detail }]);
    const dataset = await create(await form([labels, text('list.csv', 'a,b\n1,2\n'), ...first, ...third]));
    expect(dataset.layout).toEqual({ kind: 'classFolders', outerFolder: '' });
    expect(dataset.verdicts).toMatchObject({ ok: 6, ignored: 2 });
    expect(dataset.warnings).toContain(`The file "labels.csv" was not read as a manifest: ${detail}.`);
  });
});

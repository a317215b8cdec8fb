import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatasetBody, DatasetFileBody, JobBody } from '../../src/contract/index.ts';
import { formOf, PHOTOS, type Photo, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
const root = join(folder.path, 'root');
let service: RunningService;
let parent: DatasetBody;

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');
const KEYS = `train:${hash('teach')},admin:${hash('rule')}`;

const call = (method: string, path: string, body?: object | FormData, key = 'teach'): Promise<Response> =>
  fetch(`${service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });

const datasetOf = async (reply: Promise<Response>, status = 201): Promise<DatasetBody> => {
  const answer = await reply;
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(status);
  return body as DatasetBody;
};

const upload = (of: readonly Photo[], status = 201): Promise<DatasetBody> =>
  datasetOf(call('POST', '/datasets', formOf('images', of)), status);

const filesOf = async (id: string): Promise<readonly DatasetFileBody[]> => {
  const reply = await call('GET', `/datasets/${id}/files?limit=100`);
  return ((await reply.json()) as { data: DatasetFileBody[] }).data;
};

const idOf = async (dataset: DatasetBody, path: string): Promise<string> =>
  (await filesOf(dataset.id)).find((file) => file.path === path)?.fileId ?? `no ${path}`;

const codeOf = async (reply: Promise<Response>): Promise<string> =>
  ((await (await reply).json()) as { code: string }).code;

const moved = (photo: Photo, className: string): Photo => ({
  ...photo,
  className,
  name: photo.name.replace(/^[^/]*/, className),
});

/** Four photos a class; the tests below use others beside them. */
const basis = photos(0, 4);

beforeAll(async () => {
  mkdirSync(root);
  service = await startService(folder.path, { DATASETS_ROOT: root, API_KEYS: KEYS });
  parent = await upload(basis);
});

afterAll(async () => {
  await service.stop('SIGTERM');
  folder.remove();
});

/** Removed for good, so that an upload of the same content has to make it again. */
const purge = async ({ id }: DatasetBody): Promise<void> => {
  expect((await call('DELETE', `/datasets/${id}?purge=true`, undefined, 'rule')).status).toBe(204);
};

const expectSameAsUpload = async (derived: DatasetBody, of: readonly Photo[]): Promise<void> => {
  expect(derived).toMatchObject({ parent: { id: parent.id, fingerprint: parent.fingerprint } });
  await purge(derived);
  const uploaded = await upload(of);
  expect(uploaded).toMatchObject({
    fingerprint: derived.fingerprint,
    verdicts: derived.verdicts,
    parent: null,
  });
  await purge(uploaded);
};

const derive = (body: object | FormData): Promise<DatasetBody> =>
  datasetOf(call('POST', `/datasets/${parent.id}/derive`, body));

it('a dataset with files removed, relabelled or added is what the changed folder would be, fingerprint for fingerprint', async () => {
  const [first, second, ...others] = basis;
  if (first === undefined || second === undefined) throw new Error('expected photos');
  const removed = await derive({ remove: [await idOf(parent, first.name)] });
  expect(removed.origin).toEqual({ kind: 'derived', added: 0, removed: 1, relabelled: 0 });
  await expectSameAsUpload(removed, [second, ...others]);

  const relabel = [{ fileId: await idOf(parent, second.name), class: 'tool' }];
  await expectSameAsUpload(await derive({ relabel }), [first, moved(second, 'tool'), ...others]);

  const more = photos(4, 6);
  await expectSameAsUpload(await derive(formOf('images', more)), [...basis, ...more]);

  mkdirSync(join(root, 'more/all'), { recursive: true });
  for (const { className } of more)
    cpSync(join(PHOTOS, className), join(root, 'more/all', className), { recursive: true });
  const add = { path: 'more' };
  const withFolder = await derive({ add, remove: (await filesOf(parent.id)).map(({ fileId }) => fileId) });
  await expectSameAsUpload(withFolder, photos(0, 1000));

  expect(await datasetOf(call('GET', `/datasets/${parent.id}`), 200)).toEqual(parent);
});

it('relabelling one of two pictures with conflicting labels solves the conflict', async () => {
  const [spare] = photos(6, 7);
  if (spare === undefined) throw new Error('expected a photo');
  // Without other pictures it would be the parent: only pictures that are used count.
  const conflicted = await upload([...basis, ...photos(5, 6), spare, moved(spare, 'tool')]);
  expect(conflicted.verdicts).toMatchObject({ conflictingLabel: 2, ok: 15 });
  const fileId = await idOf(conflicted, moved(spare, 'tool').name);
  const changes = { relabel: [{ fileId, class: spare.className }] };
  const solved = await datasetOf(call('POST', `/datasets/${conflicted.id}/derive`, changes));
  expect(solved.verdicts).toMatchObject({ conflictingLabel: 0, duplicate: 1, ok: 16 });
  const refused = await call('POST', `/datasets/${conflicted.id}/derive`, {
    relabel: [{ fileId, class: '.x' }],
  });
  expect(await refused.json()).toMatchObject({
    code: 'REQUEST_INVALID',
    errors: [{ pointer: '/relabel/0/class' }],
  });
});

it('a derived dataset has its pictures still when its parent is removed for good: they are shown and can be trained on', async () => {
  const first = await upload(photos(7, 12));
  const [gone, shown] = await filesOf(first.id);
  const changes = { remove: [gone?.fileId] };
  const child = await datasetOf(call('POST', `/datasets/${first.id}/derive`, changes));
  await purge(first);
  const [file] = await filesOf(child.id);
  expect(file?.sha256).toBe(shown?.sha256);
  const image = await call('GET', `/datasets/${child.id}/files/${file?.fileId ?? ''}/image`);
  expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  const dryRun = await call('POST', '/jobs?dryRun=true', { model: 'things', dataset: { id: child.id } });
  expect(await dryRun.json()).toMatchObject({ dataset: { id: child.id, fingerprint: child.fingerprint } });
  expect(dryRun.status).toBe(200);
});

it('a dataset that a job uses stays; afterwards it goes into the bin and comes back, by a call or by the same upload', async () => {
  const { id, fingerprint } = parent;
  const request = { model: 'things', dataset: { id }, recipe: { epochs: 1 } };
  const job = (await (await call('POST', '/jobs', request)).json()) as JobBody;
  expect(job.dataset).toEqual({ id, fingerprint });
  for (const query of ['', '?purge=true'])
    expect(await codeOf(call('DELETE', `/datasets/${id}${query}`, undefined, 'rule'))).toBe('DATASET_IN_USE');
  expect((await call('POST', `/jobs/${job.id}/cancel`)).status).toBe(200);
  await eventually('the end of the job', 60_000, async () => {
    const { state } = (await (await call('GET', `/jobs/${job.id}`)).json()) as JobBody;
    return state === 'cancelled' ? true : null;
  });

  expect((await call('DELETE', `/datasets/${id}`)).status).toBe(204);
  expect(await codeOf(call('GET', `/datasets/${id}`))).toBe('DATASET_NOT_FOUND');
  expect(await codeOf(call('POST', '/jobs', request))).toBe('DATASET_NOT_FOUND');
  const bin = (await (await call('GET', '/datasets?binned=true')).json()) as { data: DatasetBody[] };
  expect(bin.data.map((dataset) => dataset.id)).toEqual([id]);
  const [binned] = bin.data;
  const daysInBin = Date.parse(binned?.purgeAt ?? '') - Date.parse(binned?.binnedAt ?? '');
  expect(daysInBin / 86_400_000).toBe(30);
  expect(await datasetOf(call('POST', `/datasets/${id}/restore`), 200)).toEqual(parent);

  expect((await call('DELETE', `/datasets/${id}`)).status).toBe(204);
  expect(await upload(basis, 200)).toEqual(parent);
  expect(await datasetOf(call('GET', `/datasets/${id}`), 200)).toEqual(parent);
});

it('two uploads of the same content at the same time are one dataset', async () => {
  const of = photos(12, 15);
  const replies = await Promise.all([1, 2, 3].map(() => call('POST', '/datasets', formOf('images', of))));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  const ids = await Promise.all(replies.map(async (reply) => ((await reply.json()) as DatasetBody).id));
  expect(new Set(ids).size).toBe(1);
});

it('copies of pictures that were referenced are taken over, and the folder is needed no more', async () => {
  const of = photos(15, 17);
  for (const { name, bytes } of of) {
    mkdirSync(join(root, 'lent', name, '..'), { recursive: true });
    writeFileSync(join(root, 'lent', name), bytes);
  }
  const lent = await datasetOf(call('POST', '/datasets', { path: 'lent', content: 'reference' }));
  expect((await filesOf(lent.id)).every(({ reference }) => reference !== null)).toBe(true);
  expect((await upload(of, 200)).id).toBe(lent.id);
  rmSync(join(root, 'lent'), { recursive: true });
  const [file] = await filesOf(lent.id);
  expect(file?.reference).toBeNull();
  const image = await call('GET', `/datasets/${lent.id}/files/${file?.fileId ?? ''}/image`);
  expect(image.status).toBe(200);
});

it('only a key with the scope admin removes a dataset for good', async () => {
  const last = await upload(photos(17, 19));
  expect(await codeOf(call('DELETE', `/datasets/${last.id}?purge=true`))).toBe('SCOPE_MISSING');
  await purge(last);
  for (const path of [`/datasets/${last.id}`, `/datasets/${last.id}/files`])
    expect(await codeOf(call('GET', path))).toBe('DATASET_NOT_FOUND');
  expect(await codeOf(call('POST', `/datasets/${last.id}/restore`))).toBe('DATASET_NOT_FOUND');
});

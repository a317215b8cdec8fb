import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AliasBody,
  AliasMoveBody,
  DatasetBody,
  JobBody,
  ModelVersionBody,
  PredictReplyBody,
  ProblemBody,
} from '../../src/contract/index.ts';
import { callsOf } from './json-calls.ts';
import { makeKerasFile } from './keras-file.ts';
import { formOf, photos } from './photos.ts';
import { eventually, type RunningService, startService, temporaryFolder, waitUntilReady } from './service.ts';

const JOB_DEADLINE_MS = 300_000;

const folder = temporaryFolder();
const scratch = temporaryFolder();

let service: RunningService;
let kerasFile: Buffer<ArrayBuffer>;

const importVersion = async (): Promise<void> => {
  const form = new FormData();
  form.append('classNames', '["fish","monument","tool"]');
  form.append('file', new Blob([kerasFile]), 'model.h5');
  const reply = await fetch(`${service.url}/models/animals/versions`, { method: 'POST', body: form });
  expect(reply.status).toBe(201);
};

const aliasUrl = (): string => `${service.url}/models/animals/aliases/prod`;

const point = async (version: number): Promise<AliasBody> => {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(aliasUrl(), { method: 'PUT', headers, body: JSON.stringify({ version }) });
  expect(reply.status).toBe(200);
  return (await reply.json()) as AliasBody;
};

const predict = (query: string): Promise<Response> =>
  fetch(`${service.url}/predict?model=animals@prod${query}`, {
    method: 'POST',
    body: formOf('image', photos(0, 1)),
  });

const answering = async (query = ''): Promise<number> => {
  const reply = await predict(query);
  expect(reply.status).toBe(200);
  return ((await reply.json()) as PredictReplyBody).version;
};

describe('aliases over HTTP', () => {
  beforeAll(async () => {
    kerasFile = await makeKerasFile(scratch.path);
    service = await startService(folder.path);
    await waitUntilReady(service.url);
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
    scratch.remove();
  });

  it('say which version answers, now and at a time, and go back with one call', async () => {
    await importVersion();
    await importVersion();
    const first = await point(1);
    expect(await answering()).toBe(1);
    const second = await point(2);
    expect(second.movedAt > first.movedAt).toBe(true);
    expect(await answering()).toBe(2);
    expect(await answering(`&at=${first.movedAt}`)).toBe(1);
    expect((await predict('&at=2020-01-01T00:00:00Z')).status).toBe(404);
    expect((await fetch(`${aliasUrl()}/rollback`, { method: 'POST' })).status).toBe(200);
    expect(await answering()).toBe(1);
    expect((await fetch(`${aliasUrl()}/rollback`, { method: 'POST' })).status).toBe(409);
    const { data } = (await (await fetch(`${aliasUrl()}/history`)).json()) as { data: AliasMoveBody[] };
    expect(data.map(({ change, version }) => [change, version])).toEqual([
      ['moved', 1],
      ['moved', 2],
      ['rolledBack', 1],
    ]);
  });

  it('keep their version from being removed, whose number no other gets', async () => {
    const remove = (version: number) =>
      fetch(`${service.url}/models/animals/versions/${version}`, { method: 'DELETE' });
    const refused = (await (await remove(1)).json()) as ProblemBody;
    expect(refused).toMatchObject({ status: 409, code: 'VERSION_IN_USE' });
    expect(refused.detail).toContain('prod');
    await importVersion();
    expect((await remove(2)).status).toBe(204);
    expect((await remove(3)).status).toBe(409);
    expect(readdirSync(join(folder.path, 'models/animals')).sort()).toEqual(['1', '3', 'aliases.jsonl']);
    expect((await fetch(aliasUrl(), { method: 'DELETE' })).status).toBe(204);
    expect((await predict('')).status).toBe(404);
    for (const version of [1, 3]) expect((await remove(version)).status).toBe(204);
    expect((await fetch(`${service.url}/models/animals`)).status).toBe(404);
    await importVersion();
    expect(readdirSync(join(folder.path, 'models/animals')).sort()).toEqual(['4', 'aliases.jsonl']);
  });

  it('stay on the better version where a job asks for what the current one has, and the version knows its metadata', async () => {
    const { get, post } = callsOf(() => service.url);
    const pictures = formOf('images', photos(0, 14));
    const made = await fetch(`${service.url}/datasets`, { method: 'POST', body: pictures });
    const { id } = (await made.json()) as DatasetBody;
    const order = { model: 'things', dataset: { id }, seed: 7, metadata: { team: 'birds' } };
    const publish = { alias: 'prod', minimum: { val_accuracy: 'current' } };
    const train = async (more: object): Promise<JobBody> => {
      const { status, body } = await post<JobBody>('/jobs', { ...order, publish, ...more });
      expect(status).toBe(202);
      return eventually('the end of the job', JOB_DEADLINE_MS, async () => {
        const job = await get<JobBody>(`/jobs/${body.id}`);
        return ['succeeded', 'failed', 'cancelled'].includes(job.state) ? job : null;
      });
    };
    const comparisons = ({ warnings }: JobBody) => warnings.filter((text) => text.includes('val_accuracy'));
    const good = await train({});
    expect(good).toMatchObject({ state: 'succeeded', modelVersion: 1, publish });
    expect(comparisons(good)).toEqual([
      'val_accuracy was compared with nothing: the alias "latest" points to no version yet.',
      'val_accuracy was compared with nothing: the alias "prod" points to no version yet.',
    ]);
    const optimizer = { name: 'sgd', learningRate: 1e-7 };
    const bad = await train({ recipe: { optimizer, epochs: 1 } });
    expect(bad).toMatchObject({ state: 'succeeded', modelVersion: 2 });
    expect(comparisons(bad)).toEqual([
      expect.stringMatching(/^Version 2 is kept, but "latest" stays at version 1: val_accuracy is /),
      expect.stringMatching(/^Version 2 is kept, but "prod" stays at version 1: val_accuracy is /),
    ]);
    const versions = '/models/things/versions';
    const { data } = await get<{ data: ModelVersionBody[] }>(versions);
    expect(data.map(({ version, aliases, metadata }) => [version, aliases, metadata])).toEqual([
      [2, [], { team: 'birds' }],
      [1, ['latest', 'prod'], { team: 'birds' }],
    ]);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ description: 'worse', metadata: { team: null, ticket: '42' } });
    const changed = await fetch(`${service.url}${versions}/2`, { method: 'PATCH', headers, body });
    expect(changed.status).toBe(200);
    expect(await get<ModelVersionBody>(`${versions}/2`)).toMatchObject({
      description: 'worse',
      metadata: { ticket: '42' },
    });
  });
});

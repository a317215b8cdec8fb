import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  DatasetBody,
  DatasetFileBody,
  JobBody,
  PredictReplyBody,
  ProblemBody,
} from '../../src/contract/index.ts';
import { png } from '../images/pictures.ts';
import { json, multipart, type OneConnection, openOneConnection, type Payload } from './one-connection.ts';
import { photos } from './photos.ts';
import { eventually, processesOf, type RunningService, startService, temporaryFolder } from './service.ts';

const MIB = 1024 ** 2;
const UPLOAD_MAX_BYTES = 4 * MIB;
const IMAGE_MAX_BYTES = 20 * MIB;
const JOB_DEADLINE_MS = 300_000;

const folder = temporaryFolder();
const datasetsRoot = temporaryFolder();
let service: RunningService;
let client: OneConnection;
let dataset: DatasetBody;

const good = photos(0, 3);
const [photo] = good;
const bytesOf = (text: string) => Buffer.from(text);
const BAD = [
  { what: 'text', bytes: bytesOf('this is text'), verdict: 'unsupported', code: 'IMAGE_TYPE_UNSUPPORTED' },
  {
    what: 'truncated',
    bytes: photo?.bytes.subarray(0, 5000) ?? bytesOf(''),
    verdict: 'corrupt',
    code: 'IMAGE_UNREADABLE',
  },
  {
    what: '30000 x 30000',
    bytes: Buffer.from(png({ width: 30_000, height: 30_000, depth: 8, colourType: 2, rows: bytesOf('') })),
    verdict: 'tooLarge',
    code: 'IMAGE_TOO_LARGE',
  },
  {
    what: 'SVG',
    bytes: bytesOf('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    verdict: 'unsupported',
    code: 'IMAGE_TYPE_UNSUPPORTED',
  },
  { what: 'empty', bytes: bytesOf(''), verdict: 'corrupt', code: 'IMAGE_UNREADABLE' },
] as const;
const nameOf = (what: string): string => `fish/${what}.jpg`;

const refused = async (
  status: number,
  code: string,
  ...call: [string, string, Payload?]
): Promise<ProblemBody> => {
  const reply = await client.call(...call);
  const problem = reply.json() as ProblemBody;
  expect([reply.status, problem.code]).toEqual([status, code]);
  return problem;
};
const jobWith = (changes: object): Payload =>
  json({ model: 'things', dataset: { id: dataset.id }, ...changes });
const finished = (id: string): Promise<JobBody> =>
  eventually(`job ${id} ends`, JOB_DEADLINE_MS, async () => {
    const job = (await client.call('GET', `/jobs/${id}`)).json() as JobBody;
    return ['succeeded', 'failed', 'cancelled'].includes(job.state) ? job : null;
  });
const leftovers = (): string[] => readdirSync(join(folder.path, 'tmp'));

describe('bad input on one connection that is never lost', () => {
  beforeAll(async () => {
    service = await startService(folder.path, {
      DATASETS_ROOT: datasetsRoot.path,
      UPLOAD_MAX_BYTES: String(UPLOAD_MAX_BYTES),
      PREDICT_IMAGE_MAX_BYTES: String(IMAGE_MAX_BYTES),
      // Hides every GPU, so that a job that asks for one finds none.
      CUDA_VISIBLE_DEVICES: '-1',
    });
    client = openOneConnection(service.url);
  });

  afterAll(async () => {
    client.close();
    expect(await service.stop()).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    folder.remove();
    datasetsRoot.remove();
  });

  it('says of each file of a dataset what is wrong with it, and uses the others', async () => {
    const bad = BAD.map(({ what, bytes }) => ({ name: nameOf(what), bytes }));
    const reply = await client.call('POST', '/datasets', await multipart('images', [...good, ...bad]));
    expect(reply.status).toBe(201);
    dataset = reply.json() as DatasetBody;
    expect(dataset.verdicts).toMatchObject({ ok: good.length, unsupported: 2, corrupt: 2, tooLarge: 1 });
    const files = (await client.call('GET', `/datasets/${dataset.id}/files?limit=100`)).json() as {
      data: DatasetFileBody[];
    };
    for (const { what, verdict } of BAD) {
      const file = files.data.find(({ path }) => path === nameOf(what));
      expect([what, file?.verdict]).toEqual([what, verdict]);
      expect(file?.reason).not.toBeNull();
    }
  });

  it('says what to do when a picture comes before any model', async () => {
    const problem = await refused(
      409,
      'MODEL_NOT_READY',
      'POST',
      '/predict',
      await multipart('image', good.slice(0, 1)),
    );
    expect(problem.detail).toContain('POST /jobs');
  });

  it.each([
    ['an unknown field', { colour: 'red' }, 'REQUEST_INVALID', '/colour'],
    ['a misspelt knob', { recipe: { epochz: 5 } }, 'RECIPE_INVALID', '/recipe/epochz'],
    ['epochs as text', { recipe: { epochs: '5' } }, 'RECIPE_INVALID', '/recipe/epochs'],
    ['epochs out of bounds', { recipe: { epochs: 0 } }, 'RECIPE_INVALID', '/recipe/epochs'],
    ['int4', { recipe: { backbone: { precision: 'int4' } } }, 'RECIPE_INVALID', '/recipe/backbone/precision'],
    [
      'layers beyond the model',
      { recipe: { backbone: { frozenLayers: 24 } } },
      'RECIPE_INVALID',
      '/recipe/backbone/frozenLayers',
    ],
    [
      'a monitor that is none',
      { recipe: { earlyStopping: { monitor: 'val_f1' } } },
      'RECIPE_INVALID',
      '/recipe/earlyStopping/monitor',
    ],
    [
      'momentum for adam',
      { recipe: { optimizer: { name: 'adam', momentum: 0.9 } } },
      'RECIPE_CONFLICT',
      '/recipe/optimizer/momentum',
    ],
    [
      'a batch larger than the training set',
      { recipe: { batchSize: 1000 } },
      'RECIPE_CONFLICT',
      '/recipe/batchSize',
    ],
    ['int8 beside the backbone', { recipe: { precision: 'int8' } }, 'RECIPE_INVALID', '/recipe/precision'],
    ['a name that is none', { model: 'a b' }, 'REQUEST_INVALID', '/model'],
    ['a folder that is not there', { dataset: { path: 'nope' } }, 'REQUEST_INVALID', '/dataset/path'],
    ['no dataset', { dataset: {} }, 'REQUEST_INVALID', '/dataset'],
    ['a split of everything', { validation: { split: 1 } }, 'REQUEST_INVALID', '/validation/split'],
  ])('refuses a job with %s and points at it', async (_what, changes, code, pointer) => {
    const problem = await refused(400, code, 'POST', '/jobs', jobWith(changes));
    expect(problem.errors?.map((fault) => fault.pointer)).toEqual([pointer]);
    expect(problem.detail).toMatch(/expected .*received/);
  });

  it('refuses a body that is no JSON, and one that is not there', async () => {
    await refused(400, 'REQUEST_INVALID', 'POST', '/jobs', {
      type: 'application/json',
      bytes: bytesOf('{"model":'),
    });
    const { detail } = await refused(400, 'REQUEST_INVALID', 'POST', '/jobs');
    expect(detail).toContain('received no body');
    await refused(415, 'MEDIA_TYPE_UNSUPPORTED', 'POST', '/jobs', { type: 'text/csv', bytes: bytesOf('a') });
  });

  it('does not know datasets, jobs and models that were never made', async () => {
    const unknown = 'ds_00000000000000000000000000';
    await refused(404, 'DATASET_NOT_FOUND', 'POST', '/jobs', jobWith({ dataset: { id: unknown } }));
    await refused(404, 'DATASET_NOT_FOUND', 'GET', `/datasets/${unknown}`);
    await refused(404, 'JOB_NOT_FOUND', 'GET', '/jobs/job_00000000000000000000000000');
    await refused(404, 'MODEL_NOT_FOUND', 'GET', '/models/nope');
    await refused(404, 'ROUTE_NOT_FOUND', 'GET', '/nope');
  });

  it('refuses a dataset with one class, and one without a usable picture', async () => {
    const fish = good.filter(({ className }) => className === 'fish');
    await refused(422, 'DATASET_TOO_FEW_CLASSES', 'POST', '/datasets', await multipart('images', fish));
    const bad = BAD.map(({ what, bytes }) => ({ name: nameOf(what), bytes }));
    await refused(422, 'DATASET_EMPTY', 'POST', '/datasets', await multipart('images', bad));
  });

  it('refuses a multipart body that cannot be read', async () => {
    const type = 'multipart/form-data; boundary=abc';
    for (const [path, name] of [
      ['/datasets', 'images'],
      ['/predict', 'image'],
    ] as const) {
      const part = `content-disposition: form-data; name="${name}"; filename="fish/a.jpg"`;
      const cut = bytesOf(`--abc\r\n${part}\r\n\r\ncut`);
      await refused(400, 'MULTIPART_INVALID', 'POST', path, { type, bytes: cut });
      await refused(400, 'MULTIPART_INVALID', 'POST', path, { type, bytes: bytesOf('no boundary') });
      await refused(400, 'MULTIPART_INVALID', 'POST', path, { type: 'multipart/form-data', bytes: cut });
    }
  });

  it('refuses bodies over the limit', async () => {
    const upload = await multipart('images', [
      { name: 'fish/a.jpg', bytes: Buffer.alloc(UPLOAD_MAX_BYTES + 1) },
    ]);
    await refused(413, 'BODY_TOO_LARGE', 'POST', '/datasets', upload);
    const picture = Buffer.alloc(IMAGE_MAX_BYTES + 1);
    for (const payload of [
      { type: 'image/jpeg', bytes: picture },
      await multipart('image', [{ name: 'a.jpg', bytes: picture }]),
      json({ images: [picture.toString('base64')] }),
    ]) {
      const { detail } = await refused(413, 'BODY_TOO_LARGE', 'POST', '/predict', payload);
      expect(detail).toContain(`at most ${IMAGE_MAX_BYTES} bytes`);
    }
    const long = json({ model: 'x'.repeat(32 * MIB) });
    await refused(413, 'BODY_TOO_LARGE', 'POST', '/jobs', long);
  });

  it('trains on what is left, ends a job for a missing GPU with the reason, and then refuses pictures one by one', async () => {
    const onGpu = (await client.call('POST', '/jobs', jobWith({ device: 'gpu' }))).json() as JobBody;
    const { id } = (await client.call('POST', '/jobs', jobWith({}))).json() as JobBody;
    expect(await finished(onGpu.id)).toMatchObject({
      state: 'failed',
      error: { code: 'DEVICE_UNAVAILABLE' },
      modelVersion: null,
    });
    expect(await finished(id)).toMatchObject({ state: 'succeeded', error: null });
    for (const { code, bytes } of BAD) {
      const status = code === 'IMAGE_TYPE_UNSUPPORTED' ? 415 : 422;
      await refused(status, code, 'POST', '/predict', { type: 'image/jpeg', bytes });
      await refused(status, code, 'POST', '/predict', await multipart('image', [{ name: 'a.jpg', bytes }]));
    }
    await refused(
      404,
      'MODEL_NOT_FOUND',
      'POST',
      '/predict?model=nope',
      await multipart('image', good.slice(0, 1)),
    );
  });

  it('answers for good pictures after all that, on the same connection, and has left no file behind', async () => {
    const reply = await client.call('POST', '/predict', await multipart('image', good.slice(0, 1)));
    expect(reply.status).toBe(200);
    // Which class comes first is another test's business: this model saw two pictures of each.
    const { predictions } = reply.json() as PredictReplyBody;
    const [answer] = predictions;
    if (answer === undefined || 'error' in answer) throw new Error(`no answer: ${JSON.stringify(answer)}`);
    expect(answer.topK.map(({ className }) => className).sort()).toEqual(
      dataset.classes.map(({ className }) => className),
    );
    expect(client.opened()).toBe(1);
    expect(leftovers()).toEqual([]);
    const { data } = (await client.call('GET', '/datasets')).json() as { data: DatasetBody[] };
    expect(data.map(({ id }) => id)).toEqual([dataset.id]);
  });
});

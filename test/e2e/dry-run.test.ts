import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DatasetBody, PlanBody } from '../../src/contract/index.ts';
import { formOf, photos } from './photos.ts';
import { eventually, processesOf, type RunningService, startService, temporaryFolder } from './service.ts';

const folder = temporaryFolder();
let service: RunningService;
let dataset: DatasetBody;

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  service = await startService(folder.path);
  const reply = await fetch(`${service.url}/datasets`, {
    method: 'POST',
    body: formOf('images', photos(0, 5)),
  });
  dataset = (await reply.json()) as DatasetBody;
});

afterAll(async () => {
  await service.stop('SIGTERM');
  folder.remove();
});

it('a dry run measures the job on this machine, starts nothing, and leaves no process behind', async () => {
  const before = processesOf(folder.path).length;
  const reply = await post('/jobs?dryRun=true', {
    model: 'things',
    dataset: { id: dataset.id },
    recipe: { epochs: 7, batchSize: 5, optimizer: { name: 'adam', learningRate: 0.01 } },
  });
  expect(reply.status).toBe(200);
  const plan = (await reply.json()) as PlanBody;
  expect(plan).toMatchObject({
    model: 'things',
    dataset: { id: dataset.id },
    pictures: { train: 12, validation: 3, decoded: 12 },
    steps: { perEpoch: 3, validationPerEpoch: 1, total: 21 },
    recipe: { epochs: 7, optimizer: { name: 'adam' } },
    device: { kind: 'cpu' },
  });
  expect(plan.secondsPerStep).toBeGreaterThan(0);
  expect(plan.secondsPerEpoch).toBeGreaterThan(3 * plan.secondsPerStep);
  expect(plan.etaSeconds).toBeCloseTo(15 * plan.secondsPerPicture + 7 * plan.secondsPerEpoch, 9);
  expect(plan.memory.neededBytes).toBeLessThan(plan.memory.availableBytes);
  const jobs = (await (await fetch(`${service.url}/jobs`)).json()) as { data: object[] };
  expect(jobs.data).toEqual([]);
  await eventually('the end of the planner', 10_000, () =>
    Promise.resolve(processesOf(folder.path).length <= before ? true : null),
  );
});

it('a dry run refuses what a job would be refused for', async () => {
  const reply = await post('/jobs?dryRun=true', {
    model: 'things',
    dataset: { id: dataset.id },
    recipe: { optimizer: { name: 'adam', momentum: 0.9 } },
  });
  expect(reply.status).toBe(400);
  expect(await reply.json()).toMatchObject({
    code: 'RECIPE_CONFLICT',
    errors: [{ pointer: '/recipe/optimizer/momentum' }],
  });
});

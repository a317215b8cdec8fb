import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWhetstone } from '../../clients/typescript/src/index.ts';
import { createPictureReader, PICTURE_LIMITS } from '../../src/images/index.ts';
import { CLASSES, formOf, photos } from './photos.ts';
import { pythonPackages } from './python-packages.ts';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const CLIENT = 'test/e2e/inference-client/client.py';
const REQUIREMENTS = 'test/e2e/inference-client/requirements.txt';
const run = promisify(execFile);

interface Answers {
  readonly probabilities: readonly (readonly number[])[];
}

interface Printed extends Readonly<Record<string, unknown>> {
  readonly imageBytes: Answers;
  readonly imageJson: Answers;
  readonly pixelBytes: Answers;
  readonly pixelJson: Answers;
}

const folder = temporaryFolder();
const unseen = photos(14, 15);
let service: RunningService;
let printed: Printed;

describe("Triton's client with a real service", () => {
  beforeAll(async () => {
    const { command, folder: packages } = await pythonPackages('inference-client', REQUIREMENTS);
    service = await startService(join(folder.path, 'data'));
    const whetstone = createWhetstone({ url: service.url });
    const images = photos(0, 10).map(({ name, bytes }) => ({ name, data: new Blob([bytes]) }));
    const { id } = await whetstone.datasets.create({ images });
    const job = await whetstone.jobs.create({ model: 'things', dataset: { id }, seed: 7 });
    expect(await whetstone.jobs.wait(job.id)).toMatchObject({ state: 'succeeded' });
    const pictures = join(folder.path, 'pictures');
    mkdirSync(pictures);
    const reader = createPictureReader(PICTURE_LIMITS);
    for (const [index, { bytes }] of unseen.entries()) {
      const options = { width: 224, height: 224, interpolation: 'bilinear', orient: true } as const;
      writeFileSync(join(pictures, `${index}.jpg`), bytes);
      writeFileSync(join(pictures, `${index}.rgb`), await reader.decode({ bytes }, options));
    }
    const { stdout } = await run(command, [CLIENT, new URL(service.url).host, pictures], {
      env: { PATH: process.env['PATH'], PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    });
    printed = JSON.parse(stdout) as Printed;
  });

  afterAll(async () => {
    await service.stop();
    folder.remove();
  });

  it('reads what the server and the model are, and whether they are ready', () => {
    expect(printed).toMatchObject({
      server: { name: 'whetstone', extensions: ['binary_tensor_data'] },
      model: { name: 'things', versions: ['1'] },
      isLive: true,
      isReady: true,
      isModelReady: true,
      isAliasReady: true,
      isVersionReady: true,
      isOtherReady: false,
    });
  });

  it('gets the answers of POST /predict, for pictures and pixels, as bytes and as JSON', async () => {
    const body = formOf('image', unseen);
    const reply = await fetch(`${service.url}/predict?model=things`, { method: 'POST', body });
    const { predictions } = (await reply.json()) as {
      predictions: { topK: { className: string; probability: number }[] }[];
    };
    const expected = predictions.map(({ topK }) => {
      const known = new Map(topK.map(({ className, probability }) => [className, probability]));
      return CLASSES.map((className) => known.get(className) ?? Number.NaN);
    });
    const { imageBytes, imageJson, pixelBytes, pixelJson } = printed;
    for (const answers of [imageBytes, imageJson, pixelBytes, pixelJson]) {
      expect(answers).toMatchObject({
        model: 'things',
        version: '1',
        id: 'one',
        className: predictions.map(({ topK }) => topK[0]?.className),
        classIndex: expected.map((row) => row.indexOf(Math.max(...row))),
        abstained: unseen.map(() => false),
      });
      expect(answers.probabilities).toHaveLength(unseen.length);
      for (const [index, row] of answers.probabilities.entries()) {
        for (const [column, value] of row.entries())
          expect(value).toBeCloseTo(expected[index]?.[column] ?? -1, 4);
      }
    }
  });

  it('is told why a call failed', () => {
    expect(printed['broken']).toMatchObject({
      status: '415',
      message: expect.stringContaining('picture 1, counted from 0') as string,
    });
    expect(printed['shape']).toMatchObject({
      status: '400',
      message: expect.stringContaining('/inputs/0/shape') as string,
    });
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import type { PredictReplyBody } from '../../src/contract/index.ts';
import type { Photo } from '../../test/e2e/photos.ts';
import { failedOf, type LoadAnswer, runLoad } from './load.ts';
import { quantile } from './measure.ts';
import { type Figure, say } from './report.ts';
import { predictRequest, trainModel } from './serving-world.ts';
import { sized } from './sizes.ts';

// 32 clients ask for an alias while it is moved from one version to the other and back, each time to one that nobody has asked yet.
const CLIENTS = 32;
const SWAPS = sized(4, 1);
const BEFORE = sized(400, 64);
const BETWEEN_MS = sized(6_000, 1_000);
const MODEL = 'swapped';

const point = async (url: string, version: number): Promise<void> => {
  const reply = await fetch(`${url}/models/${MODEL}/aliases/prod`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version }),
  });
  if (reply.status !== 200) throw new Error(`expected 200, received ${reply.status}: ${await reply.text()}`);
};

const versionsOf = (answers: readonly LoadAnswer[]): number[] => [
  ...new Set(answers.map(({ body }) => (JSON.parse(body) as PredictReplyBody).version)),
];

/** Moves of an alias under load, int8. */
export const benchSwap = async (
  url: string,
  dataset: string,
  photos: readonly Photo[],
): Promise<{ figures: Figure[]; measured: object }> => {
  for (let version = 0; version <= SWAPS; version += 1) {
    await trainModel(url, MODEL, dataset, {
      preset: 'fast',
      seed: version,
      recipe: { backbone: { precision: 'int8' } },
    });
  }
  await point(url, 1);
  const requests = photos.map((photo) => predictRequest(`${MODEL}@prod`, photo));
  await runLoad(url, CLIENTS, requests, (answered) => answered >= CLIENTS);
  const before = await runLoad(url, CLIENTS, requests, (answered) => answered + CLIENTS > BEFORE);
  let isMoving = true;
  const moves = (async () => {
    for (let version = 2; version <= SWAPS + 1; version += 1) {
      await pause(BETWEEN_MS);
      await point(url, version);
    }
    await pause(BETWEEN_MS);
    isMoving = false;
  })();
  const during = await runLoad(url, CLIENTS, requests, () => !isMoving);
  await moves;
  const p99 = (of: readonly LoadAnswer[]): number =>
    quantile(
      of.map(({ ms }) => ms),
      0.99,
    );
  const failed = failedOf(during).length + failedOf(before).length;
  say(
    `${during.answers.length} answers of versions ${versionsOf(during.answers).join(', ')}, ${failed} failed`,
  );
  return {
    figures: [
      { what: `hot swap, ${CLIENTS} clients: failed requests`, value: failed, target: { atMost: 0 } },
      {
        what: `hot swap, ${CLIENTS} clients: p99 while it is moved ${SWAPS} times, of before`,
        value: p99(during.answers) / p99(before.answers),
        target: { atMost: 1.5 },
      },
    ],
    measured: {
      before: before.answers.map(({ ms }) => ms),
      during: during.answers.map(({ ms }) => ms),
      versions: versionsOf(during.answers),
    },
  };
};

import { allPhotos, postJob, predictOne, spread, succeeded, upload, waitUntilReady } from './parts/client.ts';
import { openEngine } from './parts/engine-speed.ts';
import { median, timed } from './parts/measure.ts';
import { report, say } from './parts/report.ts';
import { startWhole } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// POST /predict with one client and a JPEG that was not asked before, against one picture through the engine alone. The two
// take turns, so that both meet the machine in the same state.
const WARM_UP = 3;
const TURNS = sized(40, 4);
const TRAINED_ON = 9;

const photos = allPhotos();
const service = await startWhole();
const engine = await openEngine();
try {
  await waitUntilReady(service.url);
  const dataset = await upload(service.url, spread(photos, TRAINED_ON));
  await succeeded(service.url, await postJob(service.url, dataset, 1));

  const [first] = photos;
  if (first === undefined) throw new Error('expected example photos');
  for (let turn = 0; turn < WARM_UP; turn += 1) {
    await engine.measure(1, 1);
    await predictOne(service.url, first);
  }
  const turns: { engine: number; predict: number; repeat: number; decodeMs: number; inferMs: number }[] = [];
  for (const photo of photos.slice(1, TURNS + 1)) {
    const own = await engine.measure(1, 1);
    const { seconds, result } = await timed(() => predictOne(service.url, photo));
    const again = await timed(() => predictOne(service.url, photo));
    const { decodeMs, inferMs } = result.timing;
    turns.push({ engine: own[0] ?? Number.NaN, predict: seconds, repeat: again.seconds, decodeMs, inferMs });
  }
  const middle = (of: (turn: (typeof turns)[number]) => number): number => median(turns.map(of));
  const engineSeconds = middle((turn) => turn.engine);
  const ratio = middle(({ predict }) => predict) / engineSeconds;
  say(
    `a prediction ${(ratio * engineSeconds * 1000).toFixed(1)} ms, the engine alone ${(engineSeconds * 1000).toFixed(1)} ms`,
  );
  report(
    [
      {
        what: 'POST /predict, one JPEG, of the engine’s time for one picture',
        value: ratio,
        target: { atMost: 1.25 },
      },
      {
        what: 'the same picture again',
        value: middle(({ repeat }) => repeat) / engineSeconds,
        target: null,
      },
      {
        what: 'of it: decoding',
        value: middle(({ decodeMs }) => decodeMs) / 1000 / engineSeconds,
        target: null,
      },
      {
        what: 'of it: inference',
        value: middle(({ inferMs }) => inferMs) / 1000 / engineSeconds,
        target: null,
      },
    ],
    { engine: engine.engine, turns },
  );
} finally {
  engine.close();
  await service.close();
}

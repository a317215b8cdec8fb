import type { Photo } from '../../test/e2e/photos.ts';
import type { BaseKind } from './engine-speed.ts';
import { allSucceeded, type LoadRequest, runLoad } from './load.ts';
import { median } from './measure.ts';
import { type PythonServer, preparePythonServers, startPythonServer } from './python-servers.ts';
import { type Figure, say } from './report.ts';
import { type Engines, fastRequest, predictRequest } from './serving-world.ts';
import { sized } from './sizes.ts';

// One client and one picture at a time, in turns with the engine alone and with FastAPI, so that all meet the machine in the
// same state.
const WARM_UP = 3;
const TURNS = sized(40, 3);

type Turn = Record<
  'steps' | 'graph' | 'int8Engine' | 'float32' | 'int8' | 'repeat' | 'otherHead' | 'fast',
  number
>;

/** Milliseconds of one request on a connection that is open. */
const oneMs = async (url: string, request: LoadRequest): Promise<number> => {
  const load = await runLoad(url, 1, [request], (answered) => answered > 0);
  return median(allSucceeded(load).answers.map(({ ms }) => ms));
};

const engineMs = async (engines: Engines, base: BaseKind): Promise<number> =>
  median(await engines[base].measure(1, 1)) * 1000;

const turn = async (
  url: string,
  fast: PythonServer | null,
  engines: Engines,
  photo: Photo,
): Promise<Turn> => ({
  steps: await engineMs(engines, 'steps'),
  graph: await engineMs(engines, 'graph'),
  float32: await oneMs(url, predictRequest('float32', photo)),
  fast: fast === null ? Number.NaN : await oneMs(fast.url, fastRequest(photo)),
  int8Engine: await engineMs(engines, 'int8'),
  int8: await oneMs(url, predictRequest('int8', photo)),
  repeat: await oneMs(url, predictRequest('int8', photo, true)),
  otherHead: await oneMs(url, predictRequest('int8-b', photo, true)),
});

/** Latency of the models `float32`, `int8` and `int8-b`, another head on the base of `int8`. */
export const benchOneClient = async (
  url: string,
  engines: Engines,
  photos: readonly Photo[],
): Promise<{ figures: Figure[]; measured: readonly Turn[] }> => {
  const python = preparePythonServers();
  const fast = 'python' in python ? await startPythonServer(python.python, 'fast') : null;
  const turns: Turn[] = [];
  try {
    for (const photo of photos.slice(0, WARM_UP)) await turn(url, fast, engines, photo);
    for (const photo of photos.slice(WARM_UP, WARM_UP + TURNS)) {
      turns.push(await turn(url, fast, engines, photo));
    }
  } finally {
    fast?.stop();
  }
  const middle = (name: keyof Turn): number => median(turns.map((one) => one[name]));
  for (const name of [
    'steps',
    'graph',
    'float32',
    'fast',
    'int8Engine',
    'int8',
    'repeat',
    'otherHead',
  ] as const) {
    say(`${name}: ${middle(name).toFixed(1)} ms`);
  }
  const ofFast: Figure =
    'skipped' in python
      ? { what: 'one client, float32, of FastAPI in graph mode', skipped: python.skipped }
      : {
          what: 'one client, float32, of FastAPI in graph mode',
          value: middle('float32') / middle('fast'),
          target: { atMost: 1 },
        };
  return {
    figures: [
      {
        what: 'one client, float32, of the engine, batch 1',
        value: middle('float32') / middle('steps'),
        target: { atMost: 1.08 },
      },
      ofFast,
      {
        what: 'one client, int8, above the engine, batch 1, ms',
        value: middle('int8') - middle('int8Engine'),
        target: { atMost: 8 },
      },
      { what: 'a picture that is known, ms', value: middle('repeat'), target: { atMost: 5 } },
      {
        what: 'a picture that another head on the same base knows, ms',
        value: middle('otherHead'),
        target: { atMost: 5 },
      },
    ],
    measured: turns,
  };
};

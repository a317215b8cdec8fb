import type { Photo } from '../../test/e2e/photos.ts';
import type { BaseKind } from './engine-speed.ts';
import { allSucceeded, type LoadRequest, runLoad } from './load.ts';
import { median } from './measure.ts';
import { type PythonServer, preparePythonServers, startPythonServer } from './python-servers.ts';
import { type Figure, say } from './report.ts';
import { type Engines, litRequest, predictRequest } from './serving-world.ts';
import { sized } from './sizes.ts';

// Pictures a second of the service with many clients, of the engine alone in full batches, and of LitServe, in turns.
const ROUNDS = sized(3, 1);
const CLIENTS = 32;
/** As many full batches count, after one answer for each client has been waited for. */
const BATCHES = sized(6, 1);
const BATCH = 16;
const FEW_CLIENTS = 8;

type Measured = Record<string, number[]>;

const loadOf = async (url: string, clients: number, requests: readonly LoadRequest[]): Promise<number> => {
  const most = clients + BATCHES * Math.min(clients, BATCH);
  const load = await runLoad(url, clients, requests, (answered) => answered + clients > most);
  return allSucceeded(load).perSecond;
};

const engineRate = async (engines: Engines, base: BaseKind, batch: number): Promise<number> =>
  1 / median(await engines[base].measure(batch, sized(3, 1)));

const round = async (
  url: string,
  lit: PythonServer | null,
  engines: Engines,
  photos: readonly Photo[],
): Promise<Record<string, number>> => {
  const asked = (model: string) => photos.map((photo) => predictRequest(model, photo));
  const rates: Record<string, number> = {};
  rates['engine, steps, 16'] = await engineRate(engines, 'steps', BATCH);
  rates['float32, 32 clients'] = await loadOf(url, CLIENTS, asked('float32'));
  rates['engine, graph, 16'] = await engineRate(engines, 'graph', BATCH);
  if (lit !== null) rates['LitServe, 32 clients'] = await loadOf(lit.url, CLIENTS, photos.map(litRequest));
  rates['engine, int8, 16'] = await engineRate(engines, 'int8', BATCH);
  rates['int8, 32 clients'] = await loadOf(url, CLIENTS, asked('int8'));
  rates['engine, steps, 8'] = await engineRate(engines, 'steps', FEW_CLIENTS);
  rates['float32, 8 clients'] = await loadOf(url, FEW_CLIENTS, asked('float32'));
  rates['engine, graph, 8'] = await engineRate(engines, 'graph', FEW_CLIENTS);
  rates['engine, int8, 8'] = await engineRate(engines, 'int8', FEW_CLIENTS);
  rates['int8, 8 clients'] = await loadOf(url, FEW_CLIENTS, asked('int8'));
  return rates;
};

const figuresOf = (measured: Measured, litSkipped: string | null): Figure[] => {
  const share = (what: string, of: string): number =>
    median((measured[what] ?? []).map((rate, index) => rate / (measured[of]?.[index] ?? Number.NaN)));
  const figure = (what: string, of: string, atLeast: number | null): Figure => ({
    what: `pictures a second, ${what}, of ${of}`,
    value: share(what, of),
    target: atLeast === null ? null : { atLeast },
  });
  const beside = (what: string, atLeast: number): Figure =>
    litSkipped === null
      ? figure(what, 'LitServe, 32 clients', atLeast)
      : { what: `pictures a second, ${what}, of LitServe`, skipped: litSkipped };
  return [
    figure('float32, 32 clients', 'engine, steps, 16', 0.98),
    figure('float32, 32 clients', 'engine, graph, 16', null),
    beside('float32, 32 clients', 1),
    figure('int8, 32 clients', 'engine, int8, 16', 0.85),
    beside('int8, 32 clients', 2.8),
    figure('float32, 8 clients', 'engine, steps, 8', 0.98),
    figure('float32, 8 clients', 'engine, graph, 8', null),
    figure('int8, 8 clients', 'engine, int8, 8', 0.85),
  ];
};

/** Throughput of the models `float32` and `int8`. */
export const benchThroughput = async (
  url: string,
  engines: Engines,
  photos: readonly Photo[],
): Promise<{ figures: Figure[]; measured: Measured }> => {
  const python = preparePythonServers();
  const lit = 'python' in python ? await startPythonServer(python.python, 'lit') : null;
  const measured: Measured = {};
  try {
    for (let index = 0; index < ROUNDS; index += 1) {
      for (const [what, rate] of Object.entries(await round(url, lit, engines, photos))) {
        measured[what] = [...(measured[what] ?? []), rate];
        say(`${what}: ${rate.toFixed(2)} pictures a second`);
      }
    }
  } finally {
    lit?.stop();
  }
  return { figures: figuresOf(measured, 'skipped' in python ? python.skipped : null), measured };
};

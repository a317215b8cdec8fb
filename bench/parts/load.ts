import { Agent, request } from 'node:http';

/** One request of a load: the same for every server, in the form that it takes. */
export interface LoadRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back: milliseconds from the first byte sent to the last received. */
export interface LoadAnswer {
  readonly status: number;
  readonly ms: number;
  readonly endedAt: number;
  readonly body: string;
}

/** Clients that ask one server without a pause, each on a connection of its own. */
export interface Load {
  readonly answers: readonly LoadAnswer[];
  /** Pictures a second, from the end of the first `clients` answers to that of the last. */
  readonly perSecond: number;
}

const ask = (url: URL, agent: Agent, { path, headers, body }: LoadRequest): Promise<LoadAnswer> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const call = request(
      {
        agent,
        host: url.hostname,
        port: url.port,
        path,
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
      },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.once('error', reject);
        reply.once('end', () => {
          const endedAt = performance.now();
          const ms = endedAt - startedAt;
          resolve({
            status: reply.statusCode ?? 0,
            ms,
            endedAt,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    call.once('error', reject);
    call.end(body);
  });

/** Lets `clients` ask until `until` says that it is enough, one request after the other from `requests`, in turn. */
export const runLoad = async (
  server: string,
  clients: number,
  requests: readonly LoadRequest[],
  isEnough: (answered: number) => boolean,
): Promise<Load> => {
  const url = new URL(server);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const answers: LoadAnswer[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (!isEnough(answers.length)) {
      const chosen = requests[next % requests.length];
      next += 1;
      if (chosen === undefined) throw new Error('expected requests to send');
      answers.push(await ask(url, agent, chosen));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  const ends = answers.map(({ endedAt }) => endedAt).sort((one, other) => one - other);
  const [from, to] = [ends[Math.min(clients, ends.length) - 1] ?? 0, ends.at(-1) ?? 0];
  const counted = ends.filter((end) => end > from).length;
  return { answers, perSecond: (counted / (to - from)) * 1000 };
};

/** The answers that are no success. */
export const failedOf = ({ answers }: Load): readonly LoadAnswer[] =>
  answers.filter(({ status }) => status !== 200);

/** Fails unless every answer is a success. */
export const allSucceeded = (load: Load): Load => {
  const [first] = failedOf(load);
  if (first === undefined) return load;
  throw new Error(`expected 200 for every request, received ${first.status}: ${first.body}`);
};

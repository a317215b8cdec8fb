import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server of weights behaves. */
export interface Behaviour {
  readonly content: Buffer;
  readonly etag: string;
  /** Whether it answers `Range` with a part. */
  readonly hasRanges: boolean;
  /** Bytes after which it cuts the n-th answer (0-based); undefined: sends all. */
  readonly cutAfter?: (answer: number) => number | undefined;
  /** Status of every answer instead of content. */
  readonly status?: number;
  /** Path that the first request is sent on to. */
  readonly movedTo?: string;
}

/** One request that came, as far as the tests look. */
export interface Seen {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export interface WeightsServer {
  readonly address: string;
  readonly seen: Seen[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

const sendContent = (
  request: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
  answer: number,
): void => {
  const { content, etag, hasRanges, cutAfter } = behaviour;
  const { range } = request.headers;
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const asked = hasRanges && isSame ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
  if (asked > content.length) {
    response.writeHead(416).end();
    return;
  }
  const part = content.subarray(asked);
  response.writeHead(asked > 0 ? 206 : 200, {
    etag,
    'content-length': part.length,
    ...(asked > 0 ? { 'content-range': `bytes ${asked}-${content.length - 1}/${content.length}` } : {}),
  });
  const cut = cutAfter?.(answer);
  if (cut === undefined) response.end(part);
  else response.write(part.subarray(0, cut), () => response.destroy());
};

/** A server on the loopback interface, on real sockets. */
export const startWeightsServer = async (first: Behaviour): Promise<WeightsServer> => {
  let behaviour = first;
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const ifRange = request.headers['if-range'];
    seen.push({
      path,
      range: request.headers.range,
      ifRange: typeof ifRange === 'string' ? ifRange : undefined,
    });
    if (behaviour.status !== undefined) response.writeHead(behaviour.status).end('an answer');
    else if (behaviour.movedTo !== undefined && !path.startsWith(behaviour.movedTo))
      response.writeHead(302, { location: `${behaviour.movedTo}${path}` }).end();
    else sendContent(request, response, behaviour, seen.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/vgg16`,
    seen,
    behave: (next) => {
      behaviour = next;
      seen.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { expectConforms } from '../routes/conforms.ts';

/** A reply that was checked against the document. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json(): unknown;
}

/** What is sent: bytes of a media type. */
export interface Payload {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A client with a single connection, which it uses again for as long as the service keeps it open. */
export interface OneConnection {
  call(method: string, path: string, payload?: Payload): Promise<Reply>;
  /** Connections that were opened so far. */
  opened(): number;
  close(): void;
}

/** A value as a JSON body. */
export const json = (value: unknown): Payload => ({
  type: 'application/json',
  bytes: Buffer.from(JSON.stringify(value)),
});

/** A multipart form with the files under `field`. */
export const multipart = async (
  field: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[],
): Promise<Payload> => {
  const form = new FormData();
  for (const { name, bytes } of files) form.append(field, new Blob([bytes]), name);
  const encoded = new Response(form);
  return {
    type: encoded.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await encoded.arrayBuffer()),
  };
};

/** Opens a client of the service at `url`. */
export const openOneConnection = (url: string): OneConnection => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<Socket>();
  const send = (method: string, path: string, payload?: Payload): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers =
        payload === undefined ? {} : { 'content-type': payload.type, 'content-length': payload.bytes.length };
      const sent = request(new URL(path, url), { method, agent, headers }, (message) => {
        const chunks: Buffer[] = [];
        message.on('data', (chunk: Buffer) => chunks.push(chunk));
        message.on('error', reject);
        message.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          const status = message.statusCode ?? 0;
          resolve({ status, headers: message.headers, body, json: () => JSON.parse(body) as unknown });
        });
      });
      sent.on('socket', (socket) => sockets.add(socket));
      sent.on('error', reject);
      sent.end(payload?.bytes);
    });
  return {
    call: async (method, path, payload) => {
      const reply = await send(method, path, payload);
      expectConforms({ method, path, ...reply });
      return reply;
    },
    opened: () => sockets.size,
    close: () => {
      agent.destroy();
    },
  };
};

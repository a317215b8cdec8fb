import { connect } from 'node:net';

/** What a Redis server said to a PING: `loading` while it reads its files, `silent` when nothing answers. */
export type PingAnswer = 'pong' | 'loading' | 'silent';

/** Asks the server behind a Unix socket once. Never rejects. */
export const pingSocket = (path: string, timeoutMs: number): Promise<PingAnswer> =>
  new Promise((resolve) => {
    const socket = connect(path);
    let received = '';
    const end = (answer: PingAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => {
      end('silent');
    });
    socket.on('error', () => {
      end('silent');
    });
    socket.on('close', () => {
      resolve('silent');
    });
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.startsWith('+PONG')) end('pong');
      else if (received.startsWith('-LOADING')) end('loading');
    });
  });

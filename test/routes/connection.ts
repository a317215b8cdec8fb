import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { App } from '../../src/http/index.ts';

/** A reply as it came over a socket. */
export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One TCP connection to the app, for what an HTTP client hides. */
export interface Connection {
  readonly write: (data: string | Uint8Array) => void;
  /** The next reply on the connection. */
  readonly reply: () => Promise<RawReply>;
  readonly end: () => void;
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>;
}

const HEAD_END = '\r\n\r\n';

const parseReply = (text: string): { reply: RawReply; rest: string } | null => {
  const split = text.indexOf(HEAD_END);
  if (split === -1) return null;
  const [statusLine = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const length = Number(headers['content-length'] ?? 0);
  const body = text.slice(split + HEAD_END.length);
  if (body.length < length) return null;
  const status = Number(statusLine.split(' ')[1]);
  return { reply: { status, headers, body: body.slice(0, length) }, rest: body.slice(length) };
};

/** Lets the app listen on a free port and returns its address. */
export const listen = async (app: App): Promise<{ readonly url: string; readonly port: number }> => {
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, port: Number(new URL(url).port) };
};

/** Opens a connection; it is closed at the end of the test. */
export const openConnection = (port: number): Connection => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let onChange: () => void = () => undefined;
  let isClosed = false;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    onChange();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      onChange();
      resolve();
    });
  });
  onTestFinished(() => {
    socket.destroy();
  });
  return {
    write: (data) => socket.write(data),
    end: () => socket.destroy(),
    closed,
    reply: () =>
      new Promise((resolve, reject) => {
        onChange = () => {
          const parsed = parseReply(text);
          if (parsed !== null) {
            text = parsed.rest;
            onChange = () => undefined;
            resolve(parsed.reply);
          } else if (isClosed) reject(new Error(`the connection closed after ${JSON.stringify(text)}`));
        };
        onChange();
      }),
  };
};

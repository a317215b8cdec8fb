import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { toProblemBody } from '../../contract/index.ts';
import { AppError } from '../../domain/index.ts';

const EXPECTATIONS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'expected at most 16 KiB of headers, received more',
  ERR_HTTP_REQUEST_TIMEOUT: 'expected the whole head of a request in time, received a part of it',
};

/** Answers bytes that are no HTTP request with a problem document, and closes the connection. */
export const answerUnreadable =
  (nextId: () => string) =>
  (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const detail = EXPECTATIONS[error.code] ?? 'expected an HTTP request, received something else';
    const requestId = nextId();
    const body = JSON.stringify(
      toProblemBody(new AppError('REQUEST_INVALID', detail), { instance: '/', requestId }),
    );
    socket.end(
      [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: application/problem+json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };

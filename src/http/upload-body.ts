import type { IncomingMessage } from 'node:http';
import { ReadableStream } from 'node:stream/web';

/** The bytes of a request, and how to leave what is not read yet to others. */
interface UploadBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly leave: () => void;
}

/**
 * The bytes of a request as they come, one chunk at a time; nothing is read before the first is asked for. When the client
 * goes away or the service closes the stream ends, without an error: what came until then counts.
 */
export const uploadBody = (request: IncomingMessage, closing: AbortSignal): UploadBody => {
  let stop: () => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const onData = (chunk: Uint8Array): void => {
          request.pause();
          controller.enqueue(chunk);
        };
        const end = (): void => {
          stop();
          controller.close();
        };
        stop = () => {
          request.off('data', onData).off('end', end).off('error', end).off('close', end);
          closing.removeEventListener('abort', end);
          request.pause();
        };
        // A listener for data would start the flow.
        request.pause();
        request.on('data', onData).on('end', end).on('error', end).on('close', end);
        closing.addEventListener('abort', end);
        if (request.readableEnded || request.destroyed || closing.aborted) end();
      },
      pull: () => {
        request.resume();
      },
      cancel: () => {
        stop();
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    leave: () => {
      stop();
    },
  };
};

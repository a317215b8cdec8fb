import { createReadStream } from 'node:fs';
import { Agent } from 'node:http';
import { DefaultHttpStack, Upload } from 'tus-js-client';

/** What happens to an upload once so many bytes were sent. */
export interface Mishap {
  readonly afterBytes: number;
  readonly happen: (sockets: { destroy(): void }) => Promise<void> | void;
}

/** How an upload is sent. */
export interface UploadPlan {
  readonly endpoint: string;
  readonly path: string;
  readonly bytes: number;
  readonly filename: string;
  /** Of one request; absent: all that is left. */
  readonly chunkBytes?: number;
  /** In their order. */
  readonly mishaps: readonly Mishap[];
}

/** How an upload went. */
export interface UploadOutcome {
  readonly uploadId: string;
  /** Where the client went on, each time it had to ask. */
  readonly resumedAt: readonly number[];
}

/** Long enough for a service to start again. */
const RETRY_DELAYS_MS = Array.from({ length: 200 }, () => 300);

/** Sends a file with the client of the protocol's own project, through all mishaps, to its end. */
export const sendResumably = async (plan: UploadPlan): Promise<UploadOutcome> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = {
    destroy: () => {
      for (const socket of Object.values(agent.sockets).flat()) socket?.destroy();
    },
  };
  const mishaps = [...plan.mishaps];
  const resumedAt: number[] = [];
  let under: Promise<unknown> = Promise.resolve();
  const upload = await new Promise<Upload>((resolve, reject) => {
    const sent = new Upload(createReadStream(plan.path), {
      endpoint: plan.endpoint,
      uploadSize: plan.bytes,
      ...(plan.chunkBytes === undefined ? {} : { chunkSize: plan.chunkBytes }),
      metadata: { filename: plan.filename },
      retryDelays: RETRY_DELAYS_MS,
      onShouldRetry: () => true,
      httpStack: new DefaultHttpStack({ agent }),
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD') resumedAt.push(Number(response.getHeader('upload-offset')));
      },
      onProgress: (bytesSent) => {
        const next = mishaps[0];
        if (next === undefined || bytesSent < next.afterBytes) return;
        mishaps.shift();
        under = under.then(() => next.happen(sockets));
        under.catch(reject);
      },
      onError: reject,
      onSuccess: () => {
        resolve(sent);
      },
    });
    sent.start();
  });
  await under;
  agent.destroy();
  if (mishaps.length > 0) throw new Error(`${mishaps.length} mishaps did not happen`);
  return { uploadId: upload.url?.split('/').at(-1) ?? '', resumedAt };
};

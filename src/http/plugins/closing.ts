import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { App } from '../app.ts';

/**
 * When the app closes, calls in flight are waited for, at most `graceMs`; then connections are cut.
 * Returns a signal that aborts at the start of it: streams without an end listen to it.
 */
export const addClosing = (app: App, graceMs: number): AbortSignal => {
  const closing = new AbortController();
  // Every stream and every upload listens.
  setMaxListeners(0, closing.signal);
  const open = new Set<ServerResponse>();
  let onEmpty: (() => void) | null = null;
  const forget = (response: ServerResponse): void => {
    open.delete(response);
    if (open.size === 0) onEmpty?.();
  };
  app.addHook('onRequest', (_request, reply, done) => {
    open.add(reply.raw);
    reply.raw.once('close', () => {
      forget(reply.raw);
    });
    done();
  });
  app.addHook('onResponse', (_request, reply, done) => {
    forget(reply.raw);
    done();
  });
  app.addHook('preClose', (done) => {
    closing.abort();
    if (open.size === 0) {
      done();
      return;
    }
    const timer = setTimeout(done, graceMs);
    onEmpty = () => {
      clearTimeout(timer);
      onEmpty = null;
      done();
    };
  });
  return closing.signal;
};

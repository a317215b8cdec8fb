import { AppError } from '../domain/index.ts';
import type { ServiceFrame, ServiceProtocol } from './answer-parent.ts';
import { type Child, type ChildOptions, spawnChild } from './spawn-child.ts';

/** How a service child is kept alive. */
export interface ServiceChildOptions extends ChildOptions {
  /** What callers get whose request was under way, or waiting for the child to start, when it ended. */
  readonly lost: (detail: string) => AppError;
  readonly onReady?: (pid: number | null) => void;
}

/** The state of a service child; `Ready` is what it said of itself. */
export type ServiceState<Ready> =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly info: Ready; readonly pid: number | null }
  | { readonly kind: 'down'; readonly detail: string };

/** The answer to one call. */
export interface ServiceReply<Reply> {
  readonly reply: Reply;
  readonly payload: Buffer;
}

/** A long-lived child that answers requests and is started again, with growing pauses, whenever it ends. */
export interface ServiceChild<P extends ServiceProtocol> {
  /** Waits while the child starts; fails at once while it is down. */
  call(request: P['request'], payload?: readonly Uint8Array[]): Promise<ServiceReply<P['reply']>>;
  state(): ServiceState<P['ready']>;
  /** Kills the process; it is started again. For a child that does not answer any more. */
  restart(): void;
  /** Ends the process and resolves when it is gone. */
  close(): Promise<void>;
}

interface Waiting<Reply> {
  readonly resolve: (reply: ServiceReply<Reply>) => void;
  readonly reject: (error: AppError) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A child that lived this long was healthy; its next restart is a quick one again. */
const HEALTHY_MS = 10_000;

class RestartingChild<P extends ServiceProtocol> implements ServiceChild<P> {
  private readonly options: ServiceChildOptions;
  private child: Child<ServiceFrame<P>> | null = null;
  private current: ServiceState<P['ready']> = { kind: 'starting' };
  private readonly waiting = new Map<number, Waiting<P['reply']>>();
  /** Requests that came before the child was ready. */
  private held: (() => void)[] = [];
  private nextId = 1;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(options: ServiceChildOptions) {
    this.options = options;
    this.start();
  }

  state(): ServiceState<P['ready']> {
    return this.current;
  }

  call(request: P['request'], payload: readonly Uint8Array[] = []): Promise<ServiceReply<P['reply']>> {
    if (this.current.kind === 'down') return Promise.reject(this.options.lost(this.current.detail));
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      const send = (): void => this.child?.send({ id, request }, payload);
      if (this.current.kind === 'ready') send();
      else this.held.push(send);
    });
  }

  restart(): void {
    this.child?.kill();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.child?.kill();
    await this.child?.exited;
    this.goDown('it was closed');
  }

  private start(): void {
    this.current = { kind: 'starting' };
    const startedAt = performance.now();
    const child = spawnChild<ServiceFrame<P>>(this.options);
    this.child = child;
    child.onFrame(({ header, payload }) => {
      this.receive(header, payload);
    });
    void child.exited.then(({ code, signal }) => {
      this.onExit(performance.now() - startedAt, signal ?? `exit code ${code ?? 'unknown'}`);
    });
  }

  private receive(frame: ServiceFrame<P>, payload: Buffer): void {
    if ('ready' in frame) {
      const pid = this.child?.pid ?? null;
      this.current = { kind: 'ready', info: frame.ready, pid };
      for (const send of this.held.splice(0)) send();
      this.options.onReady?.(pid);
      return;
    }
    const waiting = this.waiting.get(frame.id);
    this.waiting.delete(frame.id);
    if ('error' in frame) waiting?.reject(AppError.fromRecord(frame.error));
    else waiting?.resolve({ reply: frame.reply, payload });
  }

  private onExit(livedMs: number, how: string): void {
    this.goDown(`its process ended (${how})`);
    if (this.isClosed) return;
    if (livedMs > HEALTHY_MS) this.pauseMs = FIRST_PAUSE_MS;
    this.timer = setTimeout(() => {
      this.start();
    }, this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private goDown(detail: string): void {
    this.current = { kind: 'down', detail };
    this.held = [];
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(this.options.lost(detail));
  }
}

/** Starts a service child (a process that runs `answerParent`) and keeps it running until `close`. */
export const createServiceChild = <P extends ServiceProtocol>(
  options: ServiceChildOptions,
): ServiceChild<P> => new RestartingChild<P>(options);

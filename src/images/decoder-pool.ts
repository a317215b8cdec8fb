import { AppError, type HeatMap, type ThumbnailSize } from '../domain/index.ts';
import type {
  ContactSheet,
  DecodeOptions,
  HeatMapPainter,
  HeatMapPictures,
  PictureDecoder,
  PictureFacts,
  PictureSource,
  SheetComposer,
} from '../ports/index.ts';
import { createServiceChild, type ServiceChild, type ServiceReply } from '../processes/index.ts';
import type { DecoderProtocol } from './decoder-protocol.ts';
import { packHeatMap } from './sent-heat-map.ts';
import { packSheet } from './sent-sheet.ts';

/** How a pool of decoder processes is run. */
export interface DecoderPoolOptions {
  /** Absolute path of the decoder's JavaScript file, which calls `serveDecoder`. */
  readonly entry: string;
  /** The whole environment of each process. */
  readonly env: Readonly<Record<string, string>>;
  /** Number of processes. */
  readonly size: number;
  /** Pictures that one process has in hand: while one is resampled another is decoded. Default 2. */
  readonly picturesPerProcess?: number;
  /** A process that has not answered within this time is killed. Default 20 s, above the decoder's own limit. */
  readonly timeLimitMs?: number;
  /** Pictures that wait are given up when no process has been running for this long. Default 30 s. */
  readonly downLimitMs?: number;
  readonly onLine: (line: string) => void;
}

/** A pool of decoder processes. `close` ends them; pictures in hand fail. */
export interface DecoderPool extends PictureDecoder, SheetComposer, HeatMapPainter {
  /** Process ids of the decoders that are running now. */
  pids(): readonly number[];
  close(): Promise<void>;
}

type Reply = ServiceReply<DecoderProtocol['reply']>;

interface Task {
  readonly request: DecoderProtocol['request'];
  readonly payload: readonly Uint8Array[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  /** Whether a process has died with this picture in hand. */
  isSuspect: boolean;
  isOverTime: boolean;
}

interface Decoder {
  readonly child: ServiceChild<DecoderProtocol>;
  readonly tasks: Set<Task>;
}

const unreadable = (received: string): AppError =>
  new AppError('IMAGE_UNREADABLE', `expected a picture that can be decoded, received one that ${received}`);

const noDecoder = (): AppError => new AppError('INTERNAL', 'no picture decoder could be started');
const closed = (): AppError => new AppError('INTERNAL', 'the picture decoders were closed');

class Pool implements DecoderPool {
  /** What calls fail with whose process ended: tells such a failure from one that the process reported. */
  private readonly lost = unreadable('crashed its decoder');
  private readonly options: Required<DecoderPoolOptions>;
  private readonly decoders: readonly Decoder[];
  private queue: Task[] = [];
  private downTimer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(options: DecoderPoolOptions) {
    this.options = { picturesPerProcess: 2, timeLimitMs: 20_000, downLimitMs: 30_000, ...options };
    const { entry, env, onLine } = this.options;
    this.decoders = Array.from({ length: options.size }, () => ({
      child: createServiceChild<DecoderProtocol>({
        entry,
        env,
        onLine,
        lost: () => this.lost,
        onReady: () => {
          this.dispatch();
        },
      }),
      tasks: new Set<Task>(),
    }));
  }

  async inspect(source: PictureSource): Promise<PictureFacts> {
    const sent = 'path' in source ? source : 'payload';
    const { reply } = await this.submit({ kind: 'inspect', source: sent }, source);
    if (reply.kind !== 'facts') throw new AppError('INTERNAL', `expected facts, received ${reply.kind}`);
    return reply.facts;
  }

  async decode(source: PictureSource, options: DecodeOptions): Promise<Uint8Array> {
    const sent = 'path' in source ? source : 'payload';
    const { payload } = await this.submit({ kind: 'decode', source: sent, options }, source);
    const bytes = options.width * options.height * 3;
    if (payload.byteLength !== bytes) {
      throw new AppError('INTERNAL', `expected ${bytes} bytes of pixels, received ${payload.byteLength}`);
    }
    return payload;
  }

  async thumbnail(source: PictureSource, size: ThumbnailSize): Promise<Uint8Array> {
    const sent = 'path' in source ? source : 'payload';
    return (await this.submit({ kind: 'thumbnail', source: sent, size }, source)).payload;
  }

  async paint(
    source: PictureSource,
    heatMap: HeatMap,
    { orient }: { readonly orient: boolean },
  ): Promise<HeatMapPictures> {
    const sent = 'path' in source ? source : 'payload';
    const { reply, payload } = await this.submit(
      { kind: 'paint', source: sent, heatMap: packHeatMap(heatMap), orient },
      source,
    );
    if (reply.kind !== 'heatMapPictures') {
      throw new AppError('INTERNAL', `expected pictures of a heat map, received ${reply.kind}`);
    }
    const { heatMapBytes } = reply;
    return { heatMap: payload.subarray(0, heatMapBytes), blended: payload.subarray(heatMapBytes) };
  }

  async compose(contactSheet: ContactSheet): Promise<Uint8Array> {
    const { sheet, payload } = packSheet(contactSheet);
    return (await this.submitBytes({ kind: 'compose', sheet }, payload)).payload;
  }

  pids(): readonly number[] {
    return this.decoders.flatMap(({ child }) => {
      const state = child.state();
      return state.kind === 'ready' ? [state.info.pid] : [];
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.giveUpQueue(closed());
    await Promise.all(this.decoders.map(({ child }) => child.close()));
  }

  private submit(request: DecoderProtocol['request'], source: PictureSource): Promise<Reply> {
    return this.submitBytes(request, 'bytes' in source ? [source.bytes] : []);
  }

  private submitBytes(request: DecoderProtocol['request'], payload: readonly Uint8Array[]): Promise<Reply> {
    if (this.isClosed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.queue.push({ request, payload, resolve, reject, isSuspect: false, isOverTime: false });
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.queue[0] !== undefined) {
      const decoder = this.freeDecoderFor(this.queue[0]);
      if (decoder === null) break;
      const task = this.queue.shift();
      if (task !== undefined) void this.work(decoder, task);
    }
    this.watchForOutage();
  }

  /** The least busy decoder. A suspect works alone, so that a second crash tells which picture it was. */
  private freeDecoderFor(task: Task): Decoder | null {
    const most = task.isSuspect ? 1 : this.options.picturesPerProcess;
    let best: Decoder | null = null;
    for (const decoder of this.decoders) {
      if (decoder.child.state().kind !== 'ready' || decoder.tasks.size >= most) continue;
      if ([...decoder.tasks].some(({ isSuspect }) => isSuspect)) continue;
      if (best === null || decoder.tasks.size < best.tasks.size) best = decoder;
    }
    return best;
  }

  private async work(decoder: Decoder, task: Task): Promise<void> {
    decoder.tasks.add(task);
    const timer = setTimeout(() => {
      this.giveUpLate(decoder, task);
    }, this.options.timeLimitMs);
    try {
      task.resolve(await decoder.child.call(task.request, task.payload));
    } catch (error) {
      if (error === this.lost) this.onLost(task);
      else task.reject(error);
    } finally {
      clearTimeout(timer);
      decoder.tasks.delete(task);
      this.dispatch();
    }
  }

  /**
   * When this process was busy itself, the timer comes before answers that have long arrived: they are read first, or a good
   * decoder would be ended, and with it the other pictures that it has.
   */
  private giveUpLate(decoder: Decoder, task: Task): void {
    setImmediate(() => {
      if (!decoder.tasks.has(task)) return;
      task.isOverTime = true;
      decoder.child.restart();
    });
  }

  private onLost(task: Task): void {
    if (task.isOverTime) task.reject(unreadable(`takes longer than ${this.options.timeLimitMs} ms`));
    else if (this.isClosed) task.reject(closed());
    else if (task.isSuspect) task.reject(unreadable('crashed its decoder twice'));
    else {
      task.isSuspect = true;
      this.queue.unshift(task);
    }
  }

  /** Without this, pictures would wait for ever for decoders that cannot start. */
  private watchForOutage(): void {
    const isOut = this.queue.length > 0 && this.pids().length === 0;
    if (!isOut && this.downTimer !== null) {
      clearTimeout(this.downTimer);
      this.downTimer = null;
    } else if (isOut && this.downTimer === null) {
      this.downTimer = setTimeout(() => {
        this.downTimer = null;
        if (this.pids().length === 0) this.giveUpQueue(noDecoder());
      }, this.options.downLimitMs);
    }
  }

  private giveUpQueue(error: AppError): void {
    for (const task of this.queue.splice(0)) task.reject(error);
    this.watchForOutage();
  }
}

/** Starts `size` decoder processes, which are started again when they end. Errors as `PictureDecoder`. */
export const createDecoderPool = (options: DecoderPoolOptions): DecoderPool => new Pool(options);

import type { Duplex } from 'node:stream';

/** One message between a parent and its child: a JSON header and bytes that are not parsed. */
export interface Frame<Header> {
  readonly header: Header;
  readonly payload: Buffer;
}

const PREFIX_BYTES = 8;
const EMPTY = Buffer.alloc(0);
/** A frame that claims more than this is a broken stream, not a message. */
const MAX_FRAME_BYTES = 1024 * 1024 * 1024;

/** Writes one frame: header length and payload length (uint32, little endian), header, payload. The payload is not copied. */
export const writeFrame = (stream: Duplex, header: object, payload: readonly Uint8Array[] = []): void => {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(
    payload.reduce((sum, part) => sum + part.byteLength, 0),
    4,
  );
  stream.cork();
  stream.write(prefix);
  stream.write(json);
  for (const part of payload) stream.write(part);
  stream.uncork();
};

/** Collects bytes until whole frames are there. Every byte is copied at most once, however large the frame. */
class FrameReader<Header> {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private wanted: { headerBytes: number; payloadBytes: number } | null = null;
  private readonly onFrame: (frame: Frame<Header>) => void;

  constructor(onFrame: (frame: Frame<Header>) => void) {
    this.onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    while (this.step());
  }

  private step(): boolean {
    if (this.wanted === null) return this.readPrefix();
    const { headerBytes, payloadBytes } = this.wanted;
    if (this.buffered < headerBytes + payloadBytes) return false;
    const header = this.take(headerBytes).toString();
    const payload = this.take(payloadBytes);
    this.wanted = null;
    // Both ends of the stream are one build of this program, so the header has the type its sender gave it.
    this.onFrame({ header: JSON.parse(header) as Header, payload });
    return true;
  }

  private readPrefix(): boolean {
    if (this.buffered < PREFIX_BYTES) return false;
    const prefix = this.take(PREFIX_BYTES);
    this.wanted = { headerBytes: prefix.readUInt32LE(0), payloadBytes: prefix.readUInt32LE(4) };
    if (this.wanted.headerBytes + this.wanted.payloadBytes > MAX_FRAME_BYTES) {
      throw new Error(`expected a frame of at most ${MAX_FRAME_BYTES} bytes, received a broken prefix`);
    }
    return true;
  }

  private take(bytes: number): Buffer {
    if (bytes === 0) return EMPTY;
    this.buffered -= bytes;
    const first = this.chunks[0] ?? EMPTY;
    if (first.length >= bytes) return this.takeFromFirst(first, bytes);
    const whole = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const chunk = this.chunks[0] ?? EMPTY;
      filled += this.takeFromFirst(chunk, Math.min(chunk.length, bytes - filled)).copy(whole, filled);
    }
    return whole;
  }

  private takeFromFirst(first: Buffer, bytes: number): Buffer {
    if (first.length === bytes) this.chunks.shift();
    else this.chunks[0] = first.subarray(bytes);
    return first.subarray(0, bytes);
  }
}

/** Calls `onFrame` for each whole frame that arrives. A broken stream is destroyed with the error. */
export const readFrames = <Header>(stream: Duplex, onFrame: (frame: Frame<Header>) => void): void => {
  const reader = new FrameReader<Header>(onFrame);
  stream.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
};

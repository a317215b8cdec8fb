/** One server-sent event. */
export interface Frame {
  readonly id: string | null;
  readonly data: string;
}

/** What a stream of server-sent events has brought so far. */
export interface FrameReader {
  /** Takes the next piece of text, which may end anywhere; gives the events that are whole now. */
  push(text: string): Frame[];
  /** How long the service asks to wait before coming back; null until it has said so. */
  readonly retryMs: number | null;
}

/** Reads server-sent events; an event that the stream ends within is dropped, it comes again. */
export const createFrameReader = (): FrameReader => {
  let rest = '';
  let id: string | null = null;
  let data: string[] = [];
  let retryMs: number | null = null;

  const field = (line: string): void => {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') id = value;
    if (name === 'data') data.push(value);
    if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
  };

  return {
    get retryMs() {
      return retryMs;
    },
    push: (text) => {
      const frames: Frame[] = [];
      rest += text;
      // A carriage return at the very end may be the first half of a line end.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          field(line);
          continue;
        }
        if (data.length > 0) frames.push({ id, data: data.join('\n') });
        data = [];
      }
      return frames;
    },
  };
};

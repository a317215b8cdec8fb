const silentIntervalMs = 30_000;
const redrawIntervalMs = 250;
const clockIntervalMs = 1000;

/** @param {number} bytes */
export function megabytes(bytes) {
  if (bytes < 1e5) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e7 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e6).toFixed(0)} MB`;
}

/** @param {number} startedAtMs */
function secondsSince(startedAtMs) {
  return `${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`;
}

/**
 * One calm line for each step. On a terminal the line is redrawn in place; elsewhere the start and the end are
 * printed, and a line every half minute in between, without carriage returns.
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream
 */
export function createProgress(stream) {
  const isTerminal = stream.isTTY === true;
  /** @param {string} text */
  const line = (text) => stream.write(`${text}\n`);
  return {
    line,
    /** @param {string} title @param {string} what */
    start(title, what) {
      const startedAtMs = Date.now();
      let drawnAtMs = startedAtMs;
      const label = title.padEnd(18);
      const draw = (/** @type {string} */ text) =>
        isTerminal
          ? stream.write(`\r\x1b[2K${`${label} ${text}`.slice(0, (stream.columns ?? 80) - 1)}`)
          : line(`${label} ${text}`);
      draw(`${what} ...`);
      let shown = what;
      const redraw = () => {
        drawnAtMs = Date.now();
        draw(`${shown} (${secondsSince(startedAtMs)})`);
      };
      const clock = isTerminal ? setInterval(redraw, clockIntervalMs).unref() : undefined;
      return {
        /** @param {string} text how far it is, such as "120 MB of about 274 MB" */
        update(text) {
          shown = text;
          if (Date.now() - drawnAtMs >= (isTerminal ? redrawIntervalMs : silentIntervalMs)) redraw();
        },
        /** @param {string} text what there is now */
        done(text) {
          clearInterval(clock);
          if (isTerminal) stream.write('\r\x1b[2K');
          line(`${label} ${text} (${secondsSince(startedAtMs)})`);
        },
        fail() {
          clearInterval(clock);
          if (isTerminal) stream.write('\n');
        },
      };
    },
  };
}

/** @typedef {ReturnType<ReturnType<typeof createProgress>['start']>} Task */

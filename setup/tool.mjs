import { spawn } from 'node:child_process';
import { Interrupted } from './problem.mjs';

const maxCapturedChars = 256 * 1024;
const killAfterMs = 5000;

/**
 * @typedef {object} ToolResult
 * @property {number} code the exit code, 128 plus the number when a signal ended it, 127 when there is no such program
 * @property {NodeJS.Signals | null} endedBy
 * @property {boolean} isMissing the program could not be started at all
 * @property {string} stdout the last 256 K characters
 * @property {string} stderr the last 256 K characters
 */

/**
 * Runs one program to its end and keeps what it wrote. Never rejects because the program failed; rejects with the
 * signal's reason when set-up is interrupted, after the program has ended.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, onLine?: (line: string) => void }} [options]
 * @returns {Promise<ToolResult>}
 */
export function runTool(file, args, options = {}) {
  const { cwd, env = process.env, signal, onLine } = options;
  if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let unfinishedLine = '';
    let isMissing = false;
    /** @type {NodeJS.Timeout | undefined} */
    let killTimer;
    const stop = () => {
      child.kill('SIGTERM');
      killTimer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    };
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      const lines = `${unfinishedLine}${text}`.split('\n');
      unfinishedLine = lines.pop() ?? '';
      if (onLine !== undefined) lines.forEach(onLine);
      stdout = (stdout + text).slice(-maxCapturedChars);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stderr = (stderr + text).slice(-maxCapturedChars);
    });
    child.on('error', (error) => {
      isMissing = child.pid === undefined;
      stderr += error.message;
      if (isMissing) finish(127, null);
    });
    child.on('close', (code, endedBy) => finish(code ?? 1, endedBy));
    const finish = (/** @type {number} */ code, /** @type {NodeJS.Signals | null} */ endedBy) => {
      clearTimeout(killTimer);
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) reject(reasonOf(signal));
      else resolve({ code, endedBy, isMissing, stdout, stderr });
    };
  });
}

/** @param {AbortSignal} signal @returns {Error} */
function reasonOf(signal) {
  return signal.reason instanceof Error ? signal.reason : new Interrupted('SIGTERM');
}

/** @param {ToolResult} result @param {number} [lines] @returns {string} the end of what a tool wrote */
export function tail(result, lines = 15) {
  const text = `${result.stdout.trimEnd()}\n${result.stderr.trimEnd()}`.trim();
  return text.split('\n').slice(-lines).join('\n');
}

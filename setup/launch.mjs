import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

const engineEnv = { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', MALLOC_ARENA_MAX: '2' };
/** npm hands on a signal that the terminal has sent to everybody as well: one act of the user stays one signal. */
const sameSignalMs = 500;

/** @param {NodeJS.Signals} signal @returns {number} the exit code of a program ended by it */
export function exitCodeOf(signal) {
  return 128 + (os.constants.signals[signal] ?? 0);
}

/** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} with what TensorFlow and malloc read before they start, where it is unset */
function withEngineEnv(env) {
  return { ...engineEnv, ...env };
}

/** @returns {boolean} this process is in the foreground of a terminal, whose Ctrl-C reaches the child by itself */
function isInForeground() {
  try {
    const stat = fs.readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return false;
  }
}

/**
 * Runs the program that set-up was for, with this process's terminal, and hands signals on to it. Resolves when it
 * has ended, never earlier: a service may take its grace time.
 * @param {readonly string[]} args for Node @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} the exit code to end with
 */
export function launch(args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: withEngineEnv(env), stdio: 'inherit' });
    /** @type {Map<NodeJS.Signals, number>} */
    const handedOnAtMs = new Map();
    const handOn = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal === 'SIGINT' && isInForeground()) return;
      const now = Date.now();
      if (now - (handedOnAtMs.get(signal) ?? -Infinity) < sameSignalMs) return;
      handedOnAtMs.set(signal, now);
      child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
    for (const signal of signals) process.on(signal, handOn);
    const finish = () => {
      for (const signal of signals) process.off(signal, handOn);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      resolve(signal === null ? (code ?? 1) : exitCodeOf(signal));
    });
  });
}

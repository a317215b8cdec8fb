import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRecord, makeFolder, readJson } from './files.mjs';
import { Interrupted } from './problem.mjs';

const pollMs = 200;
const heartbeatMs = 5000;
/** A holder whose processes cannot be seen from here (another host or container) is dead after this silence. */
const silentAfterMs = 60_000;

/**
 * @typedef {object} Owner
 * @property {string} token
 * @property {number} pid
 * @property {string} startTime clock ticks since boot, so that a reused pid is not taken for the owner
 * @property {string} where host, boot and process namespace
 */

/** @returns {string} */
function here() {
  const boot = readText('/proc/sys/kernel/random/boot_id').trim();
  let namespace = '';
  try {
    namespace = fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    // Without /proc the host name has to do.
  }
  return `${os.hostname()} ${boot} ${namespace}`;
}

/** @param {string} file */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid @returns {string | undefined} start time of a living process, undefined when there is none */
function startTimeOf(pid) {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return fields[19];
}

/** @param {string} file @returns {Owner | undefined} */
function ownerOf(file) {
  const value = readJson(file);
  if (!isRecord(value)) return undefined;
  const { token, pid, startTime, where } = value;
  if (typeof token !== 'string' || typeof pid !== 'number') return undefined;
  if (typeof startTime !== 'string' || typeof where !== 'string') return undefined;
  return { token, pid, startTime, where };
}

/** @param {string} file @param {Owner | undefined} owner */
function isAlive(file, owner) {
  if (owner !== undefined && owner.where === here()) return startTimeOf(owner.pid) === owner.startTime;
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < silentAfterMs;
}

/** @param {string} from @param {string} to @returns {boolean} false when `to` is there already */
function linkOnce(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (fs.existsSync(to)) return false;
    // It was there a moment ago and is gone now: the caller comes round again.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts our claim in the place of a dead owner's. Only the holder of the guard may do so, and it looks again first:
 * otherwise the second of two waiters would throw out the first.
 * @param {string} file @param {string} claim @returns {boolean}
 */
function takeOver(file, claim) {
  const guard = `${file}.takeover`;
  if (!linkOnce(claim, guard)) {
    if (!isAlive(guard, ownerOf(guard))) fs.rmSync(guard, { force: true });
    return false;
  }
  try {
    if (!fs.existsSync(file) || isAlive(file, ownerOf(file))) return false;
    const replacement = `${claim}.over`;
    fs.linkSync(claim, replacement);
    fs.renameSync(replacement, file);
    return true;
  } finally {
    fs.rmSync(guard, { force: true });
  }
}

/**
 * Runs `work` while no other process holds the lock `file`. A lock whose process is gone is taken over.
 * @template T
 * @param {string} file
 * @param {{ signal: AbortSignal, onWait: (pid: number | undefined) => void }} options `onWait` is called once
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, options, work) {
  makeFolder(path.dirname(file));
  /** @type {Owner} */
  const owner = {
    token: randomUUID(),
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
    where: here(),
  };
  const claim = `${file}.${owner.token}`;
  fs.writeFileSync(claim, `${JSON.stringify(owner)}\n`);
  try {
    await acquire(file, claim, options);
  } finally {
    fs.rmSync(claim, { force: true });
  }
  const release = () => {
    if (ownerOf(file)?.token === owner.token) fs.rmSync(file, { force: true });
  };
  const heartbeat = setInterval(() => {
    if (ownerOf(file)?.token === owner.token) fs.utimesSync(file, new Date(), new Date());
  }, heartbeatMs);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} file @param {string} claim
 * @param {{ signal: AbortSignal, onWait: (pid: number | undefined) => void }} options
 */
async function acquire(file, claim, { signal, onWait }) {
  let hasSaidSo = false;
  for (;;) {
    if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new Interrupted('SIGTERM');
    if (linkOnce(claim, file)) return;
    const owner = ownerOf(file);
    if (fs.existsSync(file) && !isAlive(file, owner)) {
      if (takeOver(file, claim)) return;
    } else if (!hasSaidSo) {
      hasSaidSo = true;
      onWait(owner?.pid);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

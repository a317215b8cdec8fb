import path from 'node:path';
import { withLock } from './lock.mjs';
import { SetupProblem } from './problem.mjs';

/** @typedef {import('./context.mjs').Context} Context */

/**
 * What a step finds. `env` is for the programs started afterwards.
 * @typedef {{ isReady: true, detail: string, env?: Record<string, string> } | { isReady: false, detail: string }} State
 */

/**
 * One thing that has to be in place. `check` looks and changes nothing that matters, `run` puts it in place and
 * can be interrupted at any moment; both throw a `SetupProblem` when a person has to act.
 * @typedef {object} Step
 * @property {string} title
 * @property {'cache' | 'checkout' | 'none'} lock what `run` writes to
 * @property {(context: Context) => Promise<State>} check
 * @property {(context: Context) => Promise<void>} run
 */

/** @param {Context} context @param {'cache' | 'checkout'} which @returns {string} */
function lockFile(context, which) {
  return which === 'cache'
    ? path.join(context.cacheRoot, 'setup.lock')
    : path.join(context.root, '.setup', 'setup.lock');
}

/**
 * Holds one of the two locks; who needs both takes the checkout's first.
 * @template T
 * @param {Context} context @param {'cache' | 'checkout'} which @param {string} title @param {() => Promise<T>} work
 */
export function holdingLock(context, which, title, work) {
  const file = lockFile(context, which);
  const onWait = (/** @type {number | undefined} */ pid) =>
    context.progress.line(
      `${title.padEnd(18)} waiting for another set-up${pid === undefined ? '' : ` (process ${pid})`} to finish`,
    );
  return withLock(file, { signal: context.signal, onWait }, work);
}

/**
 * Brings the steps into place, in their order. A step that is ready costs its check alone.
 * @param {readonly Step[]} steps
 * @param {Context} context
 * @returns {Promise<{ ran: string[], ready: { title: string, detail: string }[], env: Record<string, string> }>} `ran` names the steps that had something to do
 */
export async function settle(steps, context) {
  /** @type {string[]} */
  const ran = [];
  /** @type {{ title: string, detail: string }[]} */
  const ready = [];
  /** @type {Record<string, string>} */
  const env = {};
  for (const step of steps) {
    const first = await step.check(context);
    const state = first.isReady ? first : await bring(step, context, ran);
    ready.push({ title: step.title, detail: state.detail });
    Object.assign(env, state.env);
  }
  return { ran, ready, env };
}

/** @param {Step} step @param {Context} context @param {string[]} ran */
async function bring(step, context, ran) {
  const work = async () => {
    // Another process may have done it while this one waited for the lock.
    const before = await step.check(context);
    if (before.isReady) return before;
    ran.push(step.title);
    await step.run(context);
    const after = await step.check(context);
    if (after.isReady) return after;
    throw new SetupProblem(`${step.title}: ${after.detail}, even after it was set up`);
  };
  return step.lock === 'none' ? work() : holdingLock(context, step.lock, step.title, work);
}

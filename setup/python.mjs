import { SetupProblem } from './problem.mjs';
import { runTool } from './tool.mjs';

/**
 * @typedef {object} Python
 * @property {string} command
 * @property {string} version
 * @property {boolean} hasPip
 */

const names = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];

const question = `
import importlib.util, json, sys
print(json.dumps({"version": ".".join(map(str, sys.version_info[:3])), "isUsable": sys.version_info >= (3, 8),
                  "hasPip": importlib.util.find_spec("pip") is not None}))
`;

/**
 * Looks for a Python 3.8 or newer, one with pip first. `PYTHON` names one and then no other is looked for.
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<{ found: Python | undefined, tried: string[] }>}
 */
export async function lookForPython(context) {
  const chosen = context.env['PYTHON'];
  /** @type {string[]} */
  const tried = [];
  /** @type {Python | undefined} */
  let withoutPip;
  for (const command of chosen === undefined || chosen === '' ? names : [chosen]) {
    const result = await runTool(command, ['-c', question], { env: context.env, signal: context.signal });
    if (result.isMissing || result.code !== 0) {
      tried.push(`${command}: ${result.isMissing ? 'not found' : 'does not run'}`);
      continue;
    }
    const answer = JSON.parse(result.stdout);
    if (answer.isUsable !== true) {
      tried.push(`${command}: ${answer.version}, which is too old`);
      continue;
    }
    const python = { command, version: String(answer.version), hasPip: answer.hasPip === true };
    if (python.hasPip) return { found: python, tried };
    withoutPip ??= python;
    tried.push(`${command}: ${python.version}, without pip`);
  }
  return { found: withoutPip, tried };
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {string} purpose what it is needed for, said in the failure
 * @returns {Promise<Python>} one with pip
 */
export async function needPython(context, purpose) {
  const { found, tried } = await lookForPython(context);
  if (found?.hasPip === true) return found;
  const message =
    found === undefined ? `no Python 3 to ${purpose}` : `Python ${found.version} has no pip to ${purpose}`;
  throw new SetupProblem(message, {
    tried,
    todo: ['apt-get install python3 python3-pip (or set PYTHON to a Python 3 that has pip)'],
  });
}

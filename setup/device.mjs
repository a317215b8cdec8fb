import fs from 'node:fs';
import path from 'node:path';
import { SetupProblem } from './problem.mjs';
import { runTool } from './tool.mjs';
import { engine } from './versions.mjs';

/** @typedef {import('./context.mjs').Context} Context */

const driverFiles = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'];

/** @param {Context} context @returns {Promise<string[]>} one line a GPU as nvidia-smi names it, empty without a GPU */
export async function gpusOf(context) {
  const args = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const result = await runTool('nvidia-smi', args, { env: context.env, signal: context.signal });
  return result.code === 0 ? result.stdout.split('\n').filter((line) => line.trim() !== '') : [];
}

/** @param {Context} context @param {'cpu' | 'gpu'} device @returns {string} the engine's folder in the cache */
export function engineFolder(context, device) {
  return path.join(context.cacheRoot, `tensorflow-${engine.version}-${device}`);
}

/**
 * Which of the two engines is wanted: `DEVICE` (cpu, gpu, auto; auto when unset) decides. nvidia-smi can take seconds,
 * so it is asked only where the driver left a trace and the GPU engine is not there already.
 * @param {Context} context @returns {Promise<'cpu' | 'gpu'>}
 */
export async function wantedDevice(context) {
  const asked = context.env['DEVICE'] ?? '';
  if (asked === 'cpu' || asked === 'gpu') return asked;
  if (asked !== 'auto' && asked !== '') {
    throw new SetupProblem(`DEVICE is "${asked}"`, { todo: ['set DEVICE to cpu, gpu or auto'] });
  }
  if (!driverFiles.some((file) => fs.existsSync(file))) return 'cpu';
  if (fs.existsSync(path.join(engineFolder(context, 'gpu'), 'manifest.json'))) return 'gpu';
  return (await gpusOf(context)).length > 0 ? 'gpu' : 'cpu';
}

/** @returns {{ model: string, cores: number, flags: string[] }} the processor and those of its abilities that set the speed */
export function processor() {
  let text = '';
  try {
    text = fs.readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    // Another system: the platform step says so.
  }
  const model = /^model name\s*:\s*(.+)$/m.exec(text)?.[1] ?? 'unknown processor';
  const all = new Set((/^flags\s*:\s*(.+)$/m.exec(text)?.[1] ?? '').split(' '));
  const flags = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_tile'].filter((flag) =>
    all.has(flag),
  );
  return { model, cores: [...text.matchAll(/^processor\s*:/gm)].length, flags };
}

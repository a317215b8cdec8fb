import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import yazl from 'yazl';
import { makeContext } from '../../setup/context.mjs';
import { createProgress } from '../../setup/progress.mjs';

export const repository = path.resolve(import.meta.dirname, '../..');

/** A folder of its own that is gone after the test, and what set-up prints into it. */
export function makeScratch() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whetstone-setup-'));
  const printed: string[] = [];
  return {
    folder,
    printed,
    /** A context with its own cache; `env` replaces single variables of this process. */
    context: (env: NodeJS.ProcessEnv = {}, root = repository) =>
      makeContext({
        root,
        cacheRoot: path.join(folder, 'cache'),
        env: { ...cleanEnv(), ...env },
        progress: createProgress({ write: (text: string) => printed.push(text) }),
      }),
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Scratch = ReturnType<typeof makeScratch>;

const deciding = new Set(['TF_HOME', 'REDIS_URL', 'REDIS_SERVER_BIN', 'PYTHON', 'CXX', 'npm_execpath']);

/** This process's environment without what would decide for the test. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !deciding.has(name));
  return { ...Object.fromEntries(kept), DEVICE: 'cpu' };
}

/** A folder for PATH that holds links to the named programs and nothing else. */
export function makePath(scratch: Scratch, names: readonly string[]): string {
  const folder = fs.mkdtempSync(path.join(scratch.folder, 'bin-'));
  for (const name of names) {
    const found = (process.env['PATH'] ?? '')
      .split(':')
      .find((entry) => fs.existsSync(path.join(entry, name)));
    if (found === undefined) throw new Error(`${name} is not on PATH`);
    fs.symlinkSync(path.join(found, name), path.join(folder, name));
  }
  return folder;
}

/** Writes a wheel that pip accepts: the files, METADATA, WHEEL and a RECORD with the sha256 of each. */
export async function writeWheel(
  file: string,
  name: string,
  files: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const [distribution = '', version = ''] = path.basename(file).split('-');
  const info = `${distribution}-${version}.dist-info`;
  const all = new Map(files);
  all.set(`${info}/METADATA`, Buffer.from(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`));
  all.set(
    `${info}/WHEEL`,
    Buffer.from('Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-any\n'),
  );
  const record = [...all].map(([path_, content]) => {
    const sha256 = createHash('sha256').update(content).digest('base64url');
    return `${path_},sha256=${sha256},${content.length}`;
  });
  const zip = new yazl.ZipFile();
  for (const [path_, content] of all) zip.addBuffer(content, path_);
  zip.addBuffer(Buffer.from(`${record.join('\n')}\n${info}/RECORD,,\n`), `${info}/RECORD`);
  zip.end();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  fs.writeFileSync(file, Buffer.concat(parts));
}

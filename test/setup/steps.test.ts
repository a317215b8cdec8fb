import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../setup/doctor.mjs';
import { settle } from '../../setup/settle.mjs';
import { findCompiler, loadAddon } from '../../setup/steps/addon.mjs';
import { build } from '../../setup/steps/build.mjs';
import { npmModules } from '../../setup/steps/npm-modules.mjs';
import { makePlatformStep, type PlatformFacts, platformFault } from '../../setup/steps/platform.mjs';
import { makePath, makeScratch, repository, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.remove();
});

describe('the platform step', () => {
  const facts: PlatformFacts = {
    system: 'linux',
    architecture: 'x64',
    glibc: '2.36',
    node: '22.4.0',
    hasAvx: true,
  };
  const range = '^20.20.2 || ^22 || >=24';

  it('accepts Linux x64 with the oldest glibc and each Node that package.json names', () => {
    for (const node of ['20.20.2', '20.21.0', '22.0.0', '24.0.0', '25.1.0']) {
      expect(platformFault({ ...facts, node, glibc: '2.28' }, range)).toBeUndefined();
    }
  });

  it.each([
    [
      { system: 'darwin', architecture: 'arm64' },
      /^Whetstone runs on Linux x64, this is darwin arm64: use Docker .*TF_HOME and REDIS_URL/,
    ],
    [{ node: '20.20.1' }, /^Whetstone needs Node \^20\.20\.2 .* this is Node 20\.20\.1: .*Docker/],
    [{ node: '23.9.0' }, /this is Node 23\.9\.0/],
    [{ glibc: '2.27' }, /^Whetstone needs glibc 2\.28 or newer, this system has glibc 2\.27: use Docker/],
    [{ glibc: undefined }, /this system has another C library/],
    [{ hasAvx: false }, /processor with AVX/],
  ])('refuses %o in one sentence that says what to use instead', (different, sentence) => {
    const fault = platformFault({ ...facts, ...different }, range);
    expect(fault).toMatch(sentence);
    expect(fault).not.toContain('\n');
  });

  it("takes an old C library when both the engine and Redis are the user's own", async () => {
    const step = makePlatformStep(() => ({ ...facts, node: '22.4.0', glibc: '2.17' }));
    await expect(step.check(scratch.context())).rejects.toThrow('glibc 2.17');
    const own = scratch.context({ TF_HOME: '/opt/tensorflow', REDIS_URL: 'redis://127.0.0.1' });
    await expect(step.check(own)).resolves.toMatchObject({ isReady: true });
  });
});

describe('the addon step', () => {
  it('names the package to install when there is no C++ compiler', async () => {
    await expect(findCompiler(scratch.context({ PATH: makePath(scratch, []) }))).rejects.toMatchObject({
      message: 'no C++ compiler: apt-get install g++',
      tried: ['g++: not found', 'c++: not found', 'clang++: not found'],
    });
  });

  it('asks only the compiler that CXX names', async () => {
    const failure = findCompiler(scratch.context({ CXX: 'no-such-compiler -m64' }));
    await expect(failure).rejects.toMatchObject({ tried: ['no-such-compiler -m64: not found'] });
  });

  it('tells why an addon does not load', async () => {
    const file = path.join(scratch.folder, 'broken.node');
    fs.writeFileSync(file, 'not a library');
    await expect(loadAddon(scratch.context(), file)).resolves.toEqual({
      fault: expect.stringMatching(/broken\.node/) as string,
    });
  });
});

describe('the npm step', () => {
  const writeLocks = (root: string, installed: Record<string, { version: string }>) => {
    const wanted = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    };
    fs.writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    fs.mkdirSync(path.join(root, 'node_modules', 'a'), { recursive: true });
    fs.writeFileSync(path.join(root, 'node_modules', 'a', 'package.json'), '{}');
    fs.writeFileSync(
      path.join(root, 'node_modules', '.package-lock.json'),
      JSON.stringify({ packages: installed }),
    );
  };

  it('is ready when npm recorded what the lock file asks for, without the packages of other platforms', async () => {
    writeLocks(scratch.folder, { 'node_modules/a': { version: '1.0.0' } });
    await expect(npmModules.check(scratch.context({}, scratch.folder))).resolves.toMatchObject({
      isReady: true,
    });
  });

  it('is not ready when a version differs or a package was removed by hand', async () => {
    const context = scratch.context({}, scratch.folder);
    writeLocks(scratch.folder, { 'node_modules/a': { version: '1.0.1' } });
    await expect(npmModules.check(context)).resolves.toEqual({
      isReady: false,
      detail: 'node_modules/a is not as locked',
    });
    writeLocks(scratch.folder, { 'node_modules/a': { version: '1.0.0' } });
    fs.rmSync(path.join(scratch.folder, 'node_modules', 'a'), { recursive: true });
    await expect(npmModules.check(context)).resolves.toEqual({
      isReady: false,
      detail: 'node_modules/a is missing',
    });
  });

  it('has a lock file that lists every package for other platforms, or npm ci refuses it', () => {
    const lock = JSON.parse(fs.readFileSync(path.join(repository, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const isListed = (name: string, by: string) =>
      `node_modules/${name}` in lock.packages || `${by}/node_modules/${name}` in lock.packages;
    const absent = Object.entries(lock.packages).flatMap(([folder, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isListed(name, folder)),
    );
    expect(absent).toEqual([]);
  });
});

describe('the build step', () => {
  const write = (name: string, text: string) => {
    const file = path.join(scratch.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const built = () =>
    fs.readdirSync(path.join(scratch.folder, 'dist')).filter((name) => name.endsWith('.js'));

  beforeEach(() => {
    fs.symlinkSync(path.join(repository, 'node_modules'), path.join(scratch.folder, 'node_modules'));
    const options = {
      module: 'nodenext',
      target: 'es2023',
      rootDir: 'src',
      outDir: 'dist',
      types: [],
      skipLibCheck: true,
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['src'] }));
    write('tsconfig.build.json', JSON.stringify({ extends: './tsconfig.json' }));
    write('package.json', '{"type":"module"}');
    write('package-lock.json', '{}');
    write('src/kept.ts', 'export const kept = 1;\n');
    write('src/moved.ts', 'export const moved = 1;\n');
  });

  it('builds once, again after a change, and leaves no file of a source that is gone', async () => {
    const context = scratch.context({}, scratch.folder);
    expect((await settle([build], context)).ran).toEqual(['build']);
    expect((await settle([build], context)).ran).toEqual([]);
    fs.rmSync(path.join(scratch.folder, 'src/moved.ts'));
    expect((await settle([build], context)).ran).toEqual(['build']);
    expect(built()).toEqual(['kept.js']);
  });

  it("keeps the old build and prints the compiler's words when a source is wrong", async () => {
    const context = scratch.context({}, scratch.folder);
    await settle([build], context);
    write('src/moved.ts', 'export const moved: string = 1;\n');
    await expect(settle([build], context)).rejects.toMatchObject({
      message: 'the build failed',
      output: expect.stringContaining('src/moved.ts(1,14): error TS2322') as string,
    });
    expect(built()).toEqual(['kept.js', 'moved.js']);
    expect(fs.existsSync(path.join(scratch.folder, 'dist-next'))).toBe(false);
  });
});

describe('the doctor', () => {
  it('works where nothing is set up: says what is missing and what to run, and exits with 1', async () => {
    for (const name of ['package.json', 'package-lock.json']) {
      fs.copyFileSync(path.join(repository, name), path.join(scratch.folder, name));
    }
    let report = '';
    const context = scratch.context({ PATH: makePath(scratch, []), REDIS_URL: '' }, scratch.folder);
    const code = await runDoctor(context, { isJson: true, print: (text) => (report += text) });
    expect(code).toBe(1);
    const { isHealthy, findings } = JSON.parse(report) as {
      isHealthy: boolean;
      findings: { name: string; state: string; todo?: string }[];
    };
    expect(isHealthy).toBe(false);
    const missing = findings.filter((finding) => finding.state === 'missing');
    expect(missing.map((finding) => finding.name)).toEqual([
      'npm modules',
      'engine libraries',
      'addon',
      'redis',
      'weights',
      'build',
    ]);
    expect(missing.every((finding) => (finding.todo ?? '') !== '')).toBe(true);
  });

  it('does not print the password of a Redis that does not answer', async () => {
    let report = '';
    const context = scratch.context({ REDIS_URL: 'redis://user:hidden@127.0.0.1:1/0' });
    await runDoctor(context, { isJson: false, print: (text) => (report += text) });
    expect(report).toMatch(/MISSING +redis +REDIS_URL redis:\/\/127\.0\.0\.1:1\/0: .*ECONNREFUSED/);
    expect(report).not.toContain('hidden');
  });
});

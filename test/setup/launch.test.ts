import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runChecks } from '../../setup/checks.mjs';
import { makeScratch, repository, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.remove();
});

/** A program that counts its signals until a second has gone by after the first one. */
const countingProgram = `
  let count = 0;
  const add = (signal) => { count += 1; if (count === 1) setTimeout(() => {
    console.log(signal + ' ' + count); process.exit(7); }, 300); };
  process.on('SIGTERM', add).on('SIGINT', add);
  setInterval(() => {}, 1000);
  console.log('ready');`;

function writeLauncher(program: string): string {
  const file = path.join(scratch.folder, 'launcher.mjs');
  fs.writeFileSync(
    file,
    `import { launch } from ${JSON.stringify(path.join(repository, 'setup/launch.mjs'))};
     const code = await launch(['-e', ${JSON.stringify(program)}], { cwd: '.', env: process.env });
     console.log('code ' + code);
     process.exitCode = code;`,
  );
  return file;
}

describe('the program that set-up starts', () => {
  it('gets SIGTERM, is waited for, and its exit code comes back', async () => {
    const launcher = spawn(process.execPath, [writeLauncher(countingProgram)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(launcher.stdout, 'data');
    launcher.kill('SIGTERM');
    const [rest] = await Promise.all([text(launcher.stdout), once(launcher, 'exit')]);
    expect(rest).toBe('SIGTERM 1\ncode 7\n');
    expect(launcher.exitCode).toBe(7);
  });

  it('gets one signal when a supervisor sends the same one twice in a row', async () => {
    const launcher = spawn(process.execPath, [writeLauncher(countingProgram)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(launcher.stdout, 'data');
    launcher.kill('SIGTERM');
    launcher.kill('SIGINT');
    setTimeout(() => launcher.kill('SIGINT'), 100);
    expect(await text(launcher.stdout)).toMatch(/^SIG(TERM|INT) 2\ncode 7\n$/);
  });

  it('gets one SIGINT for one Ctrl-C in a terminal, which reaches the whole group', () => {
    const script = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
hasTyped = False
while True:
    try:
        part = os.read(terminal, 1024)
    except OSError:
        break
    if not part:
        break
    seen += part
    if b"ready" in seen and not hasTyped:
        hasTyped = True
        os.write(terminal, b"\\x03")
os.waitpid(pid, 0)
print(seen.decode())`;
    const seen = execFileSync('python3', ['-c', script, process.execPath, writeLauncher(countingProgram)], {
      encoding: 'utf8',
    });
    expect(seen).toContain('SIGINT 1');
    expect(seen).toContain('code 7');
  });

  it('has what TensorFlow and malloc read at their start, unless the user set it', async () => {
    const program = 'console.log(process.env.TF_CPP_MIN_LOG_LEVEL, process.env.MALLOC_ARENA_MAX)';
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0', MALLOC_ARENA_MAX: undefined };
    const launcher = spawn(process.execPath, [writeLauncher(program)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(launcher.stdout)).toBe('0 2\ncode 0\n');
  });
});

describe('npm run check', () => {
  it('goes on after a failure, prints its output and ends with the verdict', async () => {
    const context = scratch.context();
    const code = await runChecks(context, [
      { title: 'wrong', command: ['typescript/bin/tsc', '--no-such-option'] },
      { title: 'right', command: ['typescript/bin/tsc', '--version'] },
    ]);
    expect(code).toBe(1);
    const printed = scratch.printed.join('');
    expect(printed).toMatch(/FAILED wrong[^\n]*\n {2}\| error TS5023: [^\n]*no-such-option/);
    expect(printed).toMatch(/ok {5}right[^\n]*\ncheck: failed: wrong \([\d.]+ s\)\n$/);
  });

  it('ends with 0 when all pass', async () => {
    expect(
      await runChecks(scratch.context(), [{ title: 'right', command: ['typescript/bin/tsc', '--version'] }]),
    ).toBe(0);
  });
});

describe('the gate .ci/run', () => {
  /** Runs it with an npm that answers to `check` and `test` as given. */
  function runGate(check: string, test: string) {
    const npm = `#!/bin/sh\ncase "$*" in *check) ${check} ;; *test) ${test} ;; esac\n`;
    fs.writeFileSync(path.join(scratch.folder, 'npm'), npm, { mode: 0o755 });
    const env = { ...process.env, PATH: `${scratch.folder}:${process.env['PATH'] ?? ''}` };
    const gate = spawn(path.join(repository, '.ci/run'), {
      cwd: '/',
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return Promise.all([text(gate.stdout), once(gate, 'exit')]).then(([output]) => ({
      last: output.trimEnd().split('\n').at(-1),
      code: gate.exitCode,
    }));
  }

  it('ends with the counts of the tests', async () => {
    const gate = await runGate('true', 'printf "x\\n\\n12 passed, 0 failed, 3 skipped\\n"');
    expect(gate).toEqual({ last: '12 passed, 0 failed', code: 0 });
  });

  it('counts a failed check as a failure and runs the tests all the same', async () => {
    const gate = await runGate('exit 1', 'echo "12 passed, 0 failed"');
    expect(gate).toEqual({ last: '12 passed, 1 failed', code: 1 });
  });

  it('fails with the tests', async () => {
    const gate = await runGate('true', 'echo "11 passed, 1 failed"; exit 1');
    expect(gate).toEqual({ last: '11 passed, 1 failed', code: 1 });
  });

  it('fails when set-up or the test runner ends without a count', async () => {
    expect(await runGate('true', 'echo "no C++ compiler"; exit 1')).toEqual({
      last: '0 passed, 1 failed',
      code: 1,
    });
    expect(await runGate('true', 'exit 0')).toEqual({ last: '0 passed, 1 failed', code: 1 });
  });

  it('fails when the runner crashes after its count', async () => {
    expect(await runGate('true', 'echo "5 passed, 0 failed"; exit 139')).toEqual({
      last: '5 passed, 1 failed',
      code: 1,
    });
  });
});

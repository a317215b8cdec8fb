import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelFilesOptions } from '../../src/conversion/index.ts';
import { createModelFiles } from '../../src/conversion/index.ts';
import { aManifest } from '../unit/fakes.ts';
import { childEntry, waitFor } from './support/child.ts';

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const open = (options: Omit<ModelFilesOptions, 'child'> = {}) => {
  const lines: string[] = [];
  const files = createModelFiles({
    child: {
      entry: childEntry('converter'),
      env: { PATH: process.env['PATH'] ?? '' },
      onLine: (line) => lines.push(line),
    },
    ...options,
  });
  onTestFinished(() => {
    files.close();
  });
  const never = new AbortController().signal;
  const exported = (model: string, signal = never): Promise<number> => {
    const version = { manifest: aManifest({ model }), weightsLocation: '/weights' };
    return files.exportVersion(version, 'keras', '/file', signal);
  };
  const imported = (location: string) =>
    files.importModel({ location, classes: 3, weightsLocation: '/weights' }, never);
  return { files, lines, exported, imported };
};

describe('model files, each in a process of its own', () => {
  it('are made in processes that are gone afterwards', async () => {
    const { exported, imported, lines } = open();
    const pids = await Promise.all([exported('a'), exported('b')]);
    expect(new Set(pids).size).toBe(2);
    expect(pids.some(isAlive)).toBe(false);
    expect(await imported('file')).toEqual({ classes: 3 });
    expect(lines).toEqual(['a line', 'a line', 'a line']);
  });

  it('fail with what the process says, and with a fault of the file when reading it kills the process', async () => {
    const { exported, imported } = open();
    await expect(imported('refuse')).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: 'expected a, received b',
    });
    await expect(imported('die')).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringContaining('exit code 3') as unknown,
    });
    await expect(exported('die')).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(exported('a')).resolves.toBeGreaterThan(0);
  });

  it('end at once when the client goes away, and the next one begins', async () => {
    const { exported, lines } = open();
    const client = new AbortController();
    const hanging = exported('hang', client.signal);
    const next = exported('a');
    await waitFor('the process to run', () => (lines.length > 0 ? true : undefined));
    client.abort(new Error('gone'));
    await expect(hanging).rejects.toThrow('gone');
    expect(await next).toBeGreaterThan(0);
  });

  it('are refused when too many wait, and given up when they take too long or the service closes', async () => {
    const { files, exported } = open({ maxWaiting: 1, timeLimitMs: 500 });
    const late = exported('hang');
    const waiting = exported('hang');
    await expect(exported('a')).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 30 });
    await expect(late).rejects.toThrow('expected a conversion to end within 0.5 s');
    files.close();
    await expect(waiting).rejects.toThrow('the service is shutting down');
    await expect(exported('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
  });
});

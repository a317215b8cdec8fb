import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentTable } from '../../src/config/index.ts';

const readme = readFileSync('README.md', 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the README', () => {
  it('shows every setting as the schema has it (node dist/bin/readme-table.js writes it)', () => {
    expect(readme).toContain(environmentTable());
  });

  it('names only npm commands that exist', () => {
    const builtIn = new Set(['ci', 'install']);
    const named = [...readme.matchAll(/npm (?:run (\w+)|(\w+))/g)].map(
      ([, script, short]) => script ?? short ?? '',
    );
    expect(named.length).toBeGreaterThan(4);
    for (const name of named) {
      if (!builtIn.has(name)) expect(packageJson.scripts, name).toHaveProperty(name);
    }
  });

  it('names only commands of the program that exist', () => {
    const source = readFileSync('src/bin/command-line.ts', 'utf8');
    for (const [, name] of readme.matchAll(/whetstone (serve|api|worker|key|demo|doctor)/g)) {
      expect(source).toContain(`['${String(name)}',`);
    }
  });

  it('links only to files that exist', () => {
    for (const [, target] of readme.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(existsSync(target ?? ''), target).toBe(true);
    }
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT } from '../../src/config/index.ts';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly init?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly build?: { readonly dockerfile: string };
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
  scripts: Record<string, string>;
};
const dockerfiles = ['docker/Dockerfile.cpu', 'docker/Dockerfile.cuda'];
const ours = Object.entries(compose.services).filter(([name]) => name !== 'redis');
const commandSource = readFileSync('src/bin/command-line.ts', 'utf8');

describe('docker-compose.yml', () => {
  it('sets only variables that the service reads', () => {
    const known = new Set(Object.keys(ENVIRONMENT.properties));
    for (const [name, service] of ours) {
      for (const variable of Object.keys(service.environment ?? {})) {
        expect(known.has(variable), `${name}: ${variable}`).toBe(true);
      }
    }
  });

  it('starts commands that exist', () => {
    for (const [name, { command }] of ours) {
      const [program, script, subcommand] = command;
      expect(program, name).toBe('node');
      expect(existsSync((script ?? '').replace('dist/', 'src/').replace(/\.js$/, '.ts')), name).toBe(true);
      expect(commandSource, name).toContain(`'${subcommand ?? ''}'`);
    }
  });

  it('builds from files that exist, runs with an init process and a read-only file system', () => {
    for (const [name, service] of ours) {
      expect(existsSync(service.build?.dockerfile ?? ''), name).toBe(true);
      expect(service.init, name).toBe(true);
      expect(service.read_only, name).toBe(true);
    }
  });

  it('keeps data and queue in named volumes', () => {
    const mounted = Object.values(compose.services).flatMap((service) => service.volumes ?? []);
    for (const volume of Object.keys(compose.volumes)) {
      expect(
        mounted.some((mount) => mount.startsWith(`${volume}:`)),
        volume,
      ).toBe(true);
    }
  });

  it('checks the health of Redis and of the API', () => {
    expect(compose.services['redis']?.healthcheck?.test).toContain('ping');
    expect(compose.services['api']?.healthcheck?.test.join(' ')).toContain('/health/live');
  });

  it('runs Redis with an append-only file and without eviction', () => {
    const settings = readFileSync('docker/redis.conf', 'utf8');
    expect(settings).toMatch(/^appendonly yes$/m);
    expect(settings).toMatch(/^appendfsync everysec$/m);
    expect(settings).toMatch(/^save ""$/m);
    expect(settings).toMatch(/^maxmemory-policy noeviction$/m);
  });

  it('reserves an NVIDIA GPU for the GPU worker', () => {
    expect(JSON.stringify(compose.services['worker-gpu'])).toContain(
      '"driver":"nvidia","count":1,"capabilities":["gpu"]',
    );
  });
});

describe.each(dockerfiles)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  it('uses a Node version that package.json allows', () => {
    const majors = [...text.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major);
    expect(majors.length).toBeGreaterThan(0);
    for (const major of majors)
      expect(packageJson.engines.node).toMatch(new RegExp(`\\^${String(major)}(\\D|$)`));
  });

  it('runs only npm scripts that exist', () => {
    for (const [, script] of text.matchAll(/npm run (\w+)/g))
      expect(packageJson.scripts).toHaveProperty(script ?? '');
  });

  it('does not run as root, and copies the engine to the path it was compiled for', () => {
    expect(text).toMatch(/^USER node$/m);
    expect(text).toContain('XDG_CACHE_HOME=/opt/cache');
    expect(text).toContain('COPY --from=build /opt/cache /opt/cache');
  });
});

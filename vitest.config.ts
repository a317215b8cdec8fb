import { defineConfig } from 'vitest/config';

const project = (name: string, timeoutMs: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
  },
});

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/reporter.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', MALLOC_ARENA_MAX: '2' },
    projects: [
      project('unit', 10_000),
      project('contract', 60_000),
      project('routes', 30_000),
      project('images', 60_000),
      project('keras', 300_000),
      project('tensors', 300_000),
      project('integration', 120_000),
      project('e2e', 600_000),
      project('setup', 300_000),
    ],
  },
});

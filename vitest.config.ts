import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/run/cli.ts', 'src/index.ts'],
      thresholds: {
        'src/core/**': { lines: 90 },
        'src/rules/**': { lines: 95 },
        'src/scoring/**': { lines: 95 },
      },
    },
  },
});

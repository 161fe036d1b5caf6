import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['src/**/*.ts'],
      // the command line is tested as processes of its own
      exclude: ['src/run/cli.ts', 'src/run/utc.ts', 'src/commands/**', 'src/index.ts'],
      thresholds: {
        'src/core/**': { lines: 90 },
        'src/rules/**': { lines: 95 },
        'src/scoring/**': { lines: 95 },
      },
    },
  },
});

import { defineConfig } from 'vitest/config';

const SCRATCH = 'test/support/scratch.ts';
/** Pure code: half of the files, which would spend most of their time on reading the same modules again. */
const PURE = ['config', 'core', 'ingest', 'proposal', 'report', 'rules', 'scoring'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: PURE, isolate: false, globalSetup: [SCRATCH] },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: PURE,
          globalSetup: [SCRATCH, 'test/support/moto.ts', 'test/support/page.ts'],
        },
      },
    ],
    env: {
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    // many tests wait for servers: two at a time also where there are two cores
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['src/**/*.ts'],
      // the command line is tested as processes of its own, the page in a browser
      exclude: ['src/page/**', 'src/run/cli.ts', 'src/run/utc.ts', 'src/commands/**', 'src/index.ts'],
      thresholds: {
        'src/core/**': { lines: 90 },
        'src/rules/**': { lines: 95 },
        'src/scoring/**': { lines: 95 },
      },
    },
  },
});

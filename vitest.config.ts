import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const SCRATCH = 'test/support/scratch.ts';
const BUILT = 'test/support/built.ts';
/** Pure code: half of the files, which would spend most of their time on reading the same modules again. */
const PURE = ['config', 'core', 'ingest', 'proposal', 'report', 'rules', 'scoring'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
/** No servers either, and nothing that one file could leave to another: read once a worker, as above. */
const LIGHT = [
  'test/{analyzer,app,catalogue,coverage,docs,docs-truth,fixtures,own-calls,poisoning,scenarios,soak}.test.ts',
  'test/{effects/advice,line/keeping,run/time-words,run/undo-words}.test.ts',
  'test/actions/{alerting,audit,by-hand,copies,descendants,hostile,provision-wanted,sweeping}.test.ts',
  'test/baseline/{memory-bounds,packed-habits}.test.ts',
  'test/{deploy,scripts}/**/*.test.ts',
];
/** A minute of reading byte by byte, and nearly two where every branch is counted. */
const LONG = 'test/ingest/equal.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: PURE, exclude: [LONG], isolate: false, globalSetup: [SCRATCH, BUILT] },
      },
      {
        extends: true,
        test: { name: 'long', include: [LONG], globalSetup: [SCRATCH] },
      },
      {
        extends: true,
        test: { name: 'light', include: LIGHT, isolate: false, globalSetup: [SCRATCH, BUILT] },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: [...PURE, ...LIGHT],
          globalSetup: [SCRATCH, BUILT, 'test/support/moto.ts'],
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
    // many tests wait for servers: three at a time also where there are two cores
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // for what hangs, not for what is slow on a busy machine
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 200_000 } },
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      // Only what has a threshold, and `npm test` only counts while the pure tests run, which meet them by themselves:
      // counting nearly doubles the time of everything.
      include: ['src/core/**/*.ts', 'src/rules/**/*.ts', 'src/scoring/**/*.ts'],
      thresholds: {
        'src/core/**': { lines: 90 },
        'src/rules/**': { lines: 95 },
        'src/scoring/**': { lines: 95 },
      },
    },
  },
});

/** Address look-ups beside Node's own BlockList: `npm run bench`. Ratios of one run on one machine. */
import { BlockList } from 'node:net';
import { availableParallelism } from 'node:os';
import { Bench } from 'tinybench';
import { createStage } from '../scripts/scenarios/stage.ts';
import { createLocator } from '../src/ingest/address/locator.ts';
import { compilePrefixes } from '../src/ingest/address/prefixes.ts';
import { createLog } from '../src/run/log.ts';

const { dice } = createStage(1);
const address = () => `${1 + dice(223)}.${dice(256)}.${dice(256)}.${dice(256)}`;
const prefixes = Array.from({ length: 100_000 }, () => ({ cidr: `${address()}/${16 + dice(17)}`, list: 0 }));
const probes = Array.from({ length: 4_096 }, address);
let turn = 0;
const probe = () => probes[turn++ & 4_095] ?? '';

/** More addresses than the locator's cache holds: nearly every look-up is a first one. */
const strangers = Array.from({ length: 200_000 }, address);
let next = 0;
const stranger = () => strangers[next++ % strangers.length] ?? '';
const hex = () => dice(0x10000).toString(16);
const sixes = Array.from({ length: 4_096 }, () => `2001:${hex()}:${hex()}::${hex()}`);
const six = () => sixes[turn++ & 4_095] ?? '';
const sixPrefixes = Array.from({ length: 100_000 }, () => ({
  cidr: `2001:${hex()}:${hex()}::/${32 + dice(17)}`,
  list: 0,
}));

const started = performance.now();
const index = compilePrefixes(prefixes);
const built = performance.now() - started;
const sixIndex = compilePrefixes(sixPrefixes);
const blocks = new BlockList();
for (const { cidr } of prefixes) {
  const [network = '', bits = '32'] = cidr.split('/');
  blocks.addSubnet(network, Number(bits));
}
const locator = await createLocator({
  databases: {},
  lists: [],
  own: [],
  awsRanges: undefined,
  log: createLog('silent'),
});

const bench = new Bench({ time: 500 });
bench
  .add('prefix index, 100,000 prefixes', () => void index.find(probe()))
  .add('node:net BlockList, the same prefixes', () => void blocks.check(probe()))
  .add('prefix index, 100,000 IPv6 prefixes', () => void sixIndex.find(six()))
  .add('place and network of an address, cached', () => void locator.locate(probe()))
  .add('place and network of an address, first time', () => void locator.locate(stranger()));
await bench.run();

const micros = (name: string) => {
  const result = bench.getTask(name)?.result;
  return result !== undefined && 'latency' in result ? result.latency.p50 * 1_000 : Number.NaN;
};
const base = micros('prefix index, 100,000 prefixes');
process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} cores; index of 100,000 prefixes built in ${built.toFixed(0)} ms\n\n| what | µs (median) | ratio to the prefix index |\n|---|---|---|\n`,
);
for (const { name } of bench.tasks) {
  process.stdout.write(`| ${name} | ${micros(name).toFixed(3)} | ${(micros(name) / base).toFixed(1)} |\n`);
}

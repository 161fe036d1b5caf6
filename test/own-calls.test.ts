import { describe, expect, it } from 'vitest';
import { session as hub } from '../scripts/callers.ts';
import { address, DATABASES } from '../scripts/places.ts';
import { assumeRole, callerIdentity, type RawCloudTrail } from '../scripts/records.ts';
import { createApp } from '../src/app.ts';
import { createMemoryStore } from '../src/baseline/memory/store.ts';
import { parseConfig } from '../src/config/load.ts';
import { DAY, HOUR, utc } from '../src/core/time/days.ts';
import { createLog } from '../src/run/log.ts';

const HUB = '111122223333';
const ACCOUNTS = Array.from({ length: 40 }, (_, n) => String(222_200_000_000 + n));
const QUEUE = `arn:aws:sqs:eu-central-1:${HUB}:rolewarden-events`;
const CALLS = 1_000;
const SDK = 'aws-sdk-js/3.1173.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#24.11.0 api/sts#3.1173.0';
const START = Date.parse('2026-03-02T00:00:00Z');
const config = parseConfig(
  {
    organisation: { accounts: [HUB, ...ACCOUNTS] },
    databases: DATABASES,
    revocation: { mode: 'shadow', trusted: [QUEUE] },
  },
  'the test',
);

/** The n-th time that the hub takes the spoke role of an account: for an action, or for the hourly sweep. */
function taken(time: number, n: number): RawCloudTrail {
  const by = hub({
    role: { account: HUB, name: 'rolewarden-hub' },
    session: 'rolewarden',
    key: 'ASIAEXAMPLEEXAMPLE01',
    issuedAt: utc(time - 600_000),
  });
  const account = ACCOUNTS[n % ACCOUNTS.length] ?? HUB;
  const role = { account, name: 'rolewarden-spoke' };
  const name = n % 2 === 0 ? 'rolewarden-sweep' : `rolewarden-${n.toString(16).padStart(16, '0')}`;
  const call = { at: utc(time), by, from: address('hoster', 1), with: SDK, nonce: n };
  return assumeRole({
    ...call,
    account,
    role,
    session: name,
    seconds: 900,
    externalId: 'example-external-id',
  });
}

async function judged(
  days: number,
): Promise<readonly { readonly summary: string; readonly score: number }[]> {
  const app = await createApp({
    config,
    log: createLog('silent'),
    store: createMemoryStore(),
    trusts: () => true,
  });
  const each = async (from: number, calls: number) => {
    const records = Array.from({ length: calls }, (_, n) => taken(from + n * 1_000, n));
    const body = Buffer.from(JSON.stringify({ Records: records }));
    const [outcome] = await app.analyzer.analyze([{ id: String(from), body, source: QUEUE }]);
    expect(outcome?.times).toHaveLength(calls);
    return outcome?.findings ?? [];
  };
  for (let day = 0; day < days; day++) await each(START + day * DAY, 2 * ACCOUNTS.length);
  const findings = await each(START + days * DAY + 9 * HOUR, CALLS);
  await app.close();
  return findings.map(({ score, summary }) => ({ score, summary }));
}

it('its canary, each minute for three days, says nothing either, and counts', async () => {
  const store = createMemoryStore();
  const app = await createApp({ config, log: createLog('silent'), store, trusts: () => true });
  const records = Array.from({ length: 3 * 24 * 60 }, (_, n) => {
    const at = utc(START + n * 60_000);
    const [role, session] = [{ account: HUB, name: 'rolewarden-hub' }, 'rolewarden'];
    const by = hub({ role, session, key: `ASIAEXAMPLEEXAMPL${10 + (n % 80)}`, issuedAt: at });
    return callerIdentity({ at, by, from: address('hoster', 1 + (n % 2)), with: SDK, account: HUB });
  });
  const body = Buffer.from(JSON.stringify({ Records: records }));
  const [outcome] = await app.analyzer.analyze([{ id: 'canaries', body, source: QUEUE }]);
  await app.close();
  expect(outcome?.times).toHaveLength(records.length);
  expect(outcome?.findings.filter(({ score }) => score >= 40)).toEqual([]);
});

describe('Rolewarden’s own calls, which come back to it', () => {
  it.each([
    ['on its first day', 0],
    ['after two weeks', 14],
  ])('%s: a thousand are no alert', async (_, days) => {
    const findings = await judged(days);
    expect(findings.filter(({ score }) => score >= 40)).toEqual([]);
  });
});

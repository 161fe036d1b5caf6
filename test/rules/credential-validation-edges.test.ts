import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, type RawCloudTrail } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { serviceCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/credential-validation.ts';
import { cases } from '../support/cases.ts';
import { A, deniedTake, role } from '../support/chain.ts';
import { WATCH } from '../support/watched.ts';

const KEY = 'AKIADAVEEXAMPLE';
const call = (stage: Stage, client: string) => ({
  at: stage.at(30, '09:00'),
  by: user(A, 'dave', { key: KEY }),
  from: address('berlinHome'),
  with: client,
  account: A,
});
const using =
  (client: string, change: (record: RawCloudTrail) => RawCloudTrail = (record) => record) =>
  (stage: Stage) =>
    change(callerIdentity(call(stage, client)));

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 70,
      says: `"trufflehog" tried ${KEY} of dave: it has leaked`,
      shows: { word: 'trufflehog', accessKeyId: KEY },
      tell: using('TruffleHog'),
    },
    { name: 'among other words', tell: using('aws-sdk-go-v2/1.30.0 os/linux app/TruffleHog-v3.82') },
    {
      name: 'a key that no longer works: it lies there all the same',
      tell: using('TruffleHog', (record) => ({ ...record, errorCode: 'InvalidClientTokenId' })),
    },
    {
      name: 'a role that the key may not assume',
      tell: (stage) => deniedTake(stage, { role: role('Admin'), with: 'Gitleaks/8.0' }),
    },
    {
      name: 'a scanner of the operator’s list',
      config: { rules: { 'credential-validation': { words: ['leakhunter'] } } },
      says: '"leakhunter" tried',
      tell: using('leakhunter/1.2'),
    },
  ],
  silent: [
    {
      name: 'a scanner that is not on the operator’s list',
      config: { rules: { 'credential-validation': { words: ['leakhunter'] } } },
      tell: using('TruffleHog'),
    },
  ],
  almost: [
    { name: 'a longer word', tell: using('TruffleHogs/1.0 kali') },
    {
      name: 'a call of another service: scanners try who they are first',
      config: WATCH,
      tell: (stage) => {
        const by = user(A, 'dave', { mfa: true });
        return serviceCall('ses', 'GetSendQuota', { ...call(stage, 'TruffleHog'), by }, null);
      },
    },
  ],
});

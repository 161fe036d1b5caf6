import { session, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, callerIdentity, type RawCloudTrail, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { serviceCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/credential-validation.ts';
import { cases, daily } from '../support/cases.ts';
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
      says: `the secret scanner "trufflehog" tried ${KEY}, which has leaked`,
      shows: { word: 'trufflehog', accessKeyId: KEY },
      tell: using('TruffleHog'),
    },
    { name: 'among other words', tell: using('aws-sdk-go-v2/1.30.0 os/linux app/TruffleHog-v3.82') },
    ...['gitleaks/8.0', 'titus/0.3', 'noseyparker/0.22', 'keyhacks'].map((client) => ({
      name: client,
      tell: using(client),
    })),
    ...['GetSessionToken', 'GetFederationToken'].map((name) => ({
      name,
      tell: (stage: Stage) => stsCall(name, call(stage, 'TruffleHog'), null, null),
    })),
    {
      name: 'a key that no longer works: it lies there all the same',
      tell: using('TruffleHog', (record) => ({ ...record, errorCode: 'InvalidClientTokenId' })),
    },
    {
      name: 'a role that the key may not assume',
      tell: (stage) => deniedTake(stage, { role: role('Admin'), with: 'Gitleaks/8.0' }),
    },
    {
      name: 'a machine that has run on another system for weeks, with its evidence',
      points: 30,
      says: 'a machine’s credentials were used on "parrot", a hacking distribution',
      shows: { word: 'parrot', accessKeyId: KEY },
      tell: (stage) => {
        daily(stage, (day) => ({ ...using(BOTO)(stage), eventTime: stage.at(day, '09:00') }));
        return using('Boto3/1.35.90 os/linux#6.1.0-1parrot1-amd64')(stage);
      },
    },
    {
      name: 'the session of a pipeline',
      points: 30,
      tell: (stage) => {
        const federatedProvider = `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com`;
        const extra = { webIdFederationData: { federatedProvider, attributes: {} } };
        const issued = { role: role('Deploy'), session: 'run', key: 'ASIADEPLOYEXAMPLE' };
        const by = session({ ...issued, issuedAt: stage.at(30, '08:59'), extra });
        return callerIdentity({ ...call(stage, 'aws-cli/2.22.12 os/linux#6.11.2-kali'), by });
      },
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
    { name: 'a longer word', tell: using('TruffleHogs/1.0 prowler') },
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

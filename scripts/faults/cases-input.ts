import { outsider, user } from '../callers.ts';
import type { Told } from '../chaos/story.ts';
import { bombs, gibibyte } from './bombs.ts';
import { openBucket } from './bucket.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import { malformed } from './malformed.ts';
import { again } from './stage.ts';

/** What is no record, whatever surrounds it. */
const POISON = ['no record', 7, null, true, { a: 1 }] as const;
const PLACES = 10;
/** All bombs at once, in one batch: each may inflate to 16 MiB. */
const BOMBED = 512;
const FAR = '399999999999';

/** A call from another account is recorded in both: two records, one event. */
function copiesOf({ account, id, record }: Told, n: number): readonly [Told['record'], Told['record']] {
  const caller = user(FAR, `mallory-${n}`);
  const shared = { ...record, sharedEventID: id };
  const owner = outsider(FAR, String(caller['principalId']));
  return [
    { ...shared, userIdentity: caller, recipientAccountId: FAR },
    { ...shared, userIdentity: owner, recipientAccountId: account, eventID: id.replace(/^.{8}/, '00000000') },
  ];
}

/** What arrives, however it arrives. */
export const inputCases: readonly Case[] = [
  staged(
    {
      id: 'repeated-and-twinned',
      matrix: 'F4',
      what: 'each event 1 to 5 times, shuffled; both copies of calls across accounts',
    },
    { events: 120, duplicates: 0 },
    async (stage) => {
      await stage.start();
      const records = stage.events.flatMap((told, n) => {
        const times = 1 + Math.floor(stage.random() * 5);
        const copies = told.kind === 'revoke' ? copiesOf(told, n) : [told.record];
        return Array.from({ length: times }, () => copies).flat();
      });
      const bodies = again(
        stage,
        records.map((record) => JSON.stringify({ Records: [record] })),
      );
      await stage.send(bodies);
      const copies = bodies.length - stage.events.length;
      // of a call across accounts another record is judged first each time: what it says may differ
      return {
        fired: {
          copies,
          'calls recorded twice': stage.events.filter(({ kind }) => kind === 'revoke').length,
        },
      };
    },
  ),
  staged(
    {
      id: 'too-old',
      matrix: 'F5',
      what: 'events of twenty minutes ago among fresh ones: told, never acted on',
    },
    {
      shares: [
        ['old', 200],
        ['revoke', 30],
      ],
    },
    async (stage) => {
      await stage.start();
      await stage.feed(2);
      return { fired: { 'old events': stage.events.filter(({ kind }) => kind === 'old').length } };
    },
  ),
  staged(
    {
      id: 'poison-everywhere',
      matrix: 'F7',
      what: 'a record that is none at every position of a message, and messages that are none',
    },
    { events: 100, together: PLACES - 1, duplicates: 0 },
    async (stage) => {
      await stage.start();
      const mixed = stage.bodies.map((body, n) => {
        const { Records } = JSON.parse(body);
        Records.splice(n % PLACES, 0, POISON[n % POISON.length]);
        return JSON.stringify({ Records });
      });
      const whole = ['{"Records":', 'H4sIAAAA', 'no JSON', '[1,2]'];
      await stage.send([...mixed, ...whole]);
      const wanted = mixed.length + whole.length;
      await stage.drained();
      return { fired: { poison: wanted }, poison: { wanted, kept: stage.kept() } };
    },
  ),
  staged(
    {
      id: 'gzip-bombs',
      matrix: 'F9',
      what: 'gzip bombs in SQS and S3: 1 GiB of zeros, nested, cut, wrong checksum',
    },
    ({ place }) => ({ events: 60, config: bucketBeside(`bombs-${place}`) }),
    async (stage) => {
      const bucket = await openBucket(stage.ground.aws, `bombs-${stage.ground.place}`);
      try {
        await stage.start();
        const quiet = stage.events.find(({ kind }) => kind === 'quiet')?.record ?? {};
        const all = bombs(quiet).map(([, bytes]) => bytes);
        const notices = await bucket.put([...all, gibibyte()]);
        await stage.send([...all.map((bytes) => bytes.toString('base64')), ...notices, ...stage.bodies]);
        await stage.drained();
        const [consumer] = stage.consumers;
        const refused = (await consumer?.metric('quarantined')) ?? 0;
        const memory = { mib: consumer?.peak() ?? Number.NaN, limit: BOMBED };
        return {
          fired: { bombs: all.length * 2 + 1, 'refused and kept': refused },
          memory,
          poison: counted(stage),
        };
      } finally {
        bucket.close();
      }
    },
  ),
  staged(
    {
      id: 'malformed-corpus',
      matrix: 'F10',
      what: '420 malformed records: cut, of wrong types, hostile names, too deep',
    },
    { events: 60 },
    async (stage) => {
      const consumer = await stage.start();
      const quiet = stage.events.find(({ kind }) => kind === 'quiet')?.record ?? {};
      const corpus = malformed(quiet, stage.ground.full ? 20_000 : 420, stage.random);
      await stage.send(again(stage, [...corpus, ...stage.bodies]));
      await stage.drained();
      const problems = await consumer.metric('problems');
      return { fired: { records: corpus.length, 'of them refused': problems }, poison: counted(stage) };
    },
  ),
];

/** Which of them can be read after all is not what these cases ask. */
function counted(stage: { kept(): number }): { readonly wanted: number; readonly kept: number } {
  const kept = stage.kept();
  return { wanted: kept, kept };
}

function bucketBeside(
  bucket: string,
): (standard: { readonly revocation: { readonly trusted: readonly string[] } }) => object {
  return ({ revocation }) => ({
    revocation: { ...revocation, trusted: [...revocation.trusted, `arn:aws:s3:::${bucket}`] },
  });
}

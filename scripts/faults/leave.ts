import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUnheard } from '../chaos/heard.ts';
import type { Case, Ground, Left } from './case.ts';
import { type StageOptions, setStage } from './set-stage.ts';
import type { Stage } from './stage.ts';

/** What a case adds to what its stage knows by itself. */
export type Told = Partial<Left> & Pick<Left, 'fired'>;

/** Messages that one kill can catch between an alert and its acknowledgement: SQS hands out ten at a time. */
const AT_ONCE = 10;

/** A case on a stage of its own: plays it, waits until the queue is empty, ends every consumer, collects what is left. */
export function staged(
  about: Omit<Case, 'run'>,
  options: StageOptions | ((ground: Ground) => StageOptions),
  play: (stage: Stage) => Promise<Told>,
): Case {
  return {
    ...about,
    async run(ground) {
      const stage = await setStage(ground, typeof options === 'function' ? options(ground) : options);
      try {
        const told = await play(stage);
        let stuck = '';
        await stage.drained().catch((thrown: Error) => {
          stuck = thrown.message;
        });
        const peaks = stage.consumers.filter((one) => one.alive()).map((one) => one.peak());
        for (const one of stage.consumers) if (one.alive()) stage.exits.push(await one.stop());
        return await leave(stage, told, { stuck, peak: Math.max(0, ...peaks) });
      } finally {
        keepLogs(stage, about.id);
        await stage.close();
      }
    },
  };
}

function keepLogs({ aws, consumers, ground: { logs } }: Stage, id: string): void {
  if (logs === undefined) return;
  consumers.forEach((one, at) => {
    const text = one.lines.map((line) => line.text).join('\n');
    writeFileSync(join(logs, `${id}.${at}.log`), `${text}\n${one.rest()}`);
  });
  const calls = aws.seen.map(({ action, at, fault }) => `${at} ${action} ${fault ?? ''}`);
  writeFileSync(join(logs, `${id}.calls.log`), calls.join('\n'));
}

async function leave(
  stage: Stage,
  told: Told,
  { peak, stuck }: { readonly stuck: string; readonly peak: number },
): Promise<Left> {
  const { aws, cloud, consumers, dealt, events, exits, roles } = stage;
  const away = consumers.flatMap(({ lines }) => lines.filter(({ msg }) => msg.startsWith(AWAY)));
  const all = [...dealt, ...away.map(({ time }) => ({ kind: 'away' as const, at: time }))];
  const unheard = aws.seen.filter((call) => call.action === 'Publish' && isUnheard(call)).length;
  const kills = all.filter(({ kind }) => kind === 'kill').length;
  const losses = all.filter(({ kind }) => kind === 'loss').length;
  const loud = events.filter(({ kind }) => kind !== 'quiet').length;
  return {
    events,
    standing: (await Promise.all(roles.map(cloud.policies))).flat(),
    seen: aws.seen,
    alerts: await cloud.alerts(),
    audit: stage.audit(),
    left: stuck === '' ? 0 : await stage.left(),
    deaths: consumers.flatMap((one) => fallen(one)),
    dealt: all,
    exits,
    poison: { wanted: 0, kept: stage.kept() },
    byHand: false,
    mayRepeat: unheard + all.filter(({ kind }) => kind === 'away').length + kills * AT_ONCE + losses * loud,
    memory: told.memory ?? (peak === 0 ? undefined : { mib: peak, limit: MEMORY }),
    own: [],
    ...told,
  };
}

/** The ledger of the process stood in for the store: what it does not know may be sent again. */
export const AWAY = 'the ledger did not answer';
/** What the container may have. */
const MEMORY = 512;

function fallen({ child, rest }: Stage['consumers'][number]): readonly string[] {
  const { exitCode, signalCode } = child;
  if (signalCode === 'SIGKILL' || exitCode === 0) return [];
  return [`${exitCode ?? signalCode}: ${rest().slice(-300)}`];
}

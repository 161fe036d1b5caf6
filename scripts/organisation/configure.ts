import { parse } from 'yaml';
import * as z from 'zod';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { compileSettings } from '../../src/config/settings.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { DAY } from '../../src/core/time/days.ts';
import { observe } from '../../src/proposal/observe.ts';
import { propose } from '../../src/proposal/propose.ts';
import { writeProposal } from '../../src/proposal/write.ts';
import { createLog } from '../../src/run/log.ts';
import { readRecordings } from '../../src/run/replay/recordings.ts';

/** What `rolewarden init` proposes from the first days of a recording: taken as it is, without a person's eyes. */
export async function proposedFrom(
  path: string,
  days: number,
  databases: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const log = createLog('silent');
  const config = parseConfig({ databases }, 'quality');
  const app = await createApp({ config, log });
  const { copies, events } = await readRecordings(app, { paths: [path], log });
  await app.close();
  const start = events.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const early = (all: readonly StsEvent[]) => all.filter(({ time }) => time < start + days * DAY);
  const observed = observe(early(events), early(copies));
  return z
    .record(z.string(), z.unknown())
    .parse(parse(writeProposal(propose(observed, compileSettings(config).role), observed)));
}

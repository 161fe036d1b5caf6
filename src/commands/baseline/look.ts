import { type RolewardenError, wrongUsage } from '../../core/errors.ts';
import { keyOfHolder } from '../../core/facts/name-holder.ts';
import type { Sighting } from '../../core/history/habit.ts';
import type { Histories } from '../../core/ports/ports.ts';
import { nearest } from '../../core/text/nearest.ts';
import { counted } from '../../report/counted.ts';
import { encodeText } from '../../report/encode.ts';
import { historyText } from '../../report/history.ts';
import type { BaselinePlace } from './place.ts';

/** At most so many owners are looked at for a hint: a store may hold a million. */
const MOST_LOOKED_AT = 20_000;
const MOST_SHOWN = 5;

/** Prints what is kept of an actor, a role or a value of the organisation. */
export async function show(key: string, { histories, whole }: BaselinePlace): Promise<void> {
  const found = await find(key, histories);
  if (found === undefined) throw await nothing(key, histories);
  // "Now" is the day after the last one known: of all owners in a file, but of this one in a store, which may be large.
  const last = whole ? await lastOfAll(histories) : lastDay(found.entries);
  process.stdout.write(historyText(found.owner, found.entries, last + 1));
}

/** Forgets an owner and says what that was, and where its name is still kept. */
export async function forget(key: string, { histories, name, save }: BaselinePlace): Promise<void> {
  const found = await find(key, histories);
  const owner = found?.owner ?? (/^[aro]:/.test(key) ? key : `a:${key}`);
  const gone = await histories.forget(owner);
  if (!gone && found === undefined) throw await nothing(key, histories);
  await save();
  const dimensions = new Set(found?.entries.map(({ dimension }) => dimension));
  const what =
    found === undefined
      ? 'its marks of the last day; no history was kept'
      : `${counted(found.entries.length, 'value')} of ${counted(dimensions.size, 'dimension')}`;
  process.stderr.write(`forgot ${shown(owner)} in ${name}: ${what}\n`);
  if (!owner.startsWith('a:')) return;
  const values = await heldBy(owner.slice(2), histories);
  if (values.length === 0) return;
  const more = values.length > MOST_SHOWN ? ` and ${values.length - MOST_SHOWN} more` : '';
  process.stderr.write(
    `still named as a holder of ${values.slice(0, MOST_SHOWN).map(shown).join(', ')}${more}: \`forget\` takes these keys too, and forgets the value for everybody\n`,
  );
}

const shown = (owner: string) => encodeText(owner, 400);

async function find(key: string, histories: Histories) {
  for (const owner of [`a:${key}`, `r:${key}`, key]) {
    const entries = await histories.of(owner);
    if (entries.length > 0) return { owner, entries };
  }
  return undefined;
}

async function nothing(key: string, histories: Histories): Promise<RolewardenError> {
  const like = await alike(key, histories);
  return wrongUsage(
    `nothing is kept of ${shown(key)}`,
    like.length === 0
      ? 'keys are in findings, under actor.key'
      : `did you mean ${like.map(shown).join(', ')}?`,
  );
}

async function alike(key: string, histories: Histories): Promise<readonly string[]> {
  const like = new Set<string>();
  const seen = new Set<string>();
  for await (const { owner } of histories.all()) {
    seen.add(owner);
    if (owner.includes(key)) like.add(owner);
    if (like.size >= MOST_SHOWN || seen.size >= MOST_LOOKED_AT) break;
  }
  if (like.size > 0) return [...like];
  const near = nearest(
    key,
    [...seen].flatMap((owner) => [owner, owner.slice('a:'.length)]),
  );
  return near === undefined ? [] : [near];
}

/** Values of the organisation that name an actor among their holders. */
async function heldBy(actor: string, histories: Histories): Promise<readonly string[]> {
  const owners = new Set<string>();
  for await (const { owner, dimension, value } of histories.all()) {
    const holds = dimension === 'holder' || dimension === '~holder';
    if (holds && keyOfHolder(value) === actor) owners.add(owner);
  }
  return [...owners];
}

async function lastOfAll(histories: Histories): Promise<number> {
  let last = 0;
  for await (const { days } of histories.all()) last = Math.max(last, ...days);
  return last;
}

function lastDay(entries: readonly Sighting[]): number {
  return entries.reduce((last, { days }) => Math.max(last, ...days), 0);
}

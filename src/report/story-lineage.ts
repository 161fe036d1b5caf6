import { programWords } from '../core/event/program-words.ts';
import type { Finding, LineageEntry } from '../core/finding/finding.ts';
import { countryName } from '../core/place/place-words.ts';
import { issuedWords } from './alert-words.ts';
import { chain, roleAsked, whence, who } from './words.ts';

/** Who called, for what, and how the session came about in which the call was made: a line for each session before it. */
export function behind(finding: Finding): readonly string[] {
  const { actor, lineage, lineagePartial, origin } = finding;
  const itself = actor.kind === 'service' && actor.name === origin.service;
  const asked = roleAsked(finding);
  const issued = issuedWords(finding);
  return [
    `The call was made by ${who(finding)}${itself ? '' : `, from ${whence(finding)}`}.`,
    ...(asked === '' ? [] : [`It asked for ${asked}.`]),
    ...(issued === '' ? [] : [`It issued ${issued}.`]),
    ...(lineagePartial
      ? ['The session’s issue was not seen, so who is behind it is not known for certain.']
      : []),
    ...(lineage.length === 0 ? [] : ['How the session came about:', ...lineage.map(step), inShort(finding)]),
  ];
}

function step(entry: LineageEntry, at: number): string {
  const { accountId, actor, finding, role, time } = entry;
  const took =
    role === null
      ? 'got a session'
      : `assumed ${role.split('/').at(-1)} in ${accountId ?? 'an unknown account'}`;
  const said = finding === null ? '' : `; that was finding ${finding}`;
  return `${at + 1}. ${time.slice(0, 10)} ${time.slice(11, 19)} UTC: ${actor.name} ${took}${fromWhere(entry)}${said}`;
}

function fromWhere({ client, network, place }: LineageEntry): string {
  const where = [place && countryName(place), network].filter((part) => part !== null).join(', ');
  if (where === '' && client === 'service') return ', inside AWS';
  return ` from ${where || 'an unknown place'}, with ${programWords({ family: client })}`;
}

function inShort(finding: Finding): string {
  const named = [...finding.lineage.map(({ accountId }) => accountId), finding.role?.accountId ?? null];
  const accounts = new Set(named.filter((account) => account !== null));
  return `In short: ${chain(finding)}${accounts.size > 1 ? `, across ${accounts.size} accounts` : ''}.`;
}

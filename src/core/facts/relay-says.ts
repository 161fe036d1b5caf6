import type { StsEvent } from '../event/event.ts';
import type { Network, NetworkKind } from '../place/origin.ts';
import type { Facts } from './facts.ts';
import { isHeldByPerson } from './held-by-person.ts';
import { walkOf } from './who.ts';

/**
 * What it means that a session issued elsewhere is used through a relay (ADR 0036). `theft`: machines and pipelines never
 * use the relays that people have on their devices. People change between home and relay all day, which means `nothing`;
 * or `network`, where nobody here was ever seen in this one.
 */
export function relaySays(
  event: StsEvent,
  facts: Facts,
  { key }: Pick<Network, 'key'>,
  born: NetworkKind | undefined,
): 'theft' | 'network' | 'nothing' {
  const { actor, organisation } = facts;
  if (event.actor.workload !== undefined) return 'theft';
  const machine = walkOf(event, facts) === 'machine' && !isHeldByPerson(event, facts);
  if (machine && (actor.covered || born === 'cloud')) return 'theft';
  if (!actor.covered || !organisation.covered || organisation.used('network', key)) return 'nothing';
  const theirs = actor.saw('network', key) || actor.onProbation('network').includes(key);
  return theirs ? 'nothing' : 'network';
}

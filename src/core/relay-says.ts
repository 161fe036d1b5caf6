import type { StsEvent } from './event.ts';
import type { Facts } from './facts.ts';
import { isHeldByPerson } from './held-by-person.ts';
import type { Network, NetworkKind } from './origin.ts';
import { walkOf } from './who.ts';

/**
 * What it says that a token turned up in a relay, born elsewhere. Machines and pipelines never go through those that
 * people have in their devices: theft. People hop between home and relay all day: `network` where nobody here was ever
 * seen in it, else nothing (ADR 0036).
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

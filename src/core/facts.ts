import type { Dimension } from './habit.ts';
import type { Mark, MarkTag } from './mark.ts';
import type { Lineage } from './session.ts';
import type { Settings } from './settings.ts';
import type { OwnerView } from './view.ts';

/** What the organisation's own people and machines have used, all of them together. */
export interface OrganisationView {
  /** The organisation as a whole has five days and a week behind it. */
  readonly covered: boolean;
  /** Known there, and used by two others than this actor. */
  knows(dimension: 'country' | 'network', value: string): boolean;
  /** Anybody but this actor has used the value on a day that counts. */
  used(dimension: 'country' | 'network', value: string): boolean;
  /** The account's own trail was seen: it is one of ours. */
  owns(account: string): boolean;
}

/** Everything a rule may know besides the event: recalled before judging, so that judging stays pure. */
export interface Facts {
  /** The history of who is behind the event. */
  readonly actor: OwnerView;
  /** The history of the role asked for. */
  readonly role: OwnerView;
  readonly organisation: OrganisationView;
  readonly lineage: Lineage;
  readonly settings: Settings;
  /** The actor's marks within the window before this event, and later ones of other batches; distinct by key. */
  marks(tag: MarkTag, windowMs: number): readonly Mark[];
}

/** The store key of an organisation-wide value. */
export function organisationOwner(dimension: Dimension, value: string): string {
  return `o:${dimension}/${value}`;
}

/** The store key of the organisation as a whole. */
export const ORGANISATION = 'o:all';

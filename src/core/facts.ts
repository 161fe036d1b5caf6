import type { Mark, MarkHolder, MarkTag } from './mark.ts';
import type { OrganisationDimension } from './organisation.ts';
import type { Lineage } from './session.ts';
import type { Settings } from './settings.ts';
import type { OwnerView } from './view.ts';

/** What the organisation's own people and machines have used, all of them together. */
export interface OrganisationView {
  /** The organisation as a whole has five days and a week behind it. */
  readonly covered: boolean;
  /**
   * Known there, and used by two others than this actor; by five where the event comes from a hoster. Where it comes
   * from a large cloud, its country and network are known only if another has used the very address before.
   */
  knows(dimension: OrganisationDimension, value: string): boolean;
  /** Anybody but this actor has used the value on a day that counts. */
  used(dimension: OrganisationDimension, value: string): boolean;
  /** Keys of those who have used the value on a day that counts, this actor among them. */
  holders(dimension: OrganisationDimension, value: string): readonly string[];
  /** The value's own history. Only values that the event itself has were recalled; others are empty. */
  view(dimension: OrganisationDimension, value: string): OwnerView;
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
  /**
   * Marks within the window before this event, and later ones of other batches; distinct by key. Of the actor,
   * unless another holder is named. This event's own mark is among them.
   */
  marks(tag: MarkTag, windowMs: number, holder?: MarkHolder): readonly Mark[];
}

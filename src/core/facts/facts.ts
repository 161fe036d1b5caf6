import type { Settings } from '../event/settings.ts';
import type { Mark, MarkHolder, MarkTag } from '../history/mark.ts';
import type { Lineage } from '../history/session.ts';
import type { OwnerView } from '../history/view.ts';
import type { OrganisationDimension } from './organisation-owner.ts';

/** What the organisation's own people and machines have used, all of them together. */
export interface OrganisationView {
  /** The organisation's history is long enough to judge by: five distinct days and seven days' age. */
  readonly covered: boolean;
  /**
   * The value is known, and two others than this actor have used it; users and machines of an account are one other for
   * callers of other accounts. Country and network of a hosting provider need five others; those of a large cloud count
   * only if the event's very address was used before, by another or by this person.
   */
  knows(dimension: OrganisationDimension, value: string): boolean;
  /** The network is known, and two others have used it, whoever runs it. */
  isShared(network: string): boolean;
  /** Three others have used the value, counted as above, and be it since yesterday. */
  hasCrowd(dimension: OrganisationDimension, value: string): boolean;
  /** Somebody other than this actor has used the value before. */
  used(dimension: OrganisationDimension, value: string): boolean;
  /** Keys of all who have used the value before; this actor's may be among them. */
  holders(dimension: OrganisationDimension, value: string): readonly string[];
  /** The value's own history. Only values that the event itself has were recalled; the view of any other is empty. */
  view(dimension: OrganisationDimension, value: string): OwnerView;
  /** The account is one of ours: records of its own trail were seen. */
  owns(account: string): boolean;
}

/** Everything a rule may know besides the event: recalled before judging, so that judging stays pure. */
export interface Facts {
  /** The history of who is behind the event. */
  readonly actor: OwnerView;
  /** The history of the role asked for. */
  readonly role: OwnerView;
  /** Of a session that calls AssumeRole, the history of its own role: when its sessions were issued, and to whom. */
  readonly callerRole: OwnerView;
  readonly organisation: OrganisationView;
  readonly lineage: Lineage;
  readonly settings: Settings;
  /**
   * Marks at most `windowMs` away from this event: its own, those of events judged before it in its batch, and those of
   * other batches, later ones too. Distinct by key. They are the actor's, unless another holder is named.
   */
  marks(tag: MarkTag, windowMs: number, holder?: MarkHolder): readonly Mark[];
}

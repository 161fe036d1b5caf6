/** How often, on which days (counted from 1970) and by which actors (their keys) something was seen. */
export interface Seen {
  events: number;
  readonly days: Set<number>;
  readonly actors: Set<string>;
}

/** An account from which roles were assumed. `roles`: their ARNs. */
export interface SeenVendor extends Seen {
  readonly roles: Set<string>;
  withExternalId: number;
}

/** An address from which people or users called. `owner`: who runs its network. */
export interface SeenAddress extends Seen {
  readonly country: string | undefined;
  readonly owner: string;
}

/** A person. `countries`: how many calls came from each. */
export interface SeenPerson extends Seen {
  /** When calls were made, in milliseconds since 1970: their hours need a zone, which is not known yet. */
  readonly times: number[];
  readonly countries: Map<string, number>;
}

/** A role of which sessions were issued. */
export interface SeenRole extends Seen {
  readonly accountId: string;
  readonly name: string;
  /** ARNs of the roles that sessions of this role assumed. */
  readonly took: Set<string>;
  /** OIDC subjects that assumed the role, as the events have them. */
  readonly subjects: Map<string, Seen>;
}

/** What recordings show, as a proposal needs it. Only calls that succeeded count. */
export interface Observation {
  readonly events: number;
  readonly days: ReadonlySet<number>;
  readonly accounts: ReadonlyMap<string, Seen>;
  readonly vendors: ReadonlyMap<string, SeenVendor>;
  readonly addresses: ReadonlyMap<string, SeenAddress>;
  readonly people: ReadonlyMap<string, SeenPerson>;
  readonly providers: ReadonlyMap<string, Seen>;
  readonly issuers: ReadonlyMap<string, Seen>;
  readonly roles: ReadonlyMap<string, SeenRole>;
}

/** How often, on which days and by whom something was seen. */
export interface Seen {
  events: number;
  readonly days: Set<number>;
  readonly actors: Set<string>;
}

export interface SeenVendor extends Seen {
  readonly roles: Set<string>;
  withExternalId: number;
}

export interface SeenAddress extends Seen {
  readonly country: string | undefined;
  readonly owner: string;
}

export interface SeenPerson extends Seen {
  /** Instants of calls, for hours in a zone that is not known yet. */
  readonly times: number[];
  readonly countries: Map<string, number>;
}

export interface SeenRole extends Seen {
  readonly accountId: string;
  readonly name: string;
  /** ARNs of roles that sessions of this role took. */
  readonly took: Set<string>;
  /** OIDC subjects, as written. */
  readonly subjects: Map<string, Seen>;
}

/** What recordings hold, as a proposal needs it. Refused calls count for nothing. */
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

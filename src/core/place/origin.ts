/** Where an address is. Latitude and longitude only where a city database knows them. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly city: string | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
}

/**
 * Who runs the network. `access`: anything that is not one of the others.
 * `relay`: Cloudflare, Akamai, Fastly, iCloud Private Relay, whose place says nothing about the caller's.
 */
export const NETWORK_KINDS = ['own', 'cloud', 'relay', 'hosting', 'access', 'unannounced'] as const;
export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** An address's network, as histories keep it: stable across reconnections, one value per large cloud. */
export interface Network {
  /** `own:<name>`, `cloud:<provider>`, `AS<number>`, or a prefix (`203.0.0.0/16`, `203.0.113.0/24`). */
  readonly key: string;
  /** Without an ASN database networks are told apart by prefix, and never compared with `network` values. */
  readonly dimension: 'network' | 'prefix';
  readonly kind: NetworkKind;
  /** `aws`, `microsoft`, `google` …: only for kind `cloud`. */
  readonly provider: string | undefined;
  readonly asn: number | undefined;
  /** The owner's name as the database spells it, or the operator's name of an own network. */
  readonly name: string | undefined;
}

/** The key of AWS's network, all its regions. */
export const AWS_NETWORK = 'cloud:aws';

/** What lists and the Anonymous-IP database say of an address. Empty for own networks, which take precedence. */
export interface Reputation {
  /** Names of the reputation lists that hold the address. */
  readonly lists: readonly string[];
  /** From lists of kind `tor`, `vpn` or `proxy`, or from the Anonymous-IP database. */
  readonly anonymiser: 'tor' | 'vpn' | 'proxy' | undefined;
  /** Whether a threat list is loaded: without one the answer is unknown. */
  readonly threatsKnown: boolean;
  /** Whether a source of anonymisers is loaded: without one the answer is unknown. */
  readonly anonymisersKnown: boolean;
}

/** What is known of an address. Place and network are undefined where no database says. */
export interface Location {
  readonly place: Place | undefined;
  readonly network: Network | undefined;
  readonly reputation: Reputation;
  /** The operator's name of the own network that holds the address. */
  readonly own: string | undefined;
}

/** An address that some database or list knows, or one of an own network. */
export interface IpOrigin extends Location {
  readonly kind: 'ip';
  readonly ip: string;
}

/** What `sourceIPAddress` is: an address, an AWS service, AWS itself, or nothing usable. */
export type Origin =
  | IpOrigin
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'internal' }
  | {
      readonly kind: 'other';
      readonly text: string;
      /** Where the text is an address, but a reserved one, or one of which no database says anything. */
      readonly ip: string | undefined;
    };

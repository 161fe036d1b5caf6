import type { Dice } from './dice.ts';

/** What the organisation owns: names and ids that its calls repeat, as they do in reality. */
export interface Estate {
  readonly keys: readonly string[];
  readonly instances: readonly string[];
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly vpcs: readonly string[];
  readonly images: readonly string[];
}

const APPS = ['orders', 'ledger', 'search', 'mailer', 'photos', 'invoices', 'catalogue', 'reports', 'backup'];
const STAGES = ['production', 'staging', 'integration', 'sandbox'];

/** An estate whose identifiers are drawn. */
export function createEstate(dice: Dice): Estate {
  const several = (count: number, make: () => string) => Array.from({ length: count }, make);
  const id = (kind: string) => () => `${kind}-0${dice.hex(16)}`;
  return {
    keys: several(40, dice.uuid),
    instances: several(200, id('i')),
    subnets: several(24, id('subnet')),
    groups: several(60, id('sg')),
    vpcs: several(8, id('vpc')),
    images: several(12, id('ami')),
  };
}

/** Where a call is made, and with what: what a deed is made from. */
export interface Ground {
  readonly dice: Dice;
  readonly estate: Estate;
  readonly account: string;
  readonly region: string;
}

/** What was done: the part of a record that depends on the service. */
export interface Deed {
  readonly source: string;
  readonly name: string;
  readonly asked: unknown;
  readonly answered?: unknown;
  readonly added?: unknown;
  readonly resources?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly apiVersion?: string;
  /** In place of the caller's own. */
  readonly userAgent?: string;
}

/** How often something is done, relative to the rest, and how. */
export interface Kind {
  readonly weight: number;
  readonly make: (ground: Ground) => Deed;
}

/** `orders-production`: an application in one of its stages. */
export const application = ({ dice }: Ground): string => `${dice.pick(APPS)}-${dice.pick(STAGES)}`;

/** The ARN of something in the account and region of a call. */
export const arn = ({ account, region }: Ground, service: string, rest: string): string =>
  `arn:aws:${service}:${region}:${account}:${rest}`;

import { type ZodObject, z } from 'zod';
import type { EventName, StsEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { Family, Verdict } from '../core/finding.ts';

/** A MITRE ATT&CK technique or sub-technique id. */
export type Technique = `T${number}` | `T${number}.${number}`;

/** What a person must know of a rule. Every field is shown by `rolewarden rules show`, and checked by a test. */
export interface RuleMeta {
  /** Kebab-case behaviour, equal to the file name. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** One sentence: why this matters. */
  readonly why: string;
  readonly blindSpots: readonly [string, ...string[]];
  readonly falsePositives: readonly [string, ...string[]];
  /** First steps, in order. */
  readonly respond: readonly [string, ...string[]];
  readonly attack: readonly [Technique, ...Technique[]];
  readonly references: readonly [string, ...string[]];
  /**
   * The events it looks at. `any`: every STS and sign-in event. `watched`: calls of other services, read with
   * `sessions: watch`. `all`: both.
   */
  readonly on: readonly EventName[] | 'any' | 'watched' | 'all';
}

/** The events that a rule looks at, in words. */
export function looksAtWords(on: RuleMeta['on']): string {
  if (on === 'any') return 'every STS and sign-in event';
  if (on === 'watched') return 'calls of other services (sessions: watch)';
  return on === 'all' ? 'every event, and calls of other services with sessions: watch' : on.join(', ');
}

const POINTS = z.number().int().min(0).max(100);

/** A rule's parameter that holds points: a whole number from 0 (the case is switched off) to 100. */
export function points(initial: number, meaning: string) {
  return POINTS.default(initial).describe(meaning);
}

/** Judges one event that the rule looks at, its parameters bound. Pure: the same event and facts give the same verdict. */
export type Judge = (event: StsEvent, facts: Facts) => Verdict;

export interface RuleDefinition<P extends ZodObject> extends RuleMeta {
  /** Points, windows and lists that an operator may change; every one has a default. */
  readonly params: P;
  detect(event: StsEvent, facts: Facts, params: z.infer<P>): Verdict;
}

export interface Rule extends RuleMeta {
  /** Whether it looks at the event: that depends on the event's name and service alone. */
  looksAt(event: Pick<StsEvent, 'name' | 'service'>): boolean;
  readonly params: ZodObject;
  /** Binds an operator's parameters over the defaults; throws a ZodError on an unknown or bad one. */
  bind(overrides: unknown): Judge;
}

/** Defines a rule. See CONTRIBUTING for the three steps. */
export function defineRule<P extends ZodObject>(definition: RuleDefinition<P>): Rule {
  const { detect, ...meta } = definition;
  const looksAt = selector(meta.on);
  return {
    ...meta,
    looksAt,
    bind(overrides) {
      const params = definition.params.parse(overrides ?? {}, { jitless: true });
      return (event, facts) => detect(event, facts, params);
    },
  };
}

function selector(on: RuleMeta['on']): Rule['looksAt'] {
  if (on === 'all') return () => true;
  if (on === 'watched') return ({ service }) => service === 'watched';
  if (on === 'any') return ({ service }) => service !== 'watched';
  const events = new Set<EventName>(on);
  return ({ name, service }) => service !== 'watched' && events.has(name);
}

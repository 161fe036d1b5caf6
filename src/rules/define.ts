import type { ZodObject, z } from 'zod';
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
  /** The events it looks at. */
  readonly on: readonly EventName[] | 'any';
}

/** Judges one event with a rule's parameters bound. Pure: the same event and facts give the same verdict. */
export type Judge = (event: StsEvent, facts: Facts) => Verdict;

export interface RuleDefinition<P extends ZodObject> extends RuleMeta {
  /** Points, windows and lists that an operator may change; every one has a default. */
  readonly params: P;
  detect(event: StsEvent, facts: Facts, params: z.infer<P>): Verdict;
}

export interface Rule extends RuleMeta {
  readonly params: ZodObject;
  /** Binds an operator's parameters over the defaults; throws a ZodError on an unknown or bad one. */
  bind(overrides: unknown): Judge;
}

/** Defines a rule. See CONTRIBUTING for the three steps. */
export function defineRule<P extends ZodObject>(definition: RuleDefinition<P>): Rule {
  const { detect, ...meta } = definition;
  const events = meta.on === 'any' ? undefined : new Set<EventName>(meta.on);
  return {
    ...meta,
    bind(overrides) {
      const params = definition.params.parse(overrides ?? {});
      return (event, facts) =>
        events === undefined || events.has(event.name) ? detect(event, facts, params) : undefined;
    },
  };
}

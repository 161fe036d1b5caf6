import * as z from 'zod';
import type { EventName, StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import type { Family, Verdict } from '../core/finding/finding.ts';

/** A MITRE ATT&CK technique or sub-technique id. */
export type Technique = `T${number}` | `T${number}.${number}`;

/** What people must know about a rule. `rolewarden rules show` shows every field, and a test checks each. */
export interface RuleMeta {
  /** Names the behaviour, in kebab-case; in the catalogue it is also the file's name. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** One sentence: why this matters. */
  readonly why: string;
  readonly blindSpots: readonly [string, ...string[]];
  readonly falsePositives: readonly [string, ...string[]];
  /**
   * A question, as an imperative with “whether”, of which a yes makes the finding harmless. Below the level critical it is
   * asked before anything is ended. Left out where no answer would make it harmless.
   */
  readonly ask?: string;
  /** What else to do, in order. How to end a session or a key is not said here: a finding has commands for that. */
  readonly respond: readonly [string, ...string[]];
  readonly attack: readonly [Technique, ...Technique[]];
  readonly references: readonly [string, ...string[]];
  /**
   * The events it looks at. `any`: every STS and sign-in event. `watched`: calls of other services, read with
   * `sessions: watch`. `all`: both.
   */
  readonly on: readonly EventName[] | 'any' | 'watched' | 'all';
}

/** `RuleMeta.on` in words. */
export function looksAtWords(on: RuleMeta['on']): string {
  if (on === 'any') return 'every STS and sign-in event';
  if (on === 'watched') return 'calls of other services (sessions: watch)';
  return on === 'all' ? 'every event, and calls of other services with sessions: watch' : on.join(', ');
}

const POINTS = z.number().int().min(0).max(100);

/** A parameter of a rule for points: a whole number from 0, which switches the case off, to 100. */
export function points(initial: number, meaning: string) {
  return POINTS.default(initial).describe(meaning);
}

/** Judges one event by a rule whose parameters are bound. Pure: the same event and facts give the same verdict. */
export type Judge = (event: StsEvent, facts: Facts) => Verdict;

/**
 * What checks a rule's parameters and fills in defaults: a zod 4 object. Named by what is used of it, because TypeScript
 * takes the objects of two versions of zod for different types, and who writes a rule may have another version than ours.
 */
export interface ParamsSchema<P> {
  /** Throws for a parameter that is unknown or invalid. `jitless`: compiles nothing, since it is used once. */
  parse(given: unknown, how?: { readonly jitless?: boolean }): P;
}

/** A rule as its author writes it: what people must know, its parameters, and how it judges. */
export interface RuleDefinition<P, S = ParamsSchema<P>> extends RuleMeta {
  /** Points, windows and lists that an operator may change; every one has a default. */
  readonly params: S & ParamsSchema<P>;
  /** Pure: no clock but the event’s, no I/O. If it throws, that is logged, and the other rules still judge. */
  detect(event: StsEvent, facts: Facts, params: P): Verdict;
}

/** A rule as the pipeline uses it; `defineRule` makes it. */
export interface Rule<S = unknown> extends RuleMeta {
  /** Whether the rule judges such an event; only the event's name and service count. */
  looksAt(event: Pick<StsEvent, 'name' | 'service'>): boolean;
  readonly params: S;
  /** Binds an operator's parameters, and defaults for the rest. Throws a ZodError if one is unknown or invalid. */
  bind(overrides: unknown): Judge;
}

/**
 * Defines a rule. CONTRIBUTING.md says how to add one to the catalogue. A rule of your own is passed to `createApp` or
 * `createLive`, under `rules`.
 */
export function defineRule<P, S>(definition: RuleDefinition<P, S>): Rule<S> {
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

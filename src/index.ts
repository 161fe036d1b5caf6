export type { Analyzer } from './analyzer.ts';
export { type App, type AppOptions, createApp, VERSION } from './app.ts';
export { createMemoryStore, type MemoryStore } from './baseline/memory/store.ts';
export { loadConfig, parseConfig } from './config/load.ts';
export type { Config } from './config/schema.ts';
export type { Act, Acted, Escalate, JudgedEvent } from './core/action/acting.ts';
export { type ErrorCode, RolewardenError } from './core/errors.ts';
export type { EventName, StsEvent } from './core/event/event.ts';
export type { Facts } from './core/facts/facts.ts';
export type {
  Evidence,
  Family,
  Finding,
  Hit,
  Level,
  Signal,
  Unknown,
  Verdict,
} from './core/finding/finding.ts';
export type { Sighting } from './core/history/habit.ts';
export type { Mark } from './core/history/mark.ts';
export type { IssuedSession, Session } from './core/history/session.ts';
export type { OwnerView } from './core/history/view.ts';
export type { Delivery, DeliveryOutcome, Fate, ReadProblem, Take, Taking } from './core/ports/delivery.ts';
export type { Counter, Gauge, Histogram, Meter } from './core/ports/meter.ts';
export type {
  Ended,
  Histories,
  Lessons,
  Locator,
  Log,
  Recalled,
  RecallRequest,
  Store,
} from './core/ports/ports.ts';
export type { Millis } from './core/time/days.ts';
export { defineRule, type Rule, type RuleDefinition, type RuleMeta, type Technique } from './rules/define.ts';

export type { Analyzer } from './analyzer.ts';
export { type App, type AppOptions, createApp, VERSION } from './app.ts';
export { createMemoryStore, type MemoryBounds, type MemoryStore } from './baseline/memory/store.ts';
export { loadConfig, parseConfig } from './config/load.ts';
export type { Config } from './config/schema.ts';
export type { Act, Acted, Escalate, JudgedEvent } from './core/action/acting.ts';
export type { Survival } from './core/action/ended.ts';
export { type ErrorCode, RolewardenError } from './core/errors.ts';
export type { Actor, ActorKind, Workload } from './core/event/actor.ts';
export type {
  Client,
  EventName,
  EventService,
  Federation,
  Outcome,
  RoleRef,
  StsEvent,
  Subject,
} from './core/event/event.ts';
export type { ProviderChange } from './core/event/provider-change.ts';
export type { Grant, StsRequest } from './core/event/request.ts';
export type { RoleTraits, Schedule, Sensitivity, Settings } from './core/event/settings.ts';
export type { Trust, Trusted } from './core/event/trust.ts';
export type { Facts, OrganisationView } from './core/facts/facts.ts';
export type { OrganisationDimension } from './core/facts/organisation-owner.ts';
export type {
  ContextNote,
  Evidence,
  Family,
  Finding,
  Hit,
  Level,
  LineageEntry,
  Signal,
  Unknown,
  Verdict,
} from './core/finding/finding.ts';
export type { Dimension, Habits, Sighting, StoredDimension } from './core/history/habit.ts';
export type { Mark, MarkHolder, MarkTag, OwnMarks } from './core/history/mark.ts';
export type { Birth, IssuedSession, Lineage, Session } from './core/history/session.ts';
export type { Usual } from './core/history/usual.ts';
export type { Novelty, OwnerView, UnknownReason } from './core/history/view.ts';
export type {
  IpOrigin,
  Location,
  Network,
  NetworkKind,
  Origin,
  Place,
  Reputation,
} from './core/place/origin.ts';
export type { Checkpoints, Position, PositionChange, Taken } from './core/ports/checkpoints.ts';
export type {
  Delivery,
  DeliveryOutcome,
  Fate,
  ObjectName,
  ReadProblem,
  Take,
  Taking,
} from './core/ports/delivery.ts';
export type { Counter, Gauge, Histogram, Measure, Meter } from './core/ports/meter.ts';
export type {
  Ended,
  Histories,
  KeptFindings,
  Lessons,
  Locator,
  Log,
  Recalled,
  RecalledHabits,
  RecallRequest,
  Store,
} from './core/ports/ports.ts';
export type { Days, Millis } from './core/time/days.ts';
export type { FileLocator } from './ingest/address/locator.ts';
export type { HowToRead } from './ingest/record/services.ts';
export {
  defineRule,
  type Judge,
  type ParamsSchema,
  type Rule,
  type RuleDefinition,
  type RuleMeta,
  type Technique,
} from './rules/define.ts';

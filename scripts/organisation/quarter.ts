import type { RawCloudTrail } from '../records.ts';
import type { Cast } from './cast.ts';
import { commandLineDay } from './command-line.ts';
import { auditNight, instanceDay, keyMachine, podDay, serviceDay } from './machines.ts';
import { appDay, pipelineDay, vendorDay } from './outsiders.ts';
import { personDay } from './people.ts';
import type { Routine } from './scene.ts';
import { userDay } from './users.ts';

/** An ordinary quarter of the cast: nothing in it is an attack. Returns the records in no order. */
export function ordinaryDays(cast: Cast): readonly RawCloudTrail[] {
  const { scene } = cast;
  const routines = routinesOf(cast);
  for (let day = 0; day < scene.days; day++) for (const routine of routines) routine(day);
  return scene.stage.records();
}

/** What everybody of the cast does on a day, to be done day after day. */
export function routinesOf(cast: Cast): readonly Routine[] {
  const { scene } = cast;
  return [
    ...cast.people.map((who) => (who.fetches ? commandLineDay(scene, who) : personDay(scene, who))),
    ...cast.users.map(({ name, role, kind }) => userDay(scene, name, role, kind)),
    ...cast.keys.map(({ name, role, net, times }) => keyMachine(scene, name, role, net, times)),
    ...cast.instances.map(({ instance, takes }) => instanceDay(scene, instance, takes)),
    ...cast.services.map(({ service, role }) => serviceDay(scene, service, role)),
    ...cast.pods.map(({ role, subject, net }) => podDay(scene, role, subject, net, cast.swapped)),
    ...cast.pipelines.map((pipeline) => pipelineDay(scene, pipeline)),
    ...cast.vendors.map((vendor) => vendorDay(scene, vendor)),
    appDay(scene, cast.people.length),
    auditNight(scene, cast.auditor, (day) => auditedOn(cast, day)),
  ];
}

/** Every account has an audit role; one account more from the day on which the organisation grows. */
function auditedOn({ scene, grown }: Cast, day: number) {
  const all = day < grown ? scene.accounts : [...scene.accounts, '100000000099'];
  return all.map((account) => ({ account, name: 'OrgAudit' }));
}

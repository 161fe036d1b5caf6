import { service } from '../callers.ts';
import { assumeRole, serviceRole, withWebIdentity } from '../records.ts';
import type { Technique } from './attack.ts';
import { pipelineCall, vendorCall } from './outsiders.ts';
import { hour, keyCall, lair } from './thief.ts';
import { account } from './victims.ts';
import { pick } from './world.ts';

/** Whom a trust policy lets in who was not meant. */
export const TRUST_TECHNIQUES: readonly Technique[] = [
  {
    id: 'vendor’s role by another account',
    group: 'outsiders',
    grade: 'conclusive',
    act(cast, day) {
      const vendor = cast.vendors[0];
      if (vendor === undefined) return [];
      const stranger = { ...vendor, account: '800000000001', net: lair(cast), externalId: undefined };
      return [assumeRole(vendorCall(stranger, cast.scene.stage.at(day, hour(cast))))];
    },
  },
  {
    id: 'vendor without its external id',
    group: 'outsiders',
    grade: 'subtle',
    act(cast, day) {
      const vendor = cast.vendors[1];
      if (vendor === undefined) return [];
      const elsewhere = { ...vendor, net: lair(cast), externalId: undefined };
      return [assumeRole(vendorCall(elsewhere, cast.scene.stage.at(day, hour(cast))))];
    },
  },
  {
    id: 'pipeline’s token outside its runners',
    group: 'federation',
    grade: 'subtle',
    act(cast, day) {
      const pipeline = cast.pipelines[1];
      if (pipeline === undefined) return [];
      return [
        withWebIdentity(
          pipelineCall(cast.scene, { ...pipeline, nets: [lair(cast)] }, { day, ref: 'ref:refs/heads/main' }),
        ),
      ];
    },
  },
  {
    id: 'administrator’s role taken with a thief’s certificate',
    group: 'keys',
    grade: 'conclusive',
    act(cast, day) {
      const role = { account: account(cast), name: 'PlatformAdmin' };
      const at = cast.scene.stage.at(day, hour(cast));
      const by = service('rolesanywhere.amazonaws.com');
      return [serviceRole({ at, by, account: role.account, role, session: '5b0c77' })];
    },
  },
  {
    id: 'service’s role taken by hand',
    group: 'workloads',
    grade: 'subtle',
    act(cast, day) {
      const { role } = pick(cast.scene.stage, cast.services);
      const call = keyCall(cast, 9, day, cast.keys[9 % cast.keys.length]?.net);
      return [assumeRole({ ...call, account: role.account, role })];
    },
  },
];

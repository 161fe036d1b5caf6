import { CHAIN_ATTACKS } from './attacks-chains.ts';
import { FEDERATION_ATTACKS } from './attacks-federation.ts';
import { FOOTHOLD_ATTACKS } from './attacks-footholds.ts';
import { MACHINE_ATTACKS } from './attacks-machines.ts';
import { PEOPLE_ATTACKS } from './attacks-people.ts';
import { PRIVILEGE_ATTACKS } from './attacks-privilege.ts';
import { BENIGN } from './benign.ts';
import { BENIGN_CHANGES } from './benign-changes.ts';
import { BENIGN_LOOKALIKES } from './benign-lookalikes.ts';
import { BENIGN_TOOLS } from './benign-tools.ts';
import type { Story } from './story.ts';

/** All stories. */
export const STORIES: readonly Story[] = [
  ...MACHINE_ATTACKS,
  ...PEOPLE_ATTACKS,
  ...PRIVILEGE_ATTACKS,
  ...CHAIN_ATTACKS,
  ...FEDERATION_ATTACKS,
  ...FOOTHOLD_ATTACKS,
  ...BENIGN,
  ...BENIGN_CHANGES,
  ...BENIGN_LOOKALIKES,
  ...BENIGN_TOOLS,
];

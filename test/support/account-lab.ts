import { type ActingLab, actingLab } from './acting-lab.ts';
import { type FaultProxy, startFaults } from './aws-faults.ts';
import { startMoto } from './moto.ts';

/** A lab with an account of its own: for commands that sweep or take back whatever an account has. */
export interface AccountLab extends ActingLab {
  /** Before moto: may break its calls. */
  readonly aws: FaultProxy;
}

export async function accountLab(): Promise<AccountLab> {
  const moto = await startMoto();
  const aws = await startFaults(moto.url);
  const lab = await actingLab(aws.url);
  return {
    ...lab,
    aws,
    async close() {
      await lab.close();
      await aws.close();
      await moto.stop();
    },
  };
}

import { type ActingLab, actingLab } from './acting-lab.ts';
import { type FaultProxy, startFaults } from './aws-faults.ts';
import { type AwsRecorder, startAwsRecorder } from './aws-recorder.ts';
import { startMoto } from './moto.ts';

/** The acting commands' lab whose calls a recorder sees, and may answer. */
export type RecordedLab = ActingLab & { readonly aws: AwsRecorder };

/** A lab with an account of its own, whose calls `aws` may break. */
export type AccountLab = ActingLab & { readonly aws: FaultProxy };

/** A lab with a recorder before moto. */
export async function recordedLab(upstream: string): Promise<RecordedLab> {
  return labBehind(await startAwsRecorder(upstream), async () => undefined);
}

/** A lab on a moto of its own, for commands that sweep or take back whatever an account has. */
export async function accountLab(): Promise<AccountLab> {
  const moto = await startMoto();
  return labBehind(await startFaults(moto.url), () => moto.stop());
}

async function labBehind<T extends { readonly url: string; close(): Promise<void> }>(
  aws: T,
  after: () => Promise<void>,
): Promise<ActingLab & { readonly aws: T }> {
  const lab = await actingLab(aws.url);
  const close = async () => {
    await lab.close();
    await aws.close();
    await after();
  };
  return { ...lab, aws, close };
}

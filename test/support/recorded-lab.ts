import { type ActingLab, actingLab } from './acting-lab.ts';
import { type AwsRecorder, startAwsRecorder } from './aws-recorder.ts';

/** The acting commands' lab with a recorder before moto, which may answer in its stead. */
export interface RecordedLab extends ActingLab {
  readonly aws: AwsRecorder;
}

export async function recordedLab(upstream: string): Promise<RecordedLab> {
  const aws = await startAwsRecorder(upstream);
  const lab = await actingLab(aws.url);
  return {
    ...lab,
    aws,
    async close() {
      await lab.close();
      await aws.close();
    },
  };
}

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, longest first: by itself vitest begins with large files, and these are small. */
const LONG = [
  ...['faults', 'run/consume', 'ingest/equal', 'parity', 'run/lambda-bundle', 'run/doctor-live', 'feeds/sqs'],
  ...[
    'run/acting-imports',
    'run/acting-room',
    'chaos',
    'baseline/fault-full',
    'flood',
    'library',
    'organisation',
  ],
  'model/schedules',
];

/** Begins with the files that take longest, so that no worker is left alone with one of them at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = LONG.flatMap((name) =>
      sorted.filter(({ moduleId }) => moduleId.endsWith(`/test/${name}.test.ts`)),
    );
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}

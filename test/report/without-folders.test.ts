import { expect, it } from 'vitest';
import { withoutFolders } from '../../src/report/without-folders.ts';

it('files of one name in different folders are one example, not the same three times', () => {
  const examples = ['/logs/a/expected.json:1', '/logs/b/expected.json:1', '/logs/c/events.json:7'];
  const skipped = [{ reason: 'not JSON', count: 30, examples }];
  expect(withoutFolders({ databases: [], skipped }).skipped).toEqual([
    { reason: 'not JSON', count: 30, examples: ['expected.json:1', 'events.json:7'] },
  ]);
});

import { expect, it } from 'vitest';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { createContact } from '../../src/feeds/sqs/contact.ts';

it('a process without credentials is told so, and not that the queue is silent', () => {
  const said: string[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (_: unknown, words: string) => said.push(words),
  };
  const contact = createContact({ name: 'queue events', meter: NO_METER, log });
  const absent = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
  // as it may be over in a moment, it is tried again as soon as a queue that does not answer
  expect(contact.failed('receive', absent)).toBe('unavailable');
  const words = 'queue events cannot be asked: the process has no AWS credentials';
  expect(said).toEqual([`${words}; it is tried again until it answers`]);
  expect(contact.health()).toEqual({ ok: false, detail: `receive: ${words}` });
});

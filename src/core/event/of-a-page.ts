import type { StsEvent } from './event.ts';

/** As what the console's own calls are known. In CloudShell other programs run: somebody types there. */
const PAGES: ReadonlySet<string> = new Set(['browser', 'console', 'aws-internal', 'service']);

/** Whether a page of the console made the call: each makes dozens, and nobody chose any of them. AWS says so. */
export function isOfAPage({ client, fromConsole }: StsEvent): boolean {
  return fromConsole && PAGES.has(client.family);
}

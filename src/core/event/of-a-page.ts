import type { StsEvent } from './event.ts';

/** As what the console's own calls name themselves. In CloudShell other programs run: somebody types there. */
const PAGES: ReadonlySet<string> = new Set(['browser', 'console', 'aws-internal', 'service']);

/**
 * Whether a page of the console made the call: each makes dozens, and nobody chose any of them. That the credentials are
 * the console's is AWS's word; that no program of somebody's made the call is the caller's: who has such credentials (in
 * CloudShell, say) and calls himself a browser passes for a page.
 */
export function isOfAPage({ client, fromConsole }: StsEvent): boolean {
  return fromConsole && PAGES.has(client.family);
}

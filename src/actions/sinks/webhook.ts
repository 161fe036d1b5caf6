import { createHmac } from 'node:crypto';
import type { Alert, Sink } from '../../core/action/alert.ts';
import type { Poster } from './safe-http.ts';
import { token } from './token.ts';

/** How the receiver can tell that a document is ours. */
export type WebhookAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'hmac'; readonly secret: string };

/**
 * Posts alerts as JSON. `X-Rolewarden-Id` is the finding's id, the same if it is sent again. With a secret,
 * `X-Rolewarden-Signature` is `sha256=` and the HMAC of `<timestamp>.<body>`, where `<timestamp>` is the value of
 * `X-Rolewarden-Timestamp`, in seconds: receivers should refuse what is older than five minutes.
 */
export function createWebhookSink(options: {
  readonly name: string;
  readonly url: URL;
  readonly poster: Poster;
  readonly auth: WebhookAuth;
  readonly version: string;
  readonly render: (alert: Alert) => string;
  readonly now?: () => number;
}): Sink {
  const { name, url, poster, auth, version, render, now = Date.now } = options;
  return {
    name,
    async send(alert, signal) {
      const body = render(alert);
      const timestamp = String(Math.floor(now() / 1_000));
      const headers = {
        'user-agent': `rolewarden/${version}`,
        'x-rolewarden-id': token(alert.finding.id),
        'x-rolewarden-timestamp': timestamp,
        ...proof(auth, timestamp, body),
      };
      await poster.post({ url, headers, body }, signal);
    },
    close() {},
  };
}

function proof(auth: WebhookAuth, timestamp: string, body: string): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'hmac': {
      const sum = createHmac('sha256', auth.secret).update(`${timestamp}.${body}`).digest('hex');
      return { 'x-rolewarden-signature': `sha256=${sum}` };
    }
  }
}

import { Cluster, type Redis } from 'ioredis';

/** Where a redirection leads. The host may be empty. */
const REDIRECTION = /^(?:MOVED|ASK) \d+ \S*:\d+$/;
const REDIRECTED = /^(?:MOVED|ASK)\b/;

/** A cluster whose redirections cannot end the process: whoever sent the command hears that it failed. */
export class GuardedCluster extends Cluster {
  /** A redirection to nowhere would be an error that nobody catches, and the command would never end. */
  override handleError(
    error: Error,
    redirections: Parameters<Cluster['handleError']>[1],
    handlers: { readonly defaults: () => void },
  ): void {
    const nowhere = REDIRECTED.test(error.message) && !REDIRECTION.test(error.message);
    if (nowhere) handlers.defaults();
    else super.handleError(error, redirections, handlers);
  }
}

/** For `+node`. Before a command that is sent where a slot moves to, the client sends ASKING, and listens to no failure of it. */
export function guardAsking(node: Redis): void {
  const ask = node.asking.bind(node);
  const asking = () => {
    const asked = ask();
    asked.catch(() => {});
    return asked;
  };
  Object.assign(node, { asking });
}

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { startRolewarden } from './cli.ts';
import { onLoopback } from './loopback.ts';
import { TAKEN } from './sns-answers.ts';
import { until } from './sqs-lab.ts';

/** A consumer as a process of its own. */
export interface Consumer {
  /** Its log so far. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  /** Waits for a line with this message. */
  line(message: string): Promise<Readonly<Record<string, unknown>>>;
  /** Asks its health server. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
  kill(signal: NodeJS.Signals): void;
  /** Reads its stdout no more: what it writes there meets a closed pipe. */
  deafen(): void;
  readonly ended: ReturnType<typeof startRolewarden>['ended'];
}

/** Starts one on a queue; its health server listens on a free port. */
export function startConsumer(
  queue: string,
  config: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Consumer {
  const args = ['--source', 'sqs', '--queue', queue, '--config', config, '--listen', '127.0.0.1:0', ...more];
  const { child, ended, said } = startRolewarden(['consume', ...args], env);
  const lines = () =>
    said()
      .split('\n')
      .filter((text) => text.startsWith('{') && text.endsWith('}'))
      .map((text): Readonly<Record<string, unknown>> => JSON.parse(text));
  const line = async (message: string) => {
    const find = () => lines().find(({ msg }) => msg === message);
    await until(() => find() !== undefined || child.exitCode !== null);
    const found = find();
    if (found === undefined) throw new Error(`${message} was not said:\n${said()}`);
    return found;
  };
  return {
    lines,
    line,
    async ask(path) {
      const { health } = await line('started');
      const answer = await fetch(`http://${health}${path}`);
      return { status: answer.status, text: await answer.text() };
    },
    kill: (signal) => void child.kill(signal),
    deafen: () => void child.stdout?.destroy(),
    ended,
  };
}

/** An SNS that takes its time: remembers what it has taken. */
export async function slowTopic(): Promise<{
  /** For AWS_ENDPOINT_URL_SNS. */
  readonly url: string;
  readonly asked: readonly string[];
  /** What it has answered. */
  readonly taken: readonly string[];
  delay(ms: number): void;
  close(): Promise<void>;
}> {
  const asked: string[] = [];
  const taken: string[] = [];
  let ms = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const message = new URLSearchParams(body).get('Message') ?? '';
      asked.push(message);
      setTimeout(() => {
        taken.push(message);
        response.writeHead(200, { 'content-type': 'text/xml' }).end(TAKEN);
      }, ms);
    });
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    asked,
    taken,
    delay(wanted) {
      ms = wanted;
    },
    close,
  };
}

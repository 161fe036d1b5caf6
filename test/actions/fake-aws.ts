import { createServer } from 'node:http';

/** A request as it came: what moto cannot be made to refuse is answered here. */
export interface AwsStub {
  readonly endpoint: string;
  readonly requests: unknown[];
  close(): Promise<void>;
}

/** An http server on loopback that answers each JSON request with what `answer` makes of it. */
export async function startStub(
  answer: (
    request: unknown,
    count: number,
  ) => { readonly status?: number; readonly body: object } | undefined,
): Promise<AwsStub> {
  const requests: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const parsed: unknown = JSON.parse(body);
      requests.push(parsed);
      const said = answer(parsed, requests.length);
      // no answer at all: the request hangs
      if (said === undefined) return;
      response.writeHead(said.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(said.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A list in a request. */
export function listIn(request: unknown, name: string): readonly unknown[] {
  const found =
    typeof request === 'object' && request !== null
      ? Object.entries(request).find(([key]) => key === name)?.[1]
      : [];
  return Array.isArray(found) ? found : [];
}

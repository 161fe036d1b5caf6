// A Lambda runtime interface client: asks the Runtime API for invocations, one after the other, and answers each.
// Plain JavaScript, because it runs the bundle as Lambda does: without a loader.
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env['AWS_LAMBDA_RUNTIME_API'].split(':');

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host, port, method, path: `/2018-06-01/runtime/${path}`, agent: false },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function describe(thrown) {
  const known = thrown instanceof Error;
  return JSON.stringify({
    errorType: known ? thrown.name : typeof thrown,
    errorMessage: known ? thrown.message : String(thrown),
    trace: known ? (thrown.stack ?? '').split('\n') : [],
  });
}

async function load() {
  try {
    const [file, name] = process.env['_HANDLER'].split('.');
    const module = await import(pathToFileURL(`${process.env['LAMBDA_TASK_ROOT']}/${file}.mjs`).href);
    return module[name];
  } catch (thrown) {
    await call('POST', 'init/error', describe(thrown));
    process.exit(1);
  }
}

const handler = await load();
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = {
    awsRequestId: id,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const value = await handler(JSON.parse(body), context);
    await call('POST', `invocation/${id}/response`, JSON.stringify(value) ?? 'null');
  } catch (thrown) {
    await call('POST', `invocation/${id}/error`, describe(thrown));
  }
}

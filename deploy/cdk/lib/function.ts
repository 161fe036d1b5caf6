import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import type { Assets } from './assets.ts';
import type { Ground } from './ground.ts';
import { createLog } from './logs.ts';
import { NAMES } from './names.ts';
import { allowEnvironment, allowInterfaces, allowLogs } from './permissions.ts';
import { signingVersions, textIn } from './secrets.ts';
import type { Settings } from './settings.ts';

/** A batch of 100 takes less than a second. What takes longer than this is given back, and comes again. */
export const FUNCTION_TIMEOUT = Duration.seconds(30);
/** As AWS recommends for a queue: six times the function's timeout, and the batching window. */
export const VISIBILITY = Duration.seconds(6 * 30 + 1);

/** Makes the function, but not what calls it. */
export function createFunction(
  scope: Stack,
  ground: Ground,
  assets: Assets,
  settings: Settings,
): LambdaFunction {
  const { externalId, key, network, redis, role, signingKey } = ground;
  const logGroup = createLog(scope, 'Worker', key, settings.logDays);
  allowLogs(role, logGroup.logGroupArn);
  allowEnvironment(role, key.keyArn, settings);
  const interfaces = allowInterfaces(scope, role, settings);
  const worker = new LambdaFunction(scope, 'Worker', {
    functionName: NAMES.worker,
    description: 'Rolewarden: judges STS and sign-in events',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(assets.code),
    layers: [
      new LayerVersion(scope, 'Databases', {
        code: Code.fromAsset(assets.layer),
        description: 'Country and network databases of Rolewarden, under /opt/rolewarden',
        compatibleRuntimes: [Runtime.NODEJS_24_X],
      }),
    ],
    memorySize: settings.memory,
    timeout: FUNCTION_TIMEOUT,
    reservedConcurrentExecutions: settings.concurrency,
    role,
    vpc: network.vpc,
    vpcSubnets: network.subnets,
    securityGroups: [network.worker],
    logGroup,
    environmentEncryption: key,
    environment: {
      ROLEWARDEN_REDIS: redis.url,
      ...(externalId === undefined
        ? {}
        : { ROLEWARDEN_EXTERNAL_ID: textIn(externalId, settings.secretVersions.externalId) }),
      ...(signingKey === undefined
        ? {}
        : Object.fromEntries(
            signingVersions(settings.secretVersions.signingKey).map(([name, version]) => [
              name,
              textIn(signingKey, version),
            ]),
          )),
    },
  });
  worker.node.addDependency(interfaces);
  return worker;
}

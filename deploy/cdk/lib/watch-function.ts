import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Wanted } from './alarms.ts';
import { aws } from './measures.ts';
import type { Settings } from './settings.ts';

/** Alarms for a function, and for what Lambda does with what the function failed at. */
export function functionAlarms({ functionName }: LambdaFunction, { feed }: Settings): readonly Wanted[] {
  const name = { FunctionName: functionName };
  return [
    ...(feed === 'direct' ? [lost(name)] : []),
    {
      name: 'errors',
      words: 'The function fails as a whole.',
      metric: aws('AWS/Lambda', 'Errors', name, 'Sum'),
    },
    {
      name: 'throttles',
      words: 'The function has too little concurrency.',
      metric: aws('AWS/Lambda', 'Throttles', name, 'Sum'),
      periods: 2,
    },
  ];
}

/** The alarm for events that EventBridge handed over and that not even the dead-letter queue took. */
function lost(name: Readonly<Record<string, string>>): Wanted {
  return {
    name: 'lost',
    words: 'Events were given up, and could not be put into the dead-letter queue: they are lost.',
    metric: aws('AWS/Lambda', 'DestinationDeliveryFailures', name, 'Sum'),
  };
}

/** The alarm for records tried too often, or too old: they are in the bucket, or lost if even that failed. */
export function givenUp({ eventSourceMappingId }: EventSourceMapping): Wanted {
  const count = (name: string) =>
    aws('AWS/Lambda', name, { EventSourceMappingUUID: eventSourceMappingId }, 'Sum');
  return {
    name: 'remains',
    words: 'Records of the stream were given up: their events are not judged.',
    metric: new MathExpression({
      expression: 'FILL(a, 0) + FILL(b, 0)',
      usingMetrics: {
        a: count('OnFailureDestinationDeliveredEventCount'),
        b: count('DroppedEventCount'),
      },
    }),
  };
}

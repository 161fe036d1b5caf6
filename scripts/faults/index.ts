import type { Case } from './case.ts';
import { awsCases } from './cases-aws.ts';
import { consumerCases } from './cases-consumer.ts';
import { inputCases } from './cases-input.ts';
import { kinesisCases } from './cases-kinesis.ts';
import { lambdaCases } from './cases-lambda.ts';
import { linkCases } from './cases-link.ts';
import { loadCases } from './cases-load.ts';
import { randomCases } from './cases-random.ts';
import { redisCases } from './cases-redis.ts';
import { sourceCases } from './cases-source.ts';

/** Every case; those that mostly wait come first, so that others run meanwhile. */
export const CASES: readonly Case[] = [
  ...consumerCases,
  ...kinesisCases,
  ...lambdaCases,
  ...randomCases,
  ...awsCases,
  ...redisCases,
  ...linkCases,
  ...sourceCases,
  ...inputCases,
  ...loadCases,
];

import type { Case } from './case.ts';
import { consumerCases } from './cases-consumer.ts';
import { linkCases } from './cases-link.ts';
import { redisCases } from './cases-redis.ts';

/** Every case; those that mostly wait come first, so that others run meanwhile. */
export const CASES: readonly Case[] = [...consumerCases, ...redisCases, ...linkCases];

import type { Locator } from '../../src/core/ports/ports.ts';

/** A locator that knows nothing: every address is of no use. */
export const NOWHERE: Locator = {
  locate: () => ({
    place: undefined,
    network: undefined,
    own: undefined,
    reputation: { lists: [], anonymiser: undefined, threatsKnown: false, anonymisersKnown: false },
  }),
};

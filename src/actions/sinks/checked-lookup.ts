import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/**
 * Resolves a name for a connection and checks its addresses in the same step: the connection goes to an address that
 * was checked, even if the name resolves to another one a moment later. One bad address refuses the whole name.
 */
export function createLookup(
  faultOf: (address: string, host: string) => Error | undefined,
  resolve: LookupFunction = systemLookup,
): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found, family) => {
      if (error !== null) return callback(error, '', 0);
      const all = listed(found, family);
      const fault = all.map(({ address }) => faultOf(address, host)).find((one) => one !== undefined);
      const [first] = all;
      if (fault !== undefined || first === undefined) {
        return callback(fault ?? new Error(`${host} has no address`), '', 0);
      }
      return options.all === true ? callback(null, all) : callback(null, first.address, first.family);
    });
  };
}

function listed(found: string | LookupAddress[], family: number | undefined): LookupAddress[] {
  return typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found;
}

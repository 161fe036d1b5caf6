import * as z from 'zod';
import { nameText } from './texts.ts';

/** An entry of the `lists` section: one reputation list. */
export const listSchema = z.strictObject({
  name: nameText.describe('Shown in findings and in the log.'),
  path: z.string().min(1).describe('File; relative to the configuration file.'),
  kind: z
    .enum(['threat', 'tor', 'vpn', 'proxy'])
    .describe('threat: addresses that attack. The others hide who calls: Tor exits, VPNs, open proxies.'),
  format: z
    .enum(['plain', 'netset', 'spamhaus', 'ipsum', 'aws'])
    .optional()
    .describe('Read from the content if left out.'),
  minCount: z.number().int().min(1).optional().describe('ipsum only: addresses on at least this many lists.'),
});

/** The `databases` section: files that say where addresses are, and who runs their networks. */
export const databasesSchema = z
  .strictObject({
    city: z.string().optional().describe('GeoIP2/GeoLite2 City.'),
    country: z.string().optional().describe('GeoIP2/GeoLite2 Country or any database with country_code.'),
    asn: z.string().optional().describe('GeoLite2 ASN or the like.'),
    anonymous: z.string().optional().describe('GeoIP2 Anonymous IP.'),
  })
  .prefault({})
  .describe(
    'MaxMind databases, relative to the configuration file. Embedded country and ASN data are the default.',
  );

import { describe, expect, it } from 'vitest';
import { countryName, countryWords, networkName } from '../../../src/core/place/place-words.ts';
import { CLOUD_ASNS } from '../../../src/ingest/address/asns.ts';

describe('places in sentences', () => {
  it('every large cloud has a name', () => {
    const keys = Object.keys(CLOUD_ASNS).map((provider) => `cloud:${provider}`);
    expect(keys.map(networkName).filter((name) => name.startsWith('cloud:'))).toEqual([]);
    expect(networkName('cloud:aws')).toBe('AWS');
  });

  it('an own network has its name, another its number or prefix, as it came', () => {
    expect(['own:cellar', 'AS24940', '192.0.0.0/16', ''].map(networkName)).toEqual([
      'cellar',
      'AS24940',
      '192.0.0.0/16',
      '',
    ]);
  });

  it('a country has its English name', () => {
    expect(['DE', 'a country'].map(countryName)).toEqual(['Germany', 'a country']);
  });

  it('and its article, in the middle of a sentence', () => {
    const words = ['NL', 'US', 'GB', 'AE', 'PH', 'KY', 'IM', 'DE', 'TH', 'a country'].map(countryWords);
    expect(words).toEqual([
      'the Netherlands',
      'the United States',
      'the United Kingdom',
      'the United Arab Emirates',
      'the Philippines',
      'the Cayman Islands',
      'the Isle of Man',
      'Germany',
      'Thailand',
      'a country',
    ]);
  });
});

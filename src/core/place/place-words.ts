import { remembering } from '../collections/remembering.ts';

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** A country's English name from its ISO code, or the code itself. Every finding says one. */
export const countryName = remembering(500, (code) => {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
});

const WITH_ARTICLE =
  /^(?:Bahamas|Central African|Comoros|Dominican Republic|Gambia|Isle|Maldives|Netherlands|Philippines|United)|(?:Islands|Territories|Territory)$/;

/** The same in the middle of a sentence: `from the Netherlands`. */
export function countryWords(code: string): string {
  const name = countryName(code);
  return WITH_ARTICLE.test(name) ? `the ${name}` : name;
}

const CLOUDS: ReadonlyMap<string, string> = new Map([
  ['cloud:aws', 'AWS'],
  ['cloud:microsoft', 'Azure'],
  ['cloud:google', 'Google Cloud'],
  ['cloud:oracle', 'Oracle Cloud'],
  ['cloud:alibaba', 'Alibaba Cloud'],
  ['cloud:tencent', 'Tencent Cloud'],
  ['cloud:huawei', 'Huawei Cloud'],
  ['cloud:ibm', 'IBM Cloud'],
]);

/** A network’s key in a sentence: clouds and own networks have a name; a number or prefix is all that a habit keeps. */
export function networkName(key: string): string {
  return CLOUDS.get(key) ?? (key.startsWith('own:') ? key.slice('own:'.length) : key);
}

/** The same beside others of which only the key is kept: its owner's name comes after the key, so that both can be compared. */
export function networkWords(key: string, name: string | undefined): string {
  const known = networkName(key);
  return known !== key || name === undefined || name === key ? known : `${key} ${name}`;
}

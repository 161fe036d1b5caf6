import { wrongUsage } from '../core/errors.ts';
import { ISSUED_KEY, LONG_TERM_KEY } from '../core/event/issued-to.ts';
import type { Finding } from '../core/finding/finding.ts';
import { counted } from '../report/counted.ts';
import { encodeText } from '../report/encode.ts';
import { byId } from './arguments.ts';

/** Of the other findings so many are named. */
const NAMED = 10;

/** Whether a text is an access key id (`ASIA…`, `AKIA…`): what other detectors and CloudTrail name a credential by. */
export function isKeyId(text: string): boolean {
  return ISSUED_KEY.test(text) || LONG_TERM_KEY.test(text);
}

/** Those of the findings that name a key: the call was made with it, it issued it, or it is behind the call. */
function naming(findings: readonly Finding[], key: string): readonly Finding[] {
  return findings.filter((finding) => JSON.stringify(finding).includes(key));
}

/** The finding that scores highest, of those about a key; says on stderr which others there are. */
export function highest(findings: readonly Finding[], key: string): Finding | undefined {
  const [first, ...others] = [...findings].sort((a, b) => b.score - a.score);
  if (first === undefined || others.length === 0) return first;
  const ids = others.slice(0, NAMED).map(({ id, score }) => `${encodeText(id)} (${score})`);
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  process.stderr.write(
    `${counted(findings.length, 'finding')} are about ${key}: this is the highest; the others are ${ids.join(', ')}${more}\n`,
  );
  return first;
}

/** Where to go on if no finding is about a key: CloudTrail has its calls. */
export function eventsOf(key: string): string {
  return `its calls are in CloudTrail: aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=${key} in the region of each; then rolewarden explain EVENT_ID PATH`;
}

/** The error where no finding is about a key. */
export function noneAbout(key: string, where: string) {
  return wrongUsage(`${where} the access key ${key}`, eventsOf(key));
}

/** The finding with this id, or the highest about this key, or the only one whose id begins with it. Throws ERR_USAGE for none or several. */
export function only(findings: readonly Finding[], id: string): Finding {
  if (isKeyId(id)) {
    const about = highest(naming(findings, id), id);
    if (about !== undefined) return about;
    throw noneAbout(id, `none of ${counted(findings.length, 'finding')} is about`);
  }
  const found = byId('findings', id, findings, (one) => ({ id: one.id, eventId: one.event.eventId }));
  if (found !== undefined) return found;
  const top = [...findings].sort((a, b) => b.score - a.score).slice(0, 3);
  const hint =
    top.length === 0
      ? 'name the recordings that hold its event, or the findings of their replay'
      : `the highest are ${top.map((one) => `${one.id} (${one.score})`).join(', ')}`;
  throw wrongUsage(`no finding ${JSON.stringify(id)} among ${findings.length}`, hint);
}

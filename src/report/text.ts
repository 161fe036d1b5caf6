import { styleText } from 'node:util';
import { FAMILIES, type Family, type Finding, type Level, type Signal } from '../core/finding.ts';
import { encodeText, wrapText } from './encode.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns; lines are wrapped to it. */
  readonly width: number;
  /** The most that each family adds, to show how the sum comes about. */
  readonly caps: Readonly<Record<Family, number>>;
}

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Level, Style>> = {
  info: 'dim',
  low: 'cyan',
  medium: 'yellow',
  high: ['bold', 'red'],
  critical: ['bold', 'red', 'inverse'],
};
const LABEL = 8;
const WHY: Readonly<Record<Finding['unknown'][number]['reason'], string>> = {
  history: 'too little history yet',
  habit: 'never filled habit',
  store: 'the store could not say',
  list: 'no list configured',
  database: 'no database says',
  configuration: 'not configured',
  origin: 'no usable address',
};

/** Findings for people: who, what, from where, and how the score adds up, to be understood half asleep. */
export function createTextReport({ color, width, caps }: TextOptions): { finding(finding: Finding): string } {
  const paint = (style: Style, text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const columns = Math.max(40, Math.min(width, 140));
  const line = (label: string, text: string) => {
    const [first = '', ...more] = wrapText(encodeText(text), columns - LABEL - 2);
    const rest = more.map((part) => `${' '.repeat(LABEL + 2)}${part}\n`).join('');
    return `  ${paint('dim', label.padEnd(LABEL))}${first}\n${rest}`;
  };
  return {
    finding(finding) {
      const { level, score, time, repeatOf } = finding;
      const head = `${paint(STYLES[level], ` ${level.toUpperCase()} ${score} `)} ${time.replace('T', ' ').replace('.000Z', 'Z')}`;
      if (repeatOf !== null) {
        return `${head}  repeat of ${encodeText(repeatOf)}: ${encodeText(finding.actor.name)}${roleWords(finding)}\n\n`;
      }
      return [
        `${head}  ${encodeText(finding.event.eventName)}${finding.event.outcome === 'success' ? '' : ` (${finding.event.outcome})`}\n`,
        line('who', who(finding)),
        chain(finding) === '' ? '' : line('behind', chain(finding)),
        finding.role === null
          ? ''
          : line('role', `${finding.role.name} in account ${finding.role.accountId}`),
        line('from', whence(finding)),
        ...signalLines(finding.signals, columns, paint),
        line('sum', sum(finding, caps)),
        ...finding.context.map((note) => line('context', contextWords(note))),
        finding.unknown.length === 0 ? '' : line('unknown', unknownWords(finding)),
        line('ids', ids(finding)),
        '\n',
      ].join('');
    },
  };
}

function who({ actor }: Finding): string {
  return `${actor.name} (${actor.kind}${actor.arn === null ? '' : `, ${actor.arn}`})`;
}

function roleWords({ role }: Finding): string {
  return role === null ? '' : ` as ${encodeText(role.name)}`;
}

/** The lineage in one line, from the first actor on. */
function chain({ lineage, lineagePartial }: Finding): string {
  const [first] = lineage;
  if (first === undefined) return '';
  const steps = lineage.map(({ role }) => role?.split('/').at(-1) ?? 'a session');
  return `${lineagePartial ? '… → ' : ''}${[first.actor.name, ...steps].join(' → ')}`;
}

function whence({ origin }: Finding): string {
  if (origin.kind === 'service') return `AWS service ${origin.service}`;
  if (origin.kind === 'internal') return 'inside AWS';
  if (origin.kind === 'other') return 'an address that says nothing';
  const about = [origin.city, origin.country, origin.network, origin.asn === null ? null : `AS${origin.asn}`];
  return `${origin.ip} (${about.filter((part) => part !== null).join(', ') || 'place unknown'})`;
}

function signalLines(
  signals: readonly Signal[],
  columns: number,
  paint: (style: Style, text: string) => string,
): readonly string[] {
  const sorted = [...signals].sort((a, b) => b.points - a.points || (a.ruleId < b.ruleId ? -1 : 1));
  return sorted.map(({ ruleId, family, points, summary }) => {
    const lines = wrapText(encodeText(`${summary}  [${family}/${ruleId}]`), columns - LABEL - 2);
    const [first = '', ...more] = lines;
    const amount = paint('bold', `+${points}`.padStart(LABEL - 2));
    return `  ${amount}  ${first}\n${more.map((part) => `${' '.repeat(LABEL + 2)}${part}\n`).join('')}`;
  });
}

/** `behaviour 33 → 25 (cap) + misuse 65 = 90`; above 100 the sum is shown, and cut. */
function sum({ signals, score }: Finding, caps: TextOptions['caps']): string {
  const total = 0;
  const parts = FAMILIES.flatMap((family) => {
    const points = signals.reduce(
      (total, signal) => total + (signal.family === family ? signal.points : 0),
      0,
    );
    if (points === 0) return [];
    return [points > caps[family] ? `${family} ${points} → ${caps[family]} (cap)` : `${family} ${points}`];
  });
  const cut = total > score ? `${total}, at most ${score}` : `${score}`;
  return `${parts.join(' + ') || 'nothing counted'} = ${cut}`;
}

function contextWords({ kind, id, reason, until, removed }: Finding['context'][number]): string {
  const away = removed.map(({ ruleId, points }) => `${ruleId} ${points}`).join(', ');
  return `${kind} ${id}${until === null ? '' : ` until ${until.slice(0, 10)}`}: ${reason}; not counted: ${away}`;
}

function unknownWords({ unknown }: Finding): string {
  const reasons = [...new Set(unknown.map(({ reason }) => reason))];
  return reasons
    .map((reason) => {
      const rules = unknown.filter((entry) => entry.reason === reason).map(({ ruleId }) => ruleId);
      return `${WHY[reason]}: ${rules.join(', ')}`;
    })
    .join('; ');
}

function ids({ id, event, session }: Finding): string {
  const parts = [
    `event ${id}`,
    event.region,
    event.recipientAccountId,
    session?.accessKeyId && `issued ${session.accessKeyId}`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(', ');
}

/** What a trail selects, as CloudTrail shows it: by selectors of one of the two kinds. */
export interface Selectors {
  readonly EventSelectors?:
    | readonly {
        readonly ReadWriteType?: string | undefined;
        readonly IncludeManagementEvents?: boolean | undefined;
      }[]
    | undefined;
  readonly AdvancedEventSelectors?:
    | readonly { readonly FieldSelectors: readonly Field[] | undefined }[]
    | undefined;
}

/** One field that a selector looks at, and by what; all that is there must hold. */
export interface Field {
  readonly Field: string | undefined;
  readonly Equals?: readonly string[] | undefined;
  readonly NotEquals?: readonly string[] | undefined;
  readonly StartsWith?: readonly string[] | undefined;
  readonly NotStartsWith?: readonly string[] | undefined;
  readonly EndsWith?: readonly string[] | undefined;
  readonly NotEndsWith?: readonly string[] | undefined;
}

/** What each selector lets through: reads, writes. */
type Sides = readonly ('reads' | 'writes')[];

const BOTH: Sides = ['reads', 'writes'];
const OURS = /^(?:sts|signin|sso|iam)\.amazonaws\.com$/;

/** What trails log of the management events. `unclear`: selectors of fields that may leave out more. */
export interface Selected {
  readonly sides: ReadonlySet<Sides[number]>;
  readonly unclear: boolean;
}

/** What a trail logs of the management events. CloudTrail calls AssumeRole a read-only event. */
export function selected({ AdvancedEventSelectors = [], EventSelectors = [] }: Selectors): Selected {
  if (AdvancedEventSelectors.length === 0 && EventSelectors.length === 0) {
    return { sides: new Set(BOTH), unclear: false };
  }
  const classic = EventSelectors.filter(({ IncludeManagementEvents }) => IncludeManagementEvents !== false);
  const advanced = AdvancedEventSelectors.map(({ FieldSelectors = [] }) => FieldSelectors).filter((fields) =>
    fields.some((field) => field.Field === 'eventCategory' && field.Equals?.includes('Management')),
  );
  const plain = advanced.filter((fields) => fields.every(isPlain));
  const sides = [
    ...classic.flatMap(({ ReadWriteType }) => sidesOf(ReadWriteType)),
    ...plain.flatMap(sidesOfFields),
  ];
  return { sides: new Set(sides), unclear: plain.length < advanced.length };
}

/** What several trails log together: each logs what it selects, whatever the others do. */
export function together(all: readonly Selected[]): Selected {
  return {
    sides: new Set(all.flatMap(({ sides }) => [...sides])),
    unclear: all.some(({ unclear }) => unclear),
  };
}

/** In words, what is left out of the management events; undefined if it is nothing. */
export function leftOut({ sides, unclear }: Selected): string | undefined {
  if (sides.size === BOTH.length) return undefined;
  if (unclear) return 'unclear';
  if (sides.has('writes')) return 'read-only events, among them AssumeRole';
  return sides.has('reads') ? 'events that are not read-only, among them sign-ins' : 'management events';
}

function sidesOf(type: string | undefined): Sides {
  if (type === 'ReadOnly') return ['reads'];
  return type === 'WriteOnly' ? ['writes'] : BOTH;
}

function sidesOfFields(fields: readonly Field[]): Sides {
  const readOnly = fields.find(({ Field }) => Field === 'readOnly')?.Equals;
  if (readOnly === undefined) return BOTH;
  return readOnly.includes('true') ? ['reads'] : ['writes'];
}

/** Whether a field leaves out no event of ours, or only reads, or only writes. */
function isPlain({ Equals, Field, NotEquals = [], ...others }: Field): boolean {
  if (Object.values(others).some((values) => values !== undefined)) return false;
  if (Field === 'eventCategory') return true;
  if (Field === 'readOnly') return Equals !== undefined;
  return (
    Field === 'eventSource' &&
    Equals === undefined &&
    NotEquals.length > 0 &&
    !NotEquals.some((name) => OURS.test(name))
  );
}

import { attribute, byId, fill } from './dom.ts';
import { parseTime, time } from './format.ts';
import type { PageStore } from './store.ts';

/** Connects the two fields for times. Text that is no time is told of, and does not change the filter. */
export function followTimes(store: PageStore): void {
  for (const end of ['from', 'to'] as const) {
    const control = byId(end, HTMLInputElement);
    control.addEventListener('change', () => {
      const at = parseTime(control.value);
      complain(control, at === undefined ? control.value : null);
      if (at !== undefined) store.change({ [end]: at });
    });
    store.watch(() => {
      const at = store.filter()[end];
      control.value = at === null ? '' : time(at);
      complain(control, null);
    });
  }
}

/** Says that what was typed is no time, and that the filter is as before; null takes that away. */
function complain(control: HTMLInputElement, typed: string | null): void {
  attribute(control, 'aria-invalid', typed === null ? undefined : 'true');
  attribute(control, 'aria-describedby', typed === null ? undefined : 'complaint');
  const said = `“${typed}” is not a time: write 2026-01-31 or 2026-01-31 08:00, in UTC or with a zone (+02:00). The filter is as it was.`;
  fill(byId('complaint', HTMLElement), typed === null ? '' : said);
}

import { LEVELS, type Level } from '../core/finding/finding.ts';
import { byId, el, fill } from './dom.ts';
import { number } from './format.ts';
import type { PageStore } from './store.ts';

/** Connects the check box that hides repeats and what is below an alert. */
export function showAlerts(store: PageStore): void {
  const box = byId('alerts', HTMLInputElement);
  box.addEventListener('change', () => store.change({ alerts: box.checked }));
  store.watch(() => {
    box.checked = store.filter().alerts;
    const alerts = store.shown('alerts').filter(({ tag }) => tag === 'alert');
    fill(byId('alerts-count', HTMLElement), number(alerts.length));
  });
}

/** Shows a check box for each level that occurs, with how many of its findings the rest of the filter passes. */
export function showLevels(store: PageStore): void {
  const group = byId('levels', HTMLFieldSetElement);
  const present = LEVELS.toReversed().filter((level) => store.entries.some((e) => e.finding.level === level));
  const shown = present.length === 0 ? (['critical', 'high', 'medium'] as const) : present;
  const boxes = shown.map((level) => {
    const box = el('input', { type: 'checkbox', 'data-level': level });
    const count = el('span', { class: 'quiet' });
    box.addEventListener('change', () => {
      const levels = new Set<Level>(store.filter().levels);
      if (box.checked) levels.add(level);
      else levels.delete(level);
      store.change({ levels });
    });
    group.append(el('label', { class: `check ${level}` }, box, el('span', { class: 'dot' }), level, count));
    return { level, box, count };
  });
  store.watch(() => {
    const entries = store.shown('levels');
    for (const { level, box, count } of boxes) {
      box.checked = store.filter().levels.has(level);
      fill(count, number(entries.filter(({ finding }) => finding.level === level).length));
    }
  });
}

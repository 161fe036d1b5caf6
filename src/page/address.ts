import { fromFragment, type Known, toFragment } from './fragment.ts';
import type { PageStore } from './store.ts';

/** Parts of an address that somebody types: letters typed one after another make one step in the browser's history. */
const TYPED: ReadonlySet<string> = new Set(['score', 'actor', 'role', 'text']);

/**
 * Keeps what is shown in the page's address, behind `#`, so that it can be passed on, and Back shows again what was
 * shown before. `reveal` is called with the id of the finding that an address asks for.
 */
export function followAddress(store: PageStore, known: Known, reveal: (id: string) => void): void {
  let last = toFragment(store.view());
  let typed = '';
  store.follow((step) => {
    const next = toFragment(store.view());
    const part = changed(last, next);
    if (part === '') return;
    put(next, step && !(TYPED.has(part) && part === typed));
    last = next;
    typed = part;
  });
  addEventListener('hashchange', () => {
    const view = fromFragment(location.hash, known);
    last = toFragment(view);
    typed = '';
    store.restore(view);
    if (view.opened !== null) reveal(view.opened);
  });
  const { opened } = store.view();
  if (opened !== null) reveal(opened);
}

/** The names of the parts that differ, with spaces between. */
function changed(before: string, after: string): string {
  const a = new URLSearchParams(before);
  const b = new URLSearchParams(after);
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].filter((name) => a.get(name) !== b.get(name)).join(' ');
}

function put(fragment: string, step: boolean): void {
  const [page = ''] = location.href.split('#');
  const url = fragment === '' ? page : `${page}#${fragment}`;
  try {
    if (step) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  } catch {
    // Some browsers refuse after very many steps, or in a viewer’s frame: the page works without.
  }
}

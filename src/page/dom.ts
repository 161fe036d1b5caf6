import { encodeText } from '../report/encode.ts';

export type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element. Every text of the page goes through here: it becomes a text node or an attribute's value, never
 * mark-up, and what acts on a reader (controls, bidirectional marks) is spelled out. Names are the page's own words.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(element, name, value);
  element.append(...children.map(safe));
  return element;
}

/** Sets an attribute; true is there without a value, false and undefined are not there. */
export function attribute(element: Element, name: string, value: Attributes[string]): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : encodeText(String(value)));
}

/** Puts these in the place of everything that was there. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.map(safe));
}

/** An element of the page’s own mark-up. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/**
 * Builds a part anew. What had the focus has it again, if it is still there by its `data-key`: else a click at a chart
 * would throw people who use the keyboard back to the top of the page.
 */
export function rebuild(part: Element, children: readonly Child[]): void {
  const active = document.activeElement;
  const key = active !== null && part.contains(active) ? active.getAttribute('data-key') : null;
  fill(part, ...children);
  if (key === null) return;
  const again = [...part.querySelectorAll<HTMLElement>('[data-key]')].find(
    (one) => one.getAttribute('data-key') === key,
  );
  again?.focus({ preventScroll: true });
}

/** Marks a part that scrolls sideways while more of it follows: not every system shows a bar. */
export function markMore(part: HTMLElement): void {
  const mark = () => attribute(part, 'data-more', part.scrollLeft + part.clientWidth < part.scrollWidth - 1);
  part.addEventListener('scroll', mark, { passive: true });
  new ResizeObserver(mark).observe(part);
  new MutationObserver(mark).observe(part, { childList: true });
}

function safe(child: Child): Node {
  return typeof child === 'string' ? document.createTextNode(encodeText(child)) : child;
}

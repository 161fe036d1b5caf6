import { encodeText } from '../report/encode.ts';

/** What an element may hold: another node, or text that is still to be encoded. */
export type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element. Texts become text nodes or values of attributes, never mark-up, and are encoded: control characters
 * and bidirectional marks are spelled out. Names of tags and attributes never come from the data.
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

/** Sets an attribute: `true` without a value; `false` and undefined remove it. */
export function attribute(element: Element, name: string, value: Attributes[string]): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : encodeText(String(value)));
}

/** Replaces everything in an element. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.map(safe));
}

/** An element of report.html. Throws if it has none of this kind with this id. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/**
 * Replaces everything in a part of the page. The element that had the focus gets it again, found by its `data-key`:
 * otherwise a choice in a chart would send people who use the keyboard back to the top of the page.
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

/** Keeps `data-more` on a part while it can be scrolled further to the right: not every system shows a scroll bar. */
export function markMore(part: HTMLElement): void {
  const mark = () => attribute(part, 'data-more', part.scrollLeft + part.clientWidth < part.scrollWidth - 1);
  part.addEventListener('scroll', mark, { passive: true });
  new ResizeObserver(mark).observe(part);
  new MutationObserver(mark).observe(part, { childList: true });
}

function safe(child: Child): Node {
  return typeof child === 'string' ? document.createTextNode(encodeText(child)) : child;
}

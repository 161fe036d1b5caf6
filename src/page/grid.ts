const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

/**
 * Makes the buttons of a table one stop of the Tab key: arrow keys move between them, Home and End to the ends of a
 * row. Must be called again when the table gets other buttons.
 */
export function roving(table: HTMLTableElement): void {
  const buttons = () => rowsOf(table).flat();
  const focused = buttons().find(isFocused);
  const first = focused ?? buttons().find((button) => button.ariaPressed === 'true') ?? buttons()[0];
  for (const button of buttons()) button.tabIndex = button === first ? 0 : -1;
  table.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(rowsOf(table), step);
    if (next === undefined) return;
    event.preventDefault();
    for (const button of buttons()) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  };
}

function rowsOf(table: HTMLTableElement): readonly (readonly HTMLButtonElement[])[] {
  return [...table.querySelectorAll('tbody tr')]
    .map((row) => [...row.querySelectorAll('button')])
    .filter((row) => row.length > 0);
}

function neighbour(
  rows: readonly (readonly HTMLButtonElement[])[],
  [down, right]: readonly [number, number],
): HTMLButtonElement | undefined {
  const row = rows.findIndex((one) => one.some(isFocused));
  const from = rows[row];
  if (from === undefined) return undefined;
  if (down === 0) {
    const column = from.findIndex(isFocused) + right;
    return from[Math.min(from.length - 1, Math.max(0, column))];
  }
  const to = rows[row + down];
  const column = columnOf(document.activeElement);
  return to?.reduce((a, b) => (Math.abs(columnOf(b) - column) < Math.abs(columnOf(a) - column) ? b : a));
}

function isFocused(button: HTMLButtonElement): boolean {
  return button === document.activeElement;
}

function columnOf(element: Element | null): number {
  const cell = element?.closest('td');
  return cell?.cellIndex ?? 0;
}

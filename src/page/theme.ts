import { attribute, byId, fill } from './dom.ts';

/** Calls charts when the theme changes: they are drawn, so a style sheet alone does not change them. */
export interface Theme {
  watch(redraw: () => void): void;
}

/** Light or dark as the system has it, until somebody chooses with the button; in print always light. */
export function chooseTheme(): Theme {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const paper = matchMedia('print');
  const button = byId('theme', HTMLButtonElement);
  const redraws: (() => void)[] = [];
  const isDark = () => (root.dataset['theme'] ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const changed = () => {
    fill(button, isDark() ? 'Light theme' : 'Dark theme');
    for (const redraw of redraws) redraw();
  };
  button.addEventListener('click', () => {
    attribute(root, 'data-theme', isDark() ? 'light' : 'dark');
    changed();
  });
  system.addEventListener('change', changed);
  paper.addEventListener('change', changed);
  changed();
  return { watch: (redraw) => void redraws.push(redraw) };
}

import { emfMetrics } from '../src/run/emf.ts';

/** The metrics that the Lambda function publishes, as a table: those of one measure in one row. */
export function metricsTable(): string {
  const rows = new Map<string, { readonly unit: string; readonly names: string[] }>();
  for (const { help, name, unit } of emfMetrics()) {
    const row = rows.get(help);
    if (row === undefined) rows.set(help, { unit, names: [name] });
    else row.names.push(name);
  }
  const lines = [...rows].map(
    ([help, { names, unit }]) => `| ${names.map((name) => `\`${name}\``).join(' ')} | ${unit} | ${help} |`,
  );
  return ['| metric | unit | what |', '|---|---|---|', ...lines].join('\n');
}

import type { Row } from './task';

/** What one process measured: rows by part. */
export interface Column {
  readonly model: string;
  readonly threads: number;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

/** Markdown: a table a part, a column a process; medians, quartiles in brackets. */
export function tableOf(machine: string, columns: readonly Column[]): string {
  const heads = columns.map(
    ({ model, threads }) => `${model}, ${threads} thread${threads > 1 ? 's' : ''}`,
  );
  const names = Object.keys(columns[0]?.rows ?? {});
  const tables = names.map((part) => {
    const first = columns.map(({ rows }) => rows[part] ?? []);
    const longest = first.reduce((a, b) => (b.length > a.length ? b : a), []);
    const lines = longest.map(({ name }, index) => {
      const cells = first.map((rows) => cell(rows[index]));
      return line([name.replace(/^ +/, '· '), ...cells]);
    });
    return [line([part, ...heads]), line(['---', ...heads.map(() => '---')]), ...lines].join('\n');
  });
  return [`${machine}. Medians, quartiles in brackets.`, ...tables].join('\n\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function cell(row: Row | undefined): string {
  if (row === undefined) return '';
  const { unit, summary } = row;
  const [low, high] = summary.quartiles;
  const digits = unit === 'ms' && summary.median < 100 ? 1 : 0;
  const text = (value: number): string => value.toFixed(digits);
  const spread = high - low > 0 ? ` [${text(low)}–${text(high)}]` : '';
  return `${text(summary.median)} ${unit}${spread}`.replace('  ', ' ');
}

import { summarise } from './summary';
import type { Row } from './task';

/** What the processes of one model and number of threads measured: rows by part. */
export interface Column {
  readonly model: string;
  readonly threads: number;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** What could not be measured, and what to do about it. */
  readonly notes: readonly string[];
}

/** All rounds of a column as one: samples of the same row together. */
export function merged(rounds: readonly Column[]): Column {
  const [first] = rounds;
  if (first === undefined) throw new Error('there is nothing to merge');
  const rows = Object.entries(first.rows).map(([part, list]) => {
    const together = list.map((row, index) => ({
      ...row,
      samples: rounds.flatMap((round) => round.rows[part]?.[index]?.samples ?? []),
    }));
    return [part, together] as const;
  });
  return { ...first, rows: Object.fromEntries(rows) };
}

/** Markdown: a table a part, a column a process; medians, quartiles in brackets; notes last. */
export function tableOf(machine: string, columns: readonly Column[]): string {
  const heads = columns.map(
    ({ model, threads }) => `${model}, ${threads} thread${threads > 1 ? 's' : ''}`,
  );
  const parts = Object.keys(columns[0]?.rows ?? {});
  const tables = parts.map((part) => {
    // A model with a shorter context or without llama.cpp beside it has fewer rows.
    const names = [
      ...new Set(columns.flatMap(({ rows }) => (rows[part] ?? []).map(({ name }) => name))),
    ];
    const lines = names.map((name) => {
      const cells = columns.map(({ rows }) => cell(rows[part]?.find((row) => row.name === name)));
      return line([name.replace(/^ +/, '· '), ...cells]);
    });
    return [line([part, ...heads]), line(['---', ...heads.map(() => '---')]), ...lines].join('\n');
  });
  const notes = [...new Set(columns.flatMap((column) => column.notes))];
  return [`${machine}. Medians, quartiles in brackets.`, ...tables, ...notes].join('\n\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function cell(row: Row | undefined): string {
  if (row === undefined) return '';
  const { unit } = row;
  const { median, quartiles } = summarise(row.samples);
  const [low, high] = quartiles;
  const digits = (unit === 'ms' || unit === '%') && Math.abs(median) < 100 ? 1 : 0;
  const text = (value: number): string => value.toFixed(digits);
  const spread = high - low > 0 ? ` [${text(low)}–${text(high)}]` : '';
  return `${text(median)} ${unit}${spread}`.trim().replace('  ', ' ');
}

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
  const parts = [...new Set(columns.flatMap(({ rows }) => Object.keys(rows)))];
  const tables = parts.map((part) => {
    const keyed = columns.map(({ rows }) => byKey(rows[part] ?? []));
    // A model with a shorter context or without llama.cpp beside it has fewer rows.
    const keys = [...new Set(keyed.flatMap((rows) => [...rows.keys()]))];
    const lines = keys.map((key) => {
      const rows = keyed.map((column) => column.get(key));
      const name = rows.find((row) => row !== undefined)?.name ?? '';
      return line([name.replace(/^ +/, '· '), ...rows.map(cell)]);
    });
    return [line([part, ...heads]), line(['---', ...heads.map(() => '---')]), ...lines].join('\n');
  });
  const notes = [...new Set(columns.flatMap((column) => column.notes))];
  return [`${machine} Medians, quartiles in brackets.`, ...tables, ...notes].join('\n\n');
}

/** Rows by the last row that is no part of another, and their names: “its prompt” is there often. */
function byKey(rows: readonly Row[]): ReadonlyMap<string, Row> {
  let head = '';
  return new Map(
    rows.map((row) => {
      if (!row.name.startsWith(' ')) head = row.name;
      return [`${head}\n${row.name}`, row] as const;
    }),
  );
}

export const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The middle and the spread of a row, empty without one. */
export function cell(row: Row | undefined): string {
  if (row === undefined) return '';
  const { unit } = row;
  const { median, quartiles } = summarise(row.samples);
  const [low, high] = quartiles;
  const digits = (unit === 'ms' || unit === 'µs' || unit === '%') && Math.abs(median) < 100 ? 1 : 0;
  const text = (value: number): string => value.toFixed(digits);
  const spread = high - low > 0 ? ` [${text(low)}–${text(high)}]` : '';
  return `${text(median)} ${unit}${spread}`.trim().replace('  ', ' ');
}

import { cell, line, type Column } from './table';

/** The rows that a person who chooses an extension wants to know: [part, row, what it says]. */
const chosen: readonly (readonly [part: string, row: string, label: string])[] = [
  ['defaults', 'new document', 'fill in a new document'],
  ['defaults', '  context', '· its context'],
  ['defaults', '  first frame after the context', '· first frame after the context'],
  ['defaults', 'one character later', 'the same, one character later'],
  ['candidates', '  first frame after the context', 'first frame of 32 tokens, after the context'],
  ['hole', 'step of 32 tokens', 'step of 32 tokens: the network'],
  ['candidates', 'step of 3 × 32 tokens', 'the same for 3 candidates'],
  ['tracing', '  their share of a step', '· posterior and reveal, share of a step'],
  ['tracing', 'tracing costs', '· the trace costs, of a fill'],
  ['fills', '32 tokens, cold, 8 evaluations', '32 tokens and their context'],
  ['fills', '32 tokens, cold, llama.cpp', '· llama.cpp, same size'],
  ['fills', '32 tokens, warm, 8 evaluations', '32 tokens, context cached, 8 evaluations'],
  ['fills', '32 tokens, warm, a token at a time', '· a token at a time'],
  ['fills', '32 tokens, warm, left to right', '· left to right'],
  ['fills', '32 tokens, warm, llama.cpp', '· llama.cpp, left to right'],
  ['start', 'the engine process, from its start to an open model', 'start of the engine process'],
  ['start', 'memory after 8 fills', 'its memory, after 8 fills'],
];

/** Markdown: a few rows of all that was measured. */
export function shortTable(machine: string, columns: readonly Column[]): string {
  const heads = columns.map(
    ({ model, threads }) => `${model}, ${threads} thread${threads > 1 ? 's' : ''}`,
  );
  const lines = chosen.flatMap(([part, name, label]) => {
    const rows = columns.map(({ rows }) => rows[part]?.find((row) => row.name === name));
    return rows.every((row) => row === undefined) ? [] : [line([label, ...rows.map(cell)])];
  });
  const table = [line(['', ...heads]), line(['---', ...heads.map(() => '---')]), ...lines];
  return `${machine} Medians, quartiles in brackets.\n\n${table.join('\n')}`;
}

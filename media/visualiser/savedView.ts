import type { TraceOutcome } from '../../src/protocol/engineTypes';
import type { PanelState } from './state';

/** Where the user had left a page, of whatever the editor kept for it; undefined if it is no such place. */
export function savedView(
  value: unknown,
): { readonly cursor: number; readonly candidate: number } | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const cursor = fields.get('cursor');
  const candidate = fields.get('candidate');
  return typeof cursor === 'number' && typeof candidate === 'number'
    ? { cursor, candidate }
    : undefined;
}

/** Letters of a trace beyond which the editor is not burdened with it. */
const mostLetters = 2_000_000;
const lettersOf = new WeakMap<TraceOutcome, number>();

/**
 * What the editor is given to keep: the place, and a run of this window, which no file holds, with its trace.
 *
 * @param before what it keeps; a run that it has brought back stays with it
 */
export function viewToKeep(
  { cursor, candidate, header, steps, outcome, source }: PanelState,
  before: unknown,
): object {
  const view = { cursor, candidate };
  if (outcome === undefined) return view;
  if (source !== undefined) {
    return typeof before === 'object' && before !== null ? { ...before, ...view } : view;
  }
  const version = header.given ? 2 : 1;
  const trace = { kind: 'prime-infill-trace', version, header, steps, outcome };
  const letters = lettersOf.get(outcome) ?? JSON.stringify(trace).length;
  lettersOf.set(outcome, letters);
  return letters > mostLetters ? view : { ...view, trace };
}

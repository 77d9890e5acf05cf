import type * as vscode from 'vscode';
import type { LengthChoice } from '../../protocol/engineTypes';
import { blockAround } from '../../text/block';
import { findHoles } from '../../text/holeMarkers';
import { languageOf, type Language } from '../../text/language';
import type { Span } from '../../text/span';

/**
 * What is to be filled: the selections; the holes that are typed into the document; the lines of the
 * cursors, but for their indentation; what follows the cursors in their lines; or the bodies of the blocks around them.
 */
export type FillPlace = 'selections' | 'holes' | 'line' | 'rest' | 'block';

/**
 * The selected spans, all of them filled jointly. Cursors without a selection count only if nothing
 * is selected: then the fill goes in at each of them. Of lines and blocks each counts once, and what is in another not at all.
 */
export function spansToFill(
  document: vscode.TextDocument,
  selections: readonly vscode.Selection[],
  where: FillPlace = 'selections',
): readonly Span[] {
  const selected = selections.filter((selection) => !selection.isEmpty);
  const wanted = selected.length > 0 && where === 'selections' ? selected : selections;
  const spans = wanted
    .flatMap((selection) => placeOf(document, selection, where) ?? [])
    .sort((a, b) => a.start - b.start || b.end - a.end);
  if (where === 'selections') return spans;
  const outer: Span[] = [];
  for (const span of spans) if (span.end > (outer.at(-1)?.end ?? -1)) outer.push(span);
  return outer;
}

/** Undefined where there is none. */
function placeOf(
  document: vscode.TextDocument,
  selection: vscode.Selection,
  where: FillPlace,
): Span | undefined {
  const cursor = document.offsetAt(selection.active);
  if (where === 'block') return blockAround(document.getText(), cursor, languageIn(document));
  if (where !== 'line' && where !== 'rest') {
    return { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  }
  const { range, firstNonWhitespaceCharacterIndex: indent } = document.lineAt(selection.active);
  const end = document.offsetAt(range.end);
  return { start: where === 'line' ? document.offsetAt(range.start) + indent : cursor, end };
}

/** Spans, and by span a length of its own if one was typed. */
export type PlacesToFill = Pick<TypedSpans, 'spans'> & Partial<Pick<TypedSpans, 'lengths'>>;

/** Where an editor is to be filled, and what lengths were typed there. */
export function placesToFill(
  { document, selections }: Pick<vscode.TextEditor, 'document' | 'selections'>,
  where: FillPlace,
  typed: TypedSpans,
): PlacesToFill {
  if (where === 'holes') return typed;
  const selected = spansToFill(document, selections, where);
  return where === 'selections' ? spansInHoles(selected, typed) : { spans: selected };
}

/**
 * As `spansToFill`, but that a cursor or selection in a typed hole stands for the whole of it, with the
 * length that was typed.
 */
export function spansInHoles(
  spans: readonly Span[],
  typed: TypedSpans,
): Pick<TypedSpans, 'spans' | 'lengths'> {
  const holeAt = ({ start, end }: Span): number =>
    typed.spans.findIndex((hole) => hole.start <= start && end <= hole.end);
  const found = spans.map((span) => ({ span, hole: holeAt(span) }));
  const once = found.filter(
    ({ hole }, index) => hole < 0 || found.findIndex((other) => other.hole === hole) === index,
  );
  return {
    spans: once.map(({ span, hole }) => typed.spans[hole] ?? span),
    lengths: once.map(({ hole }) => typed.lengths[hole]),
  };
}

/** Base name of a document. */
export function fileNameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? '';
}

function languageIn(document: vscode.TextDocument): Language {
  return languageOf({ language: document.languageId, fileName: fileNameOf(document) });
}

/** Spans that were typed into a document, each with the length that was typed into it. */
export interface TypedSpans {
  readonly spans: readonly Span[];
  readonly lengths: readonly (LengthChoice | undefined)[];
  /** Markers that are types of the language, such as `List<?>`. */
  readonly wildcards: number;
}

export function typedHoles(document: vscode.TextDocument, marker: string): TypedSpans {
  const { holes, wildcards } = findHoles(document.getText(), marker, languageIn(document));
  return {
    spans: holes.map(({ span }) => span),
    lengths: holes.map(({ length }) => length),
    wildcards,
  };
}

import type * as vscode from 'vscode';
import type { LengthChoice } from '../../protocol/engineTypes';
import { findHoles } from '../../text/holeMarkers';
import { languageOf } from '../../text/language';
import type { Span } from '../../text/span';

/**
 * The selected spans, all of them filled jointly. Cursors without a selection count only if nothing
 * is selected: then the fill goes in at each of them.
 */
export function spansToFill(
  document: vscode.TextDocument,
  selections: readonly vscode.Selection[],
): readonly Span[] {
  const selected = selections.filter((selection) => !selection.isEmpty);
  const wanted = selected.length > 0 ? selected : selections;
  return wanted
    .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }))
    .sort((a, b) => a.start - b.start);
}

/** Base name of a document. */
export function fileNameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? '';
}

/** Spans that were typed into a document, each with the length that was typed into it. */
export interface TypedSpans {
  readonly spans: readonly Span[];
  readonly lengths: readonly (LengthChoice | undefined)[];
  /** Markers that are types of the language, such as `List<?>`. */
  readonly wildcards: number;
}

export function typedHoles(document: vscode.TextDocument, marker: string): TypedSpans {
  const language = languageOf({ language: document.languageId, fileName: fileNameOf(document) });
  const { holes, wildcards } = findHoles(document.getText(), marker, language);
  return {
    spans: holes.map(({ span }) => span),
    lengths: holes.map(({ length }) => length),
    wildcards,
  };
}

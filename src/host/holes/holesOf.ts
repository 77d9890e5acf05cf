import type * as vscode from 'vscode';
import { readSettings } from '../configuration';
import { typedHoles, type TypedSpans } from '../infill/spansToFill';
import type { Span } from '../../text/span';

/** Characters. */
const mostSearched = 500_000;

/** The holes that are typed into a document, by the marker that applies to it. */
export function holesOf(document: vscode.TextDocument): TypedSpans & { readonly marker: string } {
  const marker = readSettings(document).settings.holeMarker;
  return { ...typedHoles(document, marker), marker };
}

/** As `holesOf`, none of a long document: that is searched when a command asks for it, not as it is typed. */
export function spansAsTyped(document: vscode.TextDocument): readonly Span[] {
  return document.getText().length > mostSearched ? [] : holesOf(document).spans;
}

import type * as vscode from 'vscode';
import { readSettings } from '../configuration';
import { typedHoles, type TypedSpans } from '../infill/spansToFill';

/** Characters. A longer document is searched when a command asks for it, not after every keystroke. */
export const mostSearched = 500_000;

/** The holes that are typed into a document, by the marker that applies to it. */
export function holesOf(document: vscode.TextDocument): TypedSpans & { readonly marker: string } {
  const marker = readSettings(document).settings.holeMarker;
  return { ...typedHoles(document, marker), marker };
}

import type * as vscode from 'vscode';
import type { FillOptions } from '../options/fillOptions';
import type { HostSettings } from '../settings';
import { FillSession } from './fillSession';
import { unfold } from './notDrawn';
import { placeCursor } from './placeCursor';
import type { FillPlace, PlacesToFill } from './spansToFill';

/** A fill of places of an editor, which it unfolds, and where its cursor goes if it stands in none of them. */
export function sessionAt(
  editor: vscode.TextEditor,
  places: PlacesToFill,
  { where, settings, options }: Asked,
): FillSession {
  const { document, selections } = editor;
  const { spans } = places;
  unfold(document, spans);
  const session = new FillSession(document, options.length === undefined ? places : { spans }, settings.fill); // prettier-ignore
  if ((where === 'holes' || where === 'block') && !session.holds(selections)) {
    placeCursor(editor, session.spans[0]?.start ?? 0);
  }
  return session;
}

interface Asked {
  readonly where: FillPlace;
  readonly settings: HostSettings;
  readonly options: FillOptions;
}

import * as vscode from 'vscode';
import { readSettings } from '../configuration';
import type { FillOptions } from '../options/fillOptions';
import type { HostSettings } from '../settings';
import { sayHere } from '../sayHere';
import type { FillControllerParts } from './fillControllerParts';
import type { FillSession } from './fillSession';
import { foundHolesMessage, noPlaceMessage } from './holeMessages';
import { sessionAt } from './sessionAt';
import { placesToFill, typedHoles, type FillPlace } from './spansToFill';
import { unchangeableMessage } from './unchangeableMessage';

export type AskedFill =
  | { readonly kind: 'asked'; readonly session: FillSession; readonly settings: HostSettings }
  /** A sentence for the user. */
  | { readonly kind: 'refuse' | 'nothing'; readonly message: string };

/** The fill that the user asks for in the active editor, or why there is none. Tells of settings that are not usable. */
export function askedFill(
  where: FillPlace,
  options: FillOptions,
  tell: FillControllerParts['tell'],
): AskedFill {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return { kind: 'refuse', message: vscode.l10n.t('Open a text file and select what to fill. Binary files and those above 50 MB are none.') }; // prettier-ignore
  }
  const { document } = editor;
  const unchangeable = unchangeableMessage(document);
  if (unchangeable !== undefined) return { kind: 'refuse', message: unchangeable };
  const { settings, problems } = readSettings(document, options);
  for (const problem of problems) tell('warning', sayHere(problem));
  const typed = typedHoles(document, settings.holeMarker);
  const places = placesToFill(editor, where, typed);
  if (places.spans.length === 0) {
    return { kind: 'nothing', message: noPlaceMessage(where, settings.holeMarker, typed) };
  }
  if (where === 'holes') tell('note', foundHolesMessage(document, typed));
  return {
    kind: 'asked',
    session: sessionAt(editor, places, { where, settings, options }),
    settings,
  };
}

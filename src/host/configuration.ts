import * as vscode from 'vscode';
import { withOptions, type FillOptions } from './options/fillOptions';
import { parseSettings, type AnimationChoice, type ParsedSettings } from './settings';

/** The settings as they apply to a document, under options; read for every fill, so a change needs no reload. */
export function readSettings(
  scope?: vscode.TextDocument,
  options: FillOptions = {},
): ParsedSettings {
  const configuration = vscode.workspace.getConfiguration('primeInfill', scope ?? null);
  return parseSettings(withOptions((name) => configuration.get(name), options));
}

/**
 * Whether steps are drawn. `auto` follows the editor's reduced-motion and screen-reader settings;
 * their own `auto` asks the system, which an extension cannot see, and counts as motion allowed.
 */
export function isAnimated(choice: AnimationChoice): boolean {
  if (choice !== 'auto') {
    return choice === 'on';
  }
  const reduceMotion = vscode.workspace.getConfiguration('workbench').get<unknown>('reduceMotion');
  const reader = vscode.workspace.getConfiguration('editor').get<unknown>('accessibilitySupport');
  return reduceMotion !== 'on' && reader !== 'on';
}

import * as vscode from 'vscode';
import { underPreset, type RawSetting } from '../settings/presets';
import { withOptions, type FillOptions } from './options/fillOptions';
import { parseSettings, type AnimationChoice, type ParsedSettings } from './settings';

/** The settings as they apply to a document, under options; read for every fill, so a change needs no reload. */
export function readSettings(
  scope?: vscode.TextDocument,
  options: FillOptions = {},
): ParsedSettings {
  const configuration = vscode.workspace.getConfiguration('primeInfill', scope ?? null);
  const read = (name: string): RawSetting => {
    return { value: configuration.get(name), isSet: isSet(configuration.inspect(name)) };
  };
  return parseSettings(withOptions(underPreset(read), options));
}

type Inspected = ReturnType<vscode.WorkspaceConfiguration['inspect']>;

/** Whether anybody set it, for some language or for all. */
function isSet(inspected: Inspected): boolean {
  return Object.entries(inspected ?? {}).some(
    ([scope, value]) => /(?<!^default(?:Language)?)Value$/u.test(scope) && value !== undefined,
  );
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

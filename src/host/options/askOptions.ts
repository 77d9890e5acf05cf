import * as vscode from 'vscode';
import { readSettings } from '../configuration';
import { sayHere } from '../sayHere';
import {
  changedOptions,
  keptOptions,
  optionNames,
  optionProblem,
  typedOption,
  type FillOptions,
  type OptionName,
} from './fillOptions';

const key = 'fillOptions';

interface Row extends vscode.QuickPickItem {
  readonly does: OptionName | 'fill' | 'reset';
}

/**
 * Lists what may be asked of one fill, each with its present value, until *Fill* is chosen.
 * @param memory where the answers are kept for the next time
 * @returns undefined where it was closed
 */
export async function askOptions(
  document: vscode.TextDocument,
  memory: vscode.Memento,
): Promise<FillOptions | undefined> {
  let options = keptOptions(memory.get(key));
  for (;;) {
    const picked = await vscode.window.showQuickPick(rows(document, options), {
      title: vscode.l10n.t('Fill…'),
      placeHolder: vscode.l10n.t('Enter fills; choose what to ask for first'),
    });
    if (picked === undefined) return undefined;
    const { does } = picked;
    if (does === 'fill') {
      await memory.update(key, options);
      return options;
    }
    options = does === 'reset' ? {} : await askOption(document, options, does);
  }
}

function rows(document: vscode.TextDocument, options: FillOptions): Row[] {
  const { settings } = readSettings(document, options);
  const fill: Row = { label: `$(play) ${vscode.l10n.t('Fill')}`, does: 'fill' };
  const reset: Row = { label: `$(discard) ${vscode.l10n.t('As in the settings')}`, does: 'reset' };
  const asked = optionNames.map((name): Row => {
    const value = typedOption(name, settings.fill);
    return {
      label: titleOf(name),
      description: value === '' || (name === 'mostLines' && value === '0') ? vscode.l10n.t('any') : value, // prettier-ignore
      ...(Object.hasOwn(options, name)
        ? { detail: vscode.l10n.t('differs from the settings') }
        : {}),
      does: name,
    };
  });
  return [fill, ...asked, ...(Object.keys(options).length === 0 ? [] : [reset])];
}

async function askOption(
  document: vscode.TextDocument,
  options: FillOptions,
  name: OptionName,
): Promise<FillOptions> {
  const set = readSettings(document).settings.fill;
  const typed = await vscode.window.showInputBox({
    title: titleOf(name),
    prompt: promptOf(name),
    value: name === 'require' ? ownText(options) : typedOption(name, readSettings(document, options).settings.fill), // prettier-ignore
    validateInput: (value) => {
      const problem = optionProblem(name, value);
      return problem && sayHere(problem);
    },
  });
  return typed === undefined ? options : changedOptions(options, name, typed, set);
}

/** The text that was asked for beside those of the settings. */
function ownText({ require }: FillOptions): string {
  const texts: readonly unknown[] = Array.isArray(require) ? require : [];
  return typeof texts[0] === 'string' ? texts[0] : '';
}

function titleOf(name: OptionName): string {
  switch (name) {
    case 'length':
      return vscode.l10n.t('Length');
    case 'mostLines':
      return vscode.l10n.t('Lines at most');
    case 'require':
      return vscode.l10n.t('Must contain');
    case 'match':
      return vscode.l10n.t('Must match');
    case 'candidates':
      return vscode.l10n.t('Alternatives');
  }
}

function promptOf(name: OptionName): string {
  switch (name) {
    case 'length':
      return vscode.l10n.t('Tokens in each hole, such as 8; lines with text, such as 3l; or auto');
    case 'mostLines':
      return vscode.l10n.t('Lines in each hole, at most; 0 for any number');
    case 'require':
      return vscode.l10n.t('A text that every hole must have in it; empty for none');
    case 'match':
      return vscode.l10n.t('A regular expression that all of the text of each hole must match; empty for any'); // prettier-ignore
    case 'candidates':
      return vscode.l10n.t('How many are filled at once');
  }
}

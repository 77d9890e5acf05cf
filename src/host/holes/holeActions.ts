import * as vscode from 'vscode';
import { rangeOf } from '../infill/fillSession';
import { spansAsTyped } from './holesOf';

/** Quick fixes at a hole that is typed into a document: fill this one, or all of them. */
export class HoleActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  provideCodeActions(document: vscode.TextDocument, place: vscode.Range): vscode.CodeAction[] {
    const spans = spansAsTyped(document);
    const isHere = spans.some((span) => rangeOf(document, span).intersection(place) !== undefined);
    if (!isHere) return [];
    const fill = actionOf(vscode.l10n.t('Fill This Hole'), 'fill');
    if (spans.length === 1) return [fill];
    return [fill, actionOf(vscode.l10n.t('Fill All {0} Holes', spans.length), 'fillHoles')];
  }
}

function actionOf(title: string, command: string): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: `primeInfill.${command}` };
  return action;
}

import * as vscode from 'vscode';
import { readSettings } from '../configuration';
import { languageOf } from '../../text/language';
import { fileNameOf } from '../infill/spansToFill';
import { holeForms } from './holeForms';

/** While a hole is being typed: it, and it with a length. */
export class HoleCompletions implements vscode.CompletionItemProvider {
  /** The character before the last one of the usual marker. */
  static readonly trigger = '?';

  provideCompletionItems(
    document: vscode.TextDocument,
    place: vscode.Position,
  ): vscode.CompletionItem[] {
    const marker = readSettings(document).settings.holeMarker;
    const { text } = document.lineAt(place);
    const around = { before: text.slice(0, place.character), after: text.slice(place.character) };
    const language = languageOf({ language: document.languageId, fileName: fileNameOf(document) });
    const forms = holeForms(marker, around, language);
    if (forms === undefined) return [];
    const range = new vscode.Range(
      place.translate(0, -forms.before),
      place.translate(0, forms.after),
    );
    const rows = [
      { label: marker, snippet: forms.bare, detail: vscode.l10n.t('Hole') },
      { ...forms.tokens, detail: vscode.l10n.t('Hole of so many tokens') },
      { ...forms.lines, detail: vscode.l10n.t('Hole of so many lines') },
    ];
    return rows.map(({ label, snippet, detail }, index) => {
      const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Snippet);
      item.insertText = new vscode.SnippetString(snippet);
      item.filterText = text.slice(range.start.character, place.character);
      item.sortText = String(index);
      return Object.assign(item, { range, detail });
    });
  }
}

import * as vscode from 'vscode';
import { holePositions } from '../../playback';
import type { FillController } from './fillController';
import { rangeOf } from './fillSession';
import { holeTable, rowsLeftOut, stepLink, type HoleFacts } from './fillMarkdown';

/**
 * On the lines of a hole: its text as far as it is known, and of each position its cells, what is
 * still possible, when each digit came out and a way to that step in the panel. A screen reader
 * reads the preview here.
 */
export class FillHover implements vscode.HoverProvider {
  constructor(private readonly controller: FillController) {}

  provideHover(
    document: vscode.TextDocument,
    place: vscode.Position,
  ): vscode.ProviderResult<vscode.Hover> {
    const { session } = this.controller;
    const frame = session?.frame;
    if (session?.document !== document || frame === undefined) {
      return undefined;
    }
    const hole = session.spans.findIndex((span) => {
      const { start, end } = rangeOf(document, span);
      return start.line <= place.line && place.line <= end.line;
    });
    const span = session.spans[hole];
    const candidate = session.shown?.candidate ?? frame.leader;
    const canvas = frame.candidates[candidate];
    if (span === undefined || canvas === undefined) {
      return undefined;
    }
    const positions = holePositions(canvas, hole);
    const facts = { hole, candidate, digitsPerToken: frame.digitsPerToken, positions };
    return new vscode.Hover(
      markdownOf(facts, session.shown?.texts[hole], document.languageId),
      rangeOf(document, span).union(new vscode.Range(place, place)),
    );
  }
}

function markdownOf(
  facts: HoleFacts,
  text: string | undefined,
  languageId: string,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  // Only these commands, so that text from a model can never name another.
  markdown.isTrusted = {
    enabledCommands: ['primeInfill.showSteps', 'primeInfill.showChanges', 'primeInfill.stopHere'],
  };
  const title = vscode.l10n.t('Hole {0} · {1} tokens', facts.hole + 1, facts.positions.length);
  const last = Math.max(
    0,
    ...facts.positions.flatMap(({ revealedAt }) => revealedAt.map((step) => step ?? 0)),
  );
  const link = `[${vscode.l10n.t('Show steps')}](${stepLink(facts.candidate, last)})`;
  const changes = `[${vscode.l10n.t('Show changes')}](command:primeInfill.showChanges)`;
  const stop = `[${vscode.l10n.t('Stop here')}](command:primeInfill.stopHere)`;
  const links = text === undefined ? `${stop} · ${link}` : `${link} · ${changes}`;
  markdown.appendMarkdown(`**${title}** · ${links}\n\n`);
  if (text !== undefined) {
    markdown.appendCodeblock(text, languageId);
  }
  markdown.appendMarkdown(`\n${holeTable(facts)}\n`);
  const leftOut = rowsLeftOut(facts);
  if (leftOut > 0) {
    markdown.appendMarkdown(`\n${vscode.l10n.t('… and {0} more', leftOut)}\n`);
  }
  return markdown;
}

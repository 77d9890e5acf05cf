import * as vscode from 'vscode';
import { holePositions } from '../../playback';
import { lookedInSentences } from '../elsewhere/lookedIn';
import type { FillController } from './fillController';
import { rangeOf, type FillSession } from './fillSession';
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
    const rangeAt = (hole: number): vscode.Range => rangeOf(document, session.spans[hole]!);
    const inLine = session.holesLeft.filter((hole) => {
      const { start, end } = rangeAt(hole);
      return start.line <= place.line && place.line <= end.line;
    });
    const hole = inLine.find((one) => rangeAt(one).contains(place)) ?? inLine[0];
    const candidate = session.shown?.candidate ?? frame.leader;
    const canvas = frame.candidates[candidate];
    if (hole === undefined || canvas === undefined) {
      return undefined;
    }
    const all = holePositions(canvas, hole);
    const first = session.firstLeft(hole, all);
    const positions = all.slice(first);
    const facts = { hole, candidate, digitsPerToken: frame.digitsPerToken, first, positions };
    return new vscode.Hover(
      markdownOf(facts, session, document.languageId),
      rangeAt(hole).union(new vscode.Range(place, place)),
    );
  }
}

function markdownOf(
  facts: HoleFacts,
  { shown, lookedIn, traceHeader }: Pick<FillSession, 'shown' | 'lookedIn' | 'traceHeader'>,
  languageId: string,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  // Only these commands, so that text from a model can never name another.
  markdown.isTrusted = {
    enabledCommands: ['primeInfill.showSteps', 'primeInfill.showChanges', 'primeInfill.stopHere'],
  };
  const { hole, first, positions } = facts;
  const text = shown?.texts[hole];
  const title =
    first === 0
      ? vscode.l10n.t('Hole {0} · {1} tokens', hole + 1, positions.length)
      : vscode.l10n.t('Hole {0} · {1} of {2} tokens left', hole + 1, positions.length, first + positions.length); // prettier-ignore
  const last = Math.max(
    0,
    ...positions.flatMap(({ revealedAt }) => revealedAt.map((step) => step ?? 0)),
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
  for (const sentence of lookedInSentences(lookedIn, traceHeader?.settings.sampler))
    markdown.appendMarkdown(`\n${sentence}\n`);
  return markdown;
}

import * as vscode from 'vscode';
import { digitCells, holePositions, visibleText, type PositionFrame } from '../../playback';
import type { FillController } from './fillController';

/** More positions than this would fill the screen; the panel has them all. */
const mostRows = 12;

/** On the lines of a hole: its cells, what is still possible and how likely, and a way to the panel. */
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
    const hole = session
      .paintedHoles()
      .findIndex(({ start, end }) => start.line <= place.line && place.line <= end.line);
    const shown = session.shown?.candidate ?? 0;
    const candidate = frame.candidates[shown];
    if (hole < 0 || candidate === undefined) {
      return undefined;
    }
    const markdown = new vscode.MarkdownString();
    // Only this one command, so that text from a model can never name another.
    markdown.isTrusted = { enabledCommands: ['primeInfill.showSteps'] };
    const positions = holePositions(candidate, hole);
    markdown.appendMarkdown(
      `**${vscode.l10n.t('Hole {0} · {1} tokens', hole + 1, positions.length)}** · ` +
        `[${vscode.l10n.t('Show steps')}](command:primeInfill.showSteps)\n\n`,
    );
    const rows = positions
      .slice(0, mostRows)
      .map((position, index) => row(index, position, frame.digitsPerToken));
    if (positions.length > mostRows) {
      rows.push(vscode.l10n.t('… and {0} more', positions.length - mostRows));
    }
    markdown.appendCodeblock(rows.join('\n'), 'text');
    return new vscode.Hover(markdown);
  }
}

function row(index: number, position: PositionFrame, digitsPerToken: number): string {
  const top = position.top
    .slice(0, 3)
    .map(({ text, probability }) => `${visibleText(text)} ${Math.round(probability * 100)}%`)
    .join('  ');
  const count = position.candidateCount === undefined ? '' : `${position.candidateCount}`;
  const cells = digitCells(position.visible, digitsPerToken);
  return `${String(index).padStart(3)} ${cells} ${count.padStart(5)}  ${top}`;
}

import * as vscode from 'vscode';
import { visibleText } from '../../playback';
import type { Trace } from '../../protocol/engineTypes';
import type { RunFrame, SteerChange } from '../../protocol/visualiserProtocol';
import type { OtherWay } from './otherChoice';

/** What a branch is called: what was changed, and of which step. */
export function branchName(
  change: SteerChange,
  { candidate, step }: RunFrame,
  trace: Pick<Trace, 'header' | 'steps'>,
): string {
  switch (change.kind) {
    case 'draw':
      return vscode.l10n.t('step {0}: another draw', step);
    case 'remask':
      return change.from === change.to
        ? vscode.l10n.t('step {0}: #{1} masked again', step, change.from)
        : vscode.l10n.t('step {0}: #{1} to #{2} masked again', step, change.from, change.to);
    case 'keep':
      return change.from === change.to
        ? vscode.l10n.t('step {0}: #{1} kept', step, change.from)
        : vscode.l10n.t('step {0}: #{1} to #{2} kept', step, change.from, change.to);
    case 'ban':
      return vscode.l10n.t('step {0}: #{1} not “{2}”', step, change.position, textOf(trace, candidate, change)); // prettier-ignore
    case 'force': {
      const text = textOf(trace, candidate, change);
      const isWhole = change.digits === 2 ** trace.header.subTokens.length - 1;
      return isWhole
        ? vscode.l10n.t('step {0}: #{1} “{2}”', step, change.position, text)
        : vscode.l10n.t('step {0}: #{1} begins as “{2}”', step, change.position, text);
    }
  }
}

/** What a run is called that was made to be compared. */
export function wayName(way: OtherWay): string {
  switch (way.kind) {
    case 'draw':
      return vscode.l10n.t('another draw');
    case 'sampler':
      return way.sampler;
    case 'model':
      return way.model.split(/[\\/]/u).at(-1) ?? way.model;
  }
}

/** The text of a token that the trace shows somewhere, or else its number. */
function textOf(
  { steps }: Pick<Trace, 'steps'>,
  candidate: number,
  { position, token }: { readonly position: number; readonly token: number },
): string {
  const told = steps
    .flatMap(({ views }) => views)
    .flatMap((view) => view.top.map((entry) => ({ ...entry, view })))
    .filter((entry) => entry.token === token);
  // A token that was forced is seen at its place by no step, but perhaps elsewhere.
  const shown =
    told.find(({ view }) => view.candidate === candidate && view.position === position) ?? told[0];
  return shown === undefined ? `${token}` : visibleText(shown.text);
}

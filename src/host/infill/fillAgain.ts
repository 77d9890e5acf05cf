import * as vscode from 'vscode';
import { isWhole } from '../../playback';
import type { FillSettings } from '../../protocol/engineTypes';
import type { FillAnswer } from './fillAnswer';
import type { FillController } from './fillController';
import type { FillSession } from './fillSession';
import { redrawn } from './redrawn';
import { resized, type Resize } from './resized';

/** What is asked when the places of a fill are filled once more. */
export interface Refill {
  readonly fill: FillSettings;
  readonly lengths: FillSession['lengths'];
}

/** Fills the places of the preview once more, by another draw. */
export async function reroll(controller: FillController): Promise<FillAnswer> {
  return controller.again(anotherDraw, vscode.l10n.t('another draw'));
}

/** Fills the places of the preview once more, the hole at the cursor longer or shorter. */
export async function resize(controller: FillController, way: Resize): Promise<FillAnswer> {
  const name = way === 'longer' ? vscode.l10n.t('longer') : vscode.l10n.t('shorter');
  return controller.again((session) => otherLength(session, way), name);
}

/** By another draw; a sentence where there is none. */
export function anotherDraw({
  settings,
  lengths,
  given,
  traceHeader,
}: Pick<FillSession, 'settings' | 'lengths' | 'given' | 'traceHeader'>): Refill | string {
  const digits = traceHeader?.subTokens.length ?? 1;
  if (given !== undefined && settings.corrector === 'none' && isWhole(given, digits)) {
    return nothingToDrawMessage();
  }
  return { fill: redrawn(settings), lengths };
}

/** The hole at the cursor longer or shorter; a sentence where it cannot be. */
function otherLength(session: FillSession, way: Resize): Refill | string {
  const hole = session.holeAtCursor;
  const length = resized(session.tokensOf(hole), way);
  if (length === undefined) return vscode.l10n.t('This cannot be any shorter.');
  const lengths = session.spans.map((_, index) => index === hole ? length : session.lengths?.[index]); // prettier-ignore
  return { fill: session.settings, lengths };
}

function nothingToDrawMessage(): string {
  return vscode.l10n.t('All tokens are decided from the start here, so no draw gives another text. Go to an earlier step and branch from that.'); // prettier-ignore
}

/** A branch was filled once more in other places than its canvas has. */
export function begunAnewMessage(): string {
  return vscode.l10n.t('This fill begins from nothing: what was forced or banned in its steps holds no longer.'); // prettier-ignore
}

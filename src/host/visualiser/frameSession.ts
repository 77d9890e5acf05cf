import * as vscode from 'vscode';
import { frameTexts, type FrameTexts } from '../../playback';
import type { RankedFill } from '../../protocol/engineTypes';
import type { RunFrame } from '../../protocol/visualiserProtocol';
import { FillSession } from '../infill/fillSession';
import { noStatistics } from '../noStatistics';
import type { FoundHoles } from './anchoredHole';

/** The fill of a frame as if it had just ended, to be previewed in `holes`; or why there is none, as a sentence. */
export function frameSession(
  run: FillSession,
  holes: FoundHoles,
  place: Pick<RunFrame, 'candidate' | 'step'>,
): FillSession | string {
  const { told, trace } = run;
  if (told === undefined) return nothingYet();
  const found = frameTexts(trace ?? told, place);
  if (found.kind !== 'texts') return refusal(found);
  const header = { ...told.header, spans: holes.spans };
  const steps = told.steps.slice(0, place.step);
  // For another draw of it.
  const session = new FillSession(run.document, run.placesAsked(holes), run.settings);
  session.take({ kind: 'start', header });
  for (const step of steps) session.take({ kind: 'step', step });
  const { candidate } = place;
  const tokens = header.candidates[candidate]?.lengths.reduce((sum, n) => sum + n, 0) ?? 0;
  const fill: RankedFill = { candidate, texts: found.texts, score: 0, share: 1, tokens };
  session.finish({
    kind: 'filled',
    ranked: [fill],
    statistics: trace?.outcome.statistics ?? { ...noStatistics, steps: steps.length },
  });
  return session;
}

function refusal(found: Exclude<FrameTexts, { kind: 'texts' }>): string {
  switch (found.kind) {
    case 'masked':
      return vscode.l10n.t('{0} of {1} tokens of this step are not decided yet. Go to a later step, and insert that.', found.masked, found.of); // prettier-ignore
    case 'cut':
      return vscode.l10n.t('A character of this step stands in several tokens, so its text is not known. Insert the last step.'); // prettier-ignore
    case 'none':
      return nothingYet();
  }
}

function nothingYet(): string {
  return vscode.l10n.t('There is no such step yet. Wait until the fill has come so far.');
}

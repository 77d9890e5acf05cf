import type { FillOutcome } from '../../protocol/engineTypes';
import { lookedInLine, type LookedIn } from '../elsewhere/lookedIn';

/** What the log says of a fill: never its text. */
export function filledLine(
  { statistics, ranked }: Extract<FillOutcome, { readonly kind: 'filled' }>,
  lookedIn: LookedIn,
): string {
  const { totalMs, tokensPerSecond, steps, idleSteps } = statistics;
  return (
    `filled in ${Math.round(totalMs)} ms, ${Math.round(tokensPerSecond)} tokens/s, ` +
    `${steps} steps (${idleSteps} idle), ${ranked.length} candidates; ${lookedInLine(lookedIn)}`
  );
}

import type { FillOutcome } from '../../protocol/engineTypes';

/** What the log says of a fill: never its text. */
export function filledLine({
  statistics,
  ranked,
}: Extract<FillOutcome, { readonly kind: 'filled' }>): string {
  const { totalMs, tokensPerSecond, steps, idleSteps } = statistics;
  const broken = ranked.flatMap(({ isBroken = false }, rank) => (isBroken ? [rank + 1] : []));
  const parse =
    broken.length === 0
      ? ''
      : `; ranked lower, since the text parses worse with it: ${broken.join(', ')}`;
  return (
    `filled in ${Math.round(totalMs)} ms, ${Math.round(tokensPerSecond)} tokens/s, ` +
    `${steps} steps (${idleSteps} idle), ${ranked.length} candidates${parse}`
  );
}

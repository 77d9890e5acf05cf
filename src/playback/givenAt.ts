import type { GivenCanvas, GivenDigit, Trace } from '../protocol/engineTypes';

/** A frame of a trace. */
export interface FramePlace {
  readonly candidate: number;
  /** 0 is the canvas before the first step. */
  readonly step: number;
}

/**
 * The canvas of a frame, for a fill to start from: what is visible after the step, with what was forced
 * and banned from the start. Undefined if the trace has no such frame.
 */
export function givenAt(
  { header, steps }: Pick<Trace, 'header' | 'steps'>,
  { candidate, step }: FramePlace,
): Required<Omit<GivenCanvas, 'forced'>> | undefined {
  const canvas = header.candidates[candidate];
  if (canvas === undefined || step > steps.length) return undefined;
  const count = canvas.lengths.reduce((sum, length) => sum + length, 0);
  const fixed = header.given?.fixed ?? [];
  const revealed = new Map<string, GivenDigit>();
  const put = (digit: GivenDigit): void => {
    revealed.set(keyOf(digit), {
      position: digit.position,
      digit: digit.digit,
      value: digit.value,
    });
  };
  for (const digit of header.given?.revealed ?? []) put(digit);
  for (const { reveals, remasks } of steps.slice(0, step)) {
    for (const change of reveals) if (change.candidate === candidate) put(change);
    for (const change of remasks)
      if (change.candidate === candidate) revealed.delete(keyOf(change));
  }
  const within = ({ position }: { readonly position: number }): boolean => position < count;
  return {
    lengths: canvas.lengths,
    revealed: [...revealed.values()].filter(within),
    fixed: fixed.filter(within),
    banned: (header.given?.banned ?? [])
      .filter(within)
      .map(({ position, token }) => ({ position, token })),
  };
}

function keyOf({ position, digit }: Pick<GivenDigit, 'position' | 'digit'>): string {
  return `${position} ${digit}`;
}

import type { TracedCanvas } from '../protocol/engineTypes';
import type { CandidateFrame, PositionFrame } from './frame';

/** An empty candidate with what it was given; what it has no position for is left out. */
export function withGiven(candidate: CandidateFrame, given: TracedCanvas): CandidateFrame {
  const positions = [...candidate.positions];
  for (const { position, digit, value } of [...given.revealed, ...given.fixed]) {
    const before = positions[position];
    if (before !== undefined) positions[position] = withDigit(before, digit, value);
  }
  for (const { position, token, text } of given.settled) {
    const before = positions[position];
    if (before === undefined) continue;
    const top = [{ token, text, probability: 1 }];
    positions[position] = { ...before, token, text, probability: 1, candidateCount: 1, top };
  }
  return { ...candidate, positions };
}

function withDigit(before: PositionFrame, digit: number, value: number): PositionFrame {
  const digits = before.digits.with(digit, value);
  const level = digits.filter((known) => known !== undefined).length;
  return {
    ...before,
    visible: before.visible | (1 << digit),
    level,
    digits,
    revealedAt: before.revealedAt.with(digit, 0),
    settled: level === digits.length,
  };
}

import type { LengthChoice } from '../../protocol/engineTypes';

/**
 * What a length that was asked for asks of the rest of a hole, after its beginning was accepted.
 * @param left about how many tokens the rest has, and its text
 */
export function lengthLeft(
  asked: LengthChoice,
  left: { readonly tokens: number; readonly text: string },
): LengthChoice {
  switch (asked.kind) {
    case 'auto':
      return asked;
    case 'tokens':
      return { kind: 'tokens', tokens: Math.max(1, left.tokens) };
    case 'lines': {
      const lines = left.text.split('\n').filter((line) => line.trim() !== '').length;
      return { kind: 'lines', lines: Math.max(1, lines) };
    }
  }
}

/** Marks that tell, without colour, how much of a token is known. */
const marks = ['░', '▒', '▓'] as const;

/** Columns of a position of which no digit is known: steady, so that a canvas does not wobble. */
export const maskWidth = 3;

/**
 * The mark of a position with `level` of `digitsPerToken` digits visible: ░ for none, ▓ when one
 * digit from settled (or the last third), ▒ between. A settled position has none.
 */
export function levelMark(level: number, digitsPerToken: number): string {
  if (level >= digitsPerToken) {
    return '';
  }
  if (level <= 0) {
    return marks[0];
  }
  return level * 2 > digitsPerToken ? marks[2] : marks[1];
}

/** One cell a digit, most significant first: ■ visible, □ masked. */
export function digitCells(visible: number, digitsPerToken: number): string {
  return Array.from({ length: digitsPerToken }, (_, digit) =>
    (visible >> digit) & 1 ? '■' : '□',
  ).join('');
}

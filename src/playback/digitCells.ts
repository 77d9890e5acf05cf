/** One cell a digit, most significant first: ■ visible, □ masked. */
export function digitCells(visible: number, digitsPerToken: number): string {
  return Array.from({ length: digitsPerToken }, (_, digit) =>
    (visible >> digit) & 1 ? '■' : '□',
  ).join('');
}

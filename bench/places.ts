/** Offsets of the ends of lines that hold something. */
export function lineEnds(text: string): readonly number[] {
  return [...text.matchAll(/\S[^\S\n]*$/gm)].map((match) => match.index + 1);
}

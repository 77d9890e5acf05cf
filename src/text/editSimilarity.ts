/**
 * 1 − d / max(|a|, |b|), where d is Levenshtein's distance in Unicode characters: 1 for equal texts,
 * 0 for texts that share nothing (as in the evaluations of CodeXGLUE and SAFIM).
 */
export function editSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const [from, to] = [Array.from(a), Array.from(b)];
  return 1 - levenshtein(from, to) / Math.max(from.length, to.length);
}

/** Fewest insertions, deletions and replacements that make one list the other. */
function levenshtein(from: readonly string[], to: readonly string[]): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, character] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries()) {
      const replaced = row[j]! + (character === other ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

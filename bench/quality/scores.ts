/** 1 − Levenshtein distance / length of the longer text; 1 for two empty ones. */
export function editSimilarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, before[j]! + 1, row[j - 1]! + 1));
    }
    before = row;
  }
  return 1 - before[b.length]! / longest;
}

/** Over pairs within a case that differ in value: how often the better has the higher score, ½ for a tie. */
export function auc(
  cases: readonly (readonly { readonly score: number; readonly value: number }[])[],
): number {
  let [right, all] = [0, 0];
  for (const candidates of cases) {
    for (const a of candidates) {
      for (const b of candidates) {
        if (a.value <= b.value) continue;
        all++;
        right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      }
    }
  }
  return all === 0 ? 0.5 : right / all;
}

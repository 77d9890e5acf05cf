/** What was suggested, and the document in which it was. */
export interface Suggestion {
  /** The text of the document before the place, and after it. */
  readonly before: string;
  readonly after: string;
  /** Texts for the place, the likeliest first. */
  readonly texts: readonly string[];
}

/**
 * What is left of a suggestion where the user has typed the beginning of it, so that nothing is asked anew; empty where
 * they typed something else, or elsewhere.
 */
export function restOf(
  { before, after, texts }: Suggestion,
  now: Omit<Suggestion, 'texts'>,
): readonly string[] {
  if (now.after !== after || !now.before.startsWith(before)) return [];
  const typed = now.before.slice(before.length);
  return texts
    .filter((text) => text.startsWith(typed) && text.length > typed.length)
    .map((text) => text.slice(typed.length));
}

/** Texts as they are suggested: what is blank at their ends is not, nor are lines behind other text. */
export function suggestable(
  texts: readonly string[],
  { before, after }: Omit<Suggestion, 'texts'>,
): readonly string[] {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const isAlone = line.trim() === '' && /^[ \t]*(?:\r?\n|$)/u.test(after);
  const shown = texts.map((text) => {
    const plain = isAlone ? text : (/^[^\r\n]*/u.exec(text)?.[0] ?? '');
    return plain.trimEnd();
  });
  return [...new Set(shown)].filter((text) => text !== '');
}

/** Whether text could be wanted here: not within a word, whose end stands there already. */
export function isPlace({ after }: Pick<Suggestion, 'after'>): boolean {
  return !/^[\p{L}\p{N}_$]/u.test(after);
}

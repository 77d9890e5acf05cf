interface Entry {
  readonly key: string;
  readonly words: ReadonlySet<string>;
}

/**
 * Which of many texts share their rare words with another one. What two texts share is weighed by the inverse document
 * frequency of each word (Spärck Jones 1972) and divided by the root of how many words a text has, so that long texts
 * are not near to everything.
 */
export class WordIndex {
  private readonly entries = new Map<string, Entry>();
  private readonly having = new Map<string, Set<Entry>>(); // by word

  get size(): number {
    return this.entries.size;
  }

  /** Adds a text, or takes it in place of the one of this key. */
  set(key: string, text: string): void {
    this.delete(key);
    const entry = { key, words: wordsOf(text) };
    this.entries.set(key, entry);
    for (const word of entry.words) {
      const found = this.having.get(word);
      if (found === undefined) this.having.set(word, new Set([entry]));
      else found.add(entry);
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    for (const word of entry.words) {
      const found = this.having.get(word)!;
      found.delete(entry);
      if (found.size === 0) this.having.delete(word);
    }
  }

  /**
   * Keys of the texts nearest to another one, the nearest first; none that shares no word. Of equally near ones the
   * first by key.
   */
  nearest(text: string, most: number, except: ReadonlySet<string> = new Set()): readonly string[] {
    const shared = new Map<Entry, number>();
    for (const word of wordsOf(text)) {
      const found = this.having.get(word);
      if (found === undefined) continue;
      const weight = Math.log((this.size + 1) / found.size);
      for (const entry of found) shared.set(entry, (shared.get(entry) ?? 0) + weight);
    }
    return [...shared]
      .filter(([{ key }]) => !except.has(key))
      .map(([{ key, words }, weight]) => ({ key, near: weight / (Math.sqrt(words.size) + 1) }))
      .sort((a, b) => b.near - a.near || (a.key < b.key ? -1 : 1))
      .slice(0, most)
      .map(({ key }) => key);
  }
}

/** Names and words of four letters and more: shorter ones stand everywhere. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}\p{N}_$]{4,}/gu));
}

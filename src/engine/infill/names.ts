/** Of the names that begin alike, so many at most: the commonest. */
const most = 64;
const begunAtEnd = /[\p{L}_$][\p{L}\p{N}_$]*$/u;
/** Of two characters, since a letter may be a surrogate pair. */
const partAtEnd = /[\p{L}\p{N}_$]$/u;

/** How a name that has been begun may go on. */
export interface NameRests {
  /** Characters of it that stand. */
  readonly letters: number;
  /** What is missing of each name that begins so, and how often that stands there; the commonest first. */
  readonly rests: readonly (readonly [rest: string, count: number])[];
  /** How often what stands is a name by itself, or the beginning of one that is left out. */
  readonly others: number;
}

/** The names and words of texts, found by how they begin. */
export class Names {
  private readonly found = new Map<string, NameRests>(); // by beginning

  constructor(private readonly texts: readonly string[]) {}

  /** How the name at the end of a text may go on; undefined where it ends with fewer letters of one. */
  after(text: string, least: number): NameRests | undefined {
    const begun = begunAtEnd.exec(text)?.[0] ?? '';
    if (begun.length < Math.max(1, least)) return undefined;
    let rests = this.found.get(begun);
    if (rests === undefined) this.found.set(begun, (rests = this.restsOf(begun)));
    return rests;
  }

  private restsOf(begun: string): NameRests {
    const counts = new Map<string, number>();
    const rest = /[\p{L}\p{N}_$]*/uy;
    for (const text of this.texts) {
      for (let at = text.indexOf(begun); at >= 0; at = text.indexOf(begun, rest.lastIndex)) {
        rest.lastIndex = at + begun.length;
        const [found = ''] = rest.exec(text) ?? [];
        if (!partAtEnd.test(text.slice(Math.max(0, at - 2), at)))
          counts.set(found, (counts.get(found) ?? 0) + 1);
      }
    }
    const all = [...counts].filter(([one]) => one !== '').sort(([, a], [, b]) => b - a);
    const others = all.slice(most).reduce((sum, [, count]) => sum + count, counts.get('') ?? 0);
    return { letters: begun.length, rests: all.slice(0, most), others };
  }
}

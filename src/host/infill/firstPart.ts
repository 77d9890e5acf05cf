import type { RankedFill } from '../../protocol/engineTypes';

/** How much of a preview is accepted at once. */
export type Part = 'word' | 'line' | 'hole';

const patterns: Readonly<Record<Part, RegExp>> = {
  word: /^\s*(?:[\p{L}\p{M}\p{N}_$]+|[^\s\p{L}\p{N}_$]+)?/u,
  line: /^\s*[^\n]*/u,
  hole: /^[^]*/u,
};

/** The first word, or run of signs, with what is blank before it; or the first line with text in it, or all. */
export function firstPart(text: string, part: Part): string {
  const [head = ''] = patterns[part].exec(text) ?? [];
  return text.slice(head.length).trim() === '' ? text : head;
}

/**
 * The fills that go on as was accepted, each with what is left of it, and shares that sum to 1 again. A hole of which all
 * has gone in is not opened again.
 * @param heads by hole, what was accepted of it; undefined where nothing was
 * @param shown the fill that it was accepted of
 */
export function afterHeads(
  ranked: readonly RankedFill[],
  heads: readonly (string | undefined)[],
  shown: Pick<RankedFill, 'texts'> | undefined,
): readonly RankedFill[] {
  const goesOn = (text: string, hole: number): boolean => {
    const head = heads[hole];
    if (head === undefined) return true;
    return shown?.texts[hole] === head ? text === head : text.startsWith(head);
  };
  const kept = ranked.filter(({ texts }) => texts.every(goesOn));
  const total = kept.reduce((sum, { share }) => sum + share, 0);
  return kept.map((fill) => ({
    ...fill,
    texts: fill.texts.map((text, hole) => text.slice(heads[hole]?.length ?? 0)),
    share: total > 0 ? fill.share / total : 1 / kept.length,
  }));
}

/** By hole: the first part of the text of one of them; undefined of the others. */
export function partOf(
  texts: readonly string[],
  hole: number | undefined,
  part: Part,
): readonly (string | undefined)[] {
  return texts.map((text, index) => (index === hole ? firstPart(text, part) : undefined));
}

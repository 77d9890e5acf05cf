import type { Language } from './language';
import type { Span } from './span';

/** A hole that was typed into a text. */
export interface TypedHole {
  /** The whole of its marker. */
  readonly span: Span;
  /** What was typed inside; undefined if nothing was: then whoever fills chooses. */
  readonly length: TypedLength | undefined;
}

export type TypedLength =
  | { readonly kind: 'tokens'; readonly tokens: number }
  | { readonly kind: 'lines'; readonly lines: number };

/** The marker that is looked for if no other is named. */
export const defaultMarker = '<?>';

export interface TypedHoles {
  readonly holes: readonly TypedHole[];
  /** Places that look like a hole and are a type of the language, such as `List<?>`. */
  readonly wildcards: number;
}

/**
 * Holes typed into a text, in order: `<?>`, `<?8>` for eight tokens, `<?3l>` for three lines. In any
 * marker the length goes before the last of its characters, as readers count them; a marker of a
 * single one has no room for it.
 */
export function findHoles(
  text: string,
  marker: string,
  { wildcards }: Pick<Language, 'wildcards'>,
): TypedHoles {
  const { open, close } = markerEnds(marker);
  const length = open === '' ? '()()' : '(?:(\\d{1,4})(l?))?';
  const pattern = new RegExp(`${literal(open)}${length}${literal(close)}`, 'g');
  const found = [...text.matchAll(pattern)];
  const isType = (match: RegExpExecArray): boolean =>
    wildcards && match[0] === '<?>' && /[\p{L}\p{N}_$]$/u.test(text.slice(Math.max(0, match.index - 2), match.index)); // prettier-ignore
  const holes = found.filter((match) => !isType(match));
  return {
    holes: holes.map((match) => ({
      span: { start: match.index, end: match.index + match[0].length },
      length: lengthOf(match[1] === '' ? undefined : match[1], match[2] === 'l'),
    })),
    wildcards: found.length - holes.length,
  };
}

/** A marker before and after where a length goes; `open` is empty where there is no room for one. */
export function markerEnds(marker: string): { readonly open: string; readonly close: string } {
  const characters = Array.from(graphemes.segment(marker), ({ segment }) => segment);
  const close = characters.pop() ?? '';
  return { open: characters.join(''), close };
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function lengthOf(digits: string | undefined, isLines: boolean): TypedLength | undefined {
  if (digits === undefined) return undefined;
  const count = Number(digits);
  return isLines ? { kind: 'lines', lines: count } : { kind: 'tokens', tokens: count };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

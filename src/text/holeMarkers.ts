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

/**
 * Holes typed into a text, in order: `<?>`, `<?8>` for eight tokens, `<?3l>` for three lines. In any
 * marker the length goes before the last character.
 *
 * @param marker at least two characters
 */
export function findHoles(text: string, marker: string): readonly TypedHole[] {
  const characters = Array.from(marker);
  const close = characters.pop() ?? '';
  const pattern = new RegExp(`${literal(characters.join(''))}(?:(\\d{1,4})(l?))?${literal(close)}`, 'g'); // prettier-ignore
  return [...text.matchAll(pattern)].map((match) => ({
    span: { start: match.index, end: match.index + match[0].length },
    length: lengthOf(match[1], match[2] === 'l'),
  }));
}

function lengthOf(digits: string | undefined, isLines: boolean): TypedLength | undefined {
  if (digits === undefined) return undefined;
  const count = Number(digits);
  return isLines ? { kind: 'lines', lines: count } : { kind: 'tokens', tokens: count };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

import { allowedPrefix } from '../constraints/allowedPrefix';
import type { Constraint } from '../constraints/constraint';
import type { TokenizerFacts } from '../model/manifest';
import type { Tokenizer } from '../tokens/tokenizer';
import type { Span } from '../../text/span';
import type { Window } from './window';

/** What of the text to its left a hole spells again. */
export interface Healed {
  /** Bytes that stand in the document to the left of the span, whole characters; usually none or few. */
  readonly fragment: Uint8Array;
  /**
   * Holds the first token to the fragment; absent if there is none, or if it may take several tokens
   * to spell it.
   */
  readonly constraint: Constraint | undefined;
}

export const unhealed: Healed = { fragment: new Uint8Array(0), constraint: undefined };

export interface HealingParts {
  readonly tokenizer: Tokenizer;
  readonly heal: TokenizerFacts['heal'];
  readonly text: string;
  readonly spans: readonly Span[];
}

/**
 * Token healing: the last token before a hole moves into it, because the text may go on inside what
 * would be one token; `words` does so only where letters touch the hole.
 *
 * @param written what stands of the first hole already: nothing moves into that
 */
export function heal(
  { tokenizer, heal: when, text, spans }: HealingParts,
  window: Window,
  written: Int32Array,
): { readonly holes: readonly Healed[]; readonly window: Window } {
  const left = [window.prefix, ...window.segments];
  const holes = spans.map(({ start }, k): Healed => {
    const before = left[k]!;
    if (k === 0 && written.length > 0) {
      left[k] = Int32Array.of(...before, ...written);
      return unhealed;
    }
    // The two characters before the hole, since a letter may be a surrogate pair.
    const inWord = /[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start));
    if (before.length === 0 || (when === 'words' && !inWord)) return unhealed;
    const moved = when === 'words' ? 1 : wholeCharacters(tokenizer, before);
    const kept = before.length - moved;
    const fragment = tokenizer.bytes(before.subarray(kept));
    left[k] = before.subarray(0, kept);
    const constraint =
      when === 'words' ? allowedPrefix(tokenizer.pieceBytes, k, fragment) : undefined;
    return { fragment, constraint };
  });
  const [prefix = window.prefix, ...segments] = left;
  return { holes, window: { prefix, segments } };
}

/** Of the last tokens, the fewest that do not begin inside a character. */
function wholeCharacters({ pieceBytes }: Tokenizer, tokens: Int32Array): number {
  let moved = 1;
  while (moved < tokens.length && isInside(pieceBytes[tokens.at(-moved)!]!)) moved++;
  return moved;
}

function isInside([first = 0]: Uint8Array): boolean {
  return (first & 0xc0) === 0x80;
}

import { failed, ok, type Result } from '../../base/result';
import { settleSpans } from '../../text/settleSpans';
import type { Span } from '../../text/span';
import { allowedPrefix } from '../constraints/allowedPrefix';
import type { Constraint } from '../constraints/constraint';
import type { Failure } from '../failure';
import type { Manifest } from '../model/manifest';
import type { Tokenizer } from '../tokens/tokenizer';
import { lineEndOf, type LineEnd } from './lineEnd';
import type { FillRequest } from './request';
import { chooseWindow, type Window } from './window';

/** A document and its spans as the model will see them. */
export interface Plan {
  /** In document order; what the fill replaces. */
  readonly spans: readonly Span[];
  readonly tokens: Int32Array; // [P] the context stream
  readonly positions: Int32Array; // [P]
  readonly holes: readonly PlannedHole[];
  readonly lineEnd: LineEnd;
}

export interface PlannedHole {
  /** The position of its first token. */
  readonly begin: number;
  /**
   * Bytes that stand in the document to the left of the span and that the hole's first token must
   * spell again, so that a token can be completed; usually none.
   */
  readonly fragment: Uint8Array;
  /** Holds the first token to the fragment; absent if there is none. */
  readonly constraint: Constraint | undefined;
}

/** Far above any source file; a longer text is slow to pass between processes. */
export const maxTextCharacters = 100_000_000;

export interface PlanOptions {
  /** `as-is` leaves every token left of a hole where it stands; absent: `healed`. */
  readonly edges?: 'healed' | 'as-is';
  /** What has been written into the first hole already, and counts as text to its left. */
  readonly begun?: Int32Array;
}

/** Of the room, for what has been written. */
const begunShare = 0.5;

/** Text and spans → the context stream of docs/model-format.md and the holes in it. */
export function planFill(
  request: Omit<FillRequest, 'settings'>,
  manifest: Manifest,
  tokenizer: Tokenizer,
  { edges = 'healed', begun = new Int32Array(0) }: PlanOptions = {},
): Result<Plan, Failure> {
  const { text, fileName } = request;
  const { limits } = manifest;
  const unfit = unfitText(text, fileName);
  if (unfit !== undefined) return failed({ code: 'text-unsupported', message: unfit });
  const miscount = miscounted(request.spans.length, limits.maxHoles);
  if (miscount !== undefined) return failed({ code: 'span-invalid', message: miscount });
  const settled = settleSpans(text, request.spans);
  if (!settled.ok) return settled;
  const spans = settled.value;

  const room = limits.context - limits.headerTokens - spans.length - 1;
  const written = begun.subarray(Math.max(0, begun.length - Math.floor(begunShare * room)));
  const window = chooseWindow(tokenizer, text, spans, room - written.length);
  const { file } = manifest.tokenizer.special;
  const header = Int32Array.of(file, ...tokenizer.encode(`${fileName}\n`));
  const stream = new StreamBuilder(manifest, header.subarray(0, limits.headerTokens));
  const { holes, window: laid } =
    edges === 'healed'
      ? heal(tokenizer, text, spans, { window, written })
      : { holes: spans.map(() => unhealed), window };
  const begins = stream.lay(laid);
  return ok({
    spans,
    tokens: stream.tokens(),
    positions: stream.positions(),
    holes: holes.map((hole, k) => ({ ...hole, begin: begins[k]! })),
    lineEnd: lineEndOf(text),
  });
}

function miscounted(count: number, maxHoles: number): string | undefined {
  if (count === 0) return 'There is nothing to fill. Select a span or place a cursor.';
  if (count <= maxHoles) return undefined;
  return (
    `This model fills up to ${maxHoles} spans at once, and ${count} were given. ` +
    'Fill fewer at a time, or choose another model.'
  );
}

function unfitText(text: string, fileName: string): string | undefined {
  if (text.length > maxTextCharacters) {
    const millions = Math.floor(maxTextCharacters / 1e6);
    return (
      `${fileName} has ${text.length} characters, more than the ${millions} million that can be filled. ` +
      'Copy the part you want to fill into a smaller file.'
    );
  }
  const nul = text.indexOf('\0');
  if (nul < 0) return undefined;
  return `${fileName} is a binary file (it has a NUL at offset ${nul}). Choose a text file.`;
}

/**
 * Token healing: where letters touch the hole on its left, the last token before it moves into the
 * hole, because the text may go on inside what would be one token.
 */
function heal(
  tokenizer: Tokenizer,
  text: string,
  spans: readonly Span[],
  { window, written }: { readonly window: Window; readonly written: Int32Array },
): { readonly holes: readonly Omit<PlannedHole, 'begin'>[]; readonly window: Window } {
  const left = [window.prefix, ...window.segments];
  const holes = spans.map(({ start }, k) => {
    const before = left[k]!;
    if (k === 0 && written.length > 0) {
      left[k] = Int32Array.of(...before, ...written);
      return unhealed;
    }
    const token = before.at(-1);
    // The two characters before the hole, since a letter may be a surrogate pair.
    const inWord = /[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start));
    if (token === undefined || !inWord) return unhealed;
    const fragment = tokenizer.pieceBytes[token]!;
    const constraint = allowedPrefix(tokenizer.pieceBytes, k, fragment);
    left[k] = before.subarray(0, before.length - 1);
    return { fragment, constraint };
  });
  const [prefix = window.prefix, ...segments] = left;
  return { holes, window: { prefix, segments } };
}

const unhealed = { fragment: new Uint8Array(0), constraint: undefined };

/** Lays tokens on the positions of docs/model-format.md. */
class StreamBuilder {
  private readonly ids: number[] = [];
  private readonly places: number[] = [];

  constructor(
    private readonly manifest: Manifest,
    header: Int32Array,
  ) {
    this.put(header, 0);
  }

  /** @returns the position at which each hole begins */
  lay({ prefix, segments }: Window): readonly number[] {
    const { limits, tokenizer } = this.manifest;
    const begins = [limits.headerTokens + 1 + prefix.length];
    segments.forEach((segment, k) => {
      const at = (k + 1) * limits.segmentStride;
      this.put([tokenizer.special.holes[k]!, ...segment], at);
      begins.push(at + 1 + segment.length);
    });
    this.put([tokenizer.special.prefix, ...prefix], limits.headerTokens);
    return begins; // the last one, after the last segment, is no hole's
  }

  tokens(): Int32Array {
    return Int32Array.from(this.ids);
  }

  positions(): Int32Array {
    return Int32Array.from(this.places);
  }

  private put(tokens: Iterable<number>, at: number): void {
    for (const token of tokens) {
      this.ids.push(token);
      this.places.push(at++);
    }
  }
}

import { characterAround } from '../../text/settleSpans';
import type { Span } from '../../text/span';
import type { Tokenizer } from '../tokens/tokenizer';
import { toPlainLines } from '../../text/lineEnd';

/** What of the text around the holes fits the context: P, then the S_k that follows each hole. */
export interface Window {
  readonly prefix: Int32Array;
  /** `segments[k]` follows hole k. */
  readonly segments: readonly Int32Array[];
}

/**
 * When old text must go, this many tokens go at once, and the suffix gives way in the same steps:
 * so almost every key typed leaves the beginning of the stream, and with it the cache, as it was.
 */
export const dropTokens = 128;
/** Text is read from the last multiple of this many characters, for the same reason. */
const blockCharacters = 1024;
/** Characters looked at for each token of the budget: more than a token has on average (2.7 in code). */
const charactersPerToken = 5;
/** Of the room that is not needed between holes, when there is too much text on both sides. */
const suffixShare = 0.35;
/** Of all the room, for the text between holes. */
const betweenShare = 0.5;

export interface Budget {
  /** Tokens in all. */
  readonly room: number;
  /** Of them for the text after the last hole, where the text before can use the rest; absent: a share. */
  readonly suffix?: number | undefined;
}

/**
 * Chooses the text nearest the holes, `room` tokens in all, cut at token boundaries. Only text
 * within reach of the budget is tokenized, so that the length of the document does not matter.
 */
export function chooseWindow(
  tokenizer: Tokenizer,
  text: string,
  spans: readonly Span[],
  { room, suffix: suffixTokens }: Budget,
): Window {
  const reach = room * charactersPerToken;
  const encode = (from: number, to: number): Int32Array =>
    tokenizer.encode(toPlainLines(text.slice(from, to)));

  const between: Int32Array[] = [];
  const shares = betweenShares(spans, Math.floor(room * betweenShare));
  let rest = room;
  for (const [index, share] of shares.entries()) {
    const from = spans[index]!.end;
    const to = spans[index + 1]!.start;
    const segment =
      to - from <= 2 * reach
        ? ends(encode(from, to), share)
        : joined(
            encode(from, whole(text, from + reach)).subarray(0, Math.ceil(share / 2)),
            last(encode(whole(text, to - reach), to), Math.floor(share / 2)),
          );
    between.push(segment);
    rest -= segment.length;
  }

  const { start } = spans[0]!;
  const { end } = spans.at(-1)!;
  const prefix = encode(windowStart(text, start, reach), start);
  const kept = Math.max(
    suffixTokens === undefined ? Math.floor(rest * suffixShare) : Math.min(rest, suffixTokens),
    rest - Math.ceil(prefix.length / dropTokens) * dropTokens,
  );
  const suffix = encode(end, whole(text, Math.min(text.length, end + kept * charactersPerToken)));
  const after = suffix.subarray(0, kept);
  const excess = Math.max(0, prefix.length - (rest - after.length));
  const dropped = Math.ceil(excess / dropTokens) * dropTokens;
  // A room smaller than a drop would lose all its text; it then drops what it must.
  const before = prefix.subarray(dropped < prefix.length ? dropped : excess);
  return { prefix: before, segments: [...between, after] };
}

/**
 * Tokens for each stretch between two holes: all it can need, as long as the sum allows, and an
 * equal part of what is left for those that need more.
 */
function betweenShares(spans: readonly Span[], budget: number): number[] {
  // A character makes at most four tokens, one for each of its bytes in UTF-8.
  const needs = spans.slice(1).map((span, k) => 4 * (span.start - spans[k]!.end));
  const shares = needs.map(() => 0);
  let left = budget;
  const byNeed = needs.map((_, k) => k).sort((a, b) => needs[a]! - needs[b]!);
  byNeed.forEach((k, done) => {
    shares[k] = Math.min(needs[k]!, Math.floor(left / (needs.length - done)));
    left -= shares[k];
  });
  return shares;
}

/** Where to begin to read a long prefix: at a place that stays while the text behind it grows. */
function windowStart(text: string, end: number, reach: number): number {
  const earliest = end - reach;
  if (earliest <= 0) return 0;
  const block = Math.floor(earliest / blockCharacters) * blockCharacters;
  const found = /\r\n|[\r\n]/.exec(text.slice(block, earliest + 1));
  return found === null ? whole(text, block) : block + found.index + found[0].length;
}

/** The offset, or the start of the character that it would split. */
function whole(text: string, offset: number): number {
  return characterAround(text, offset).start;
}

function last(tokens: Int32Array, count: number): Int32Array {
  return tokens.subarray(Math.max(0, tokens.length - count));
}

/** The beginning and the end of a stretch that is too long: what is nearest its two holes. */
function ends(tokens: Int32Array, count: number): Int32Array {
  if (tokens.length <= count) return tokens;
  return joined(tokens.subarray(0, Math.ceil(count / 2)), last(tokens, Math.floor(count / 2)));
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

import { decay } from '../diffusion/decay';
import type { FragmentGate } from './fragmentGate';
import type { Names } from './names';
import { longestAgreement, type NgramCache } from './ngramCache';
import { oddsOfName, oddsOfNgram } from './sureness';
import type { Tokenizer } from '../tokens/tokenizer';

/** What stands to the left of a place, as far as it is known. */
export interface Left {
  /** Tokens that end right before the hole; empty where not all of the hole up to the place is known. */
  readonly before: readonly number[];
  /** Tokens of the hole, up to the place. */
  readonly written: readonly number[];
  /** Holds the hole to what it spells again; undefined where `before` is empty. */
  readonly gate: FragmentGate | undefined;
}

export interface ElsewhereParts {
  readonly cache: NgramCache;
  readonly names: Names;
  readonly tokenizer: Pick<Tokenizer, 'bytes' | 'encode' | 'pieceBytes'>;
  /** 0 up to but not 1: `ngramCache` of the settings. */
  readonly share: number;
}

/** So many letters of a name must stand before a hole. */
const leastBegun = 3;

/**
 * What texts that the model does not see say of what comes next: what followed the same tokens there, and how a name
 * goes on that the user has begun. Each gets a share of the law that grows with how sure it is (`sureness.ts`).
 */
export class ElsewhereLaw {
  private readonly tokens = new Map<string, Int32Array>(); // by text

  constructor(private readonly parts: ElsewhereParts) {}

  /**
   * Mixes it into the network's law, in place. Where nothing is known the logits stay as they are.
   *
   * @param logits [V]
   */
  mix(logits: Float32Array, left: Left): void {
    const { cache, share } = this.parts;
    const found = cache.following([...left.before, ...left.written]);
    if (found.law.size > 0) add(logits, found.law, oddsOfNgram(share, found));
    this.mixAhead(logits, left, []);
  }

  /**
   * Mixes into the law of a hole's length that a name which the user has begun takes at least as many tokens as its rest.
   *
   * @param lengths [N] probabilities of 0, 1, … tokens
   */
  mixLengths(lengths: Float32Array, left: Left): void {
    const name = this.nameAt(left);
    if (name === undefined) return;
    const own = lengths.slice();
    const odds = oddsOfName(this.parts.share, name);
    for (const { tokens, probability } of name.rests) {
      const share = (odds / (1 + odds)) * probability;
      let longer = 0;
      for (let n = tokens.length; n < own.length; n++) longer += own[n]!;
      if (longer === 0) continue;
      for (let n = 0; n < own.length; n++)
        lengths[n]! += share * ((n < tokens.length ? 0 : own[n]! / longer) - own[n]!);
    }
  }

  /**
   * Mixes what a begun name has further on into the law of a place whose left is not all known.
   *
   * @param left of the first place that is not known
   * @param further the tokens from there up to the place; undefined where one is not known
   */
  mixAhead(logits: Float32Array, left: Left, further: readonly (number | undefined)[]): void {
    const name = this.nameAt(left);
    if (name === undefined) return;
    const law = new Map<number, number>();
    for (const { tokens, probability } of name.rests) {
      if (further.some((token, at) => token !== undefined && token !== tokens[at])) continue;
      const token = tokens[further.length];
      if (token !== undefined) law.set(token, (law.get(token) ?? 0) + probability);
    }
    if (law.size > 0) add(logits, law, oddsOfName(this.parts.share, name), further.length === 0 ? name.open : undefined); // prettier-ignore
  }

  /** How the name goes on that stands begun before the hole; undefined where none does, or none is known. */
  private nameAt({ before, written, gate }: Left): BegunName | undefined {
    if (gate === undefined || written.length >= longestAgreement) return undefined;
    const { names, tokenizer } = this.parts;
    const own = tokenizer.bytes(written);
    const { fragment } = gate;
    const pending = utf8.decode(fragment.subarray(Math.min(own.length, fragment.length)));
    const ownLetters = utf8.decode(own.subarray(Math.min(own.length, fragment.length))).length;
    const text = utf8.decode(tokenizer.bytes([...before, ...written])) + pending;
    const found = names.after(text, leastBegun + ownLetters);
    if (found === undefined || found.rests.length === 0) return undefined;
    const total = found.rests.reduce((sum, [, count]) => sum + count, found.others);
    const rests = found.rests.map(([rest, count]) => {
      return { tokens: this.encoded(pending + rest), probability: count / total };
    });
    // What is spelt again is known: the share is one of the tokens that can spell it.
    const open = pending === '' ? undefined : gate.after(own.length, false);
    return { letters: found.letters, likeliest: rests[0]!.probability, rests, open };
  }

  private encoded(text: string): Int32Array {
    let tokens = this.tokens.get(text);
    if (tokens === undefined) this.tokens.set(text, (tokens = this.parts.tokenizer.encode(text)));
    return tokens;
  }
}

/** A name of which the beginning stands before the hole. */
interface BegunName {
  /** Of it that stand. */
  readonly letters: number;
  /** The probability of the likeliest rest. */
  readonly likeliest: number;
  /** The likeliest first; what is not spelt yet of the fragment, then the rest. */
  readonly rests: readonly { readonly tokens: Int32Array; readonly probability: number }[];
  /** The tokens that may come next, [V]; undefined: all. */
  readonly open: Uint8Array | undefined;
}

/**
 * Adds `odds` times another law to a law, in place. A token that the other one does not know keeps its logit, so what
 * changes is how it stands to those that it knows.
 *
 * @param logits [V]
 * @param law probabilities; where they sum to less than 1, the rest says nothing
 * @param among [V] 1 for each token of which the odds are told; absent: all
 */
export function add(
  logits: Float32Array,
  law: ReadonlyMap<number, number>,
  odds: number,
  among?: Uint8Array,
): void {
  const whole = logSum(logits, among);
  if (whole === -Infinity) return;
  const sum = [...law.values()].reduce((a, b) => a + b, 0);
  // Of the share, what the other law leaves open stays the network's.
  const scale = odds / (1 + odds * (1 - sum));
  for (const [token, probability] of law) {
    const own = Math.exp(logits[token]! - whole);
    logits[token] = whole + Math.log(own + scale * probability);
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** log Σ e^logit; float64. */
function logSum(logits: Float32Array, among: Uint8Array | undefined): number {
  let most = -Infinity;
  for (let id = 0; id < logits.length; id++)
    if (among?.[id] !== 0 && logits[id]! > most) most = logits[id]!;
  if (most === -Infinity) return most;
  let total = 0;
  for (let id = 0; id < logits.length; id++)
    if (among?.[id] !== 0) total += decay(logits[id]! - most);
  return most + Math.log(total);
}

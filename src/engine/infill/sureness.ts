import type { Following } from './ngramCache';

/** The share of the settings at which the numbers below were found. */
const usual = 0.3;
/** Agreeing words, and letters, beyond these say no more. */
const mostWords = 6;
const mostLetters = 6;

/**
 * The odds of what followed the same tokens against the network's law: they grow with how many words and signs agree and with
 * the probability of the likeliest follower. Found on training holes (docs/decisions/names-from-elsewhere.md).
 *
 * @param share 0 up to but not 1: how much is believed as a whole
 */
export function oddsOfNgram(
  share: number,
  { words, likeliest }: Pick<Following, 'words' | 'likeliest'>,
): number {
  return belief(share) * Math.exp(0.6 * Math.min(words, mostWords) * likeliest - 3);
}

/** The same of how a name goes on that has been begun, by letters of it and the likeliest rest. */
export function oddsOfName(
  share: number,
  { letters, likeliest }: { readonly letters: number; readonly likeliest: number },
): number {
  return belief(share) * Math.exp(Math.min(letters, mostLetters) * likeliest - 3);
}

/** 1 at the usual share. */
function belief(share: number): number {
  return (share / (1 - share)) * ((1 - usual) / usual);
}

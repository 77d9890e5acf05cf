import { sayEnglish, type Say } from './say';

/**
 * What the program says, before it is known in which language: the English of it, with `{0}` for the first value,
 * and the values. Plain data, so that it crosses to another process.
 */
export interface Sentence {
  readonly english: string;
  readonly values: readonly SentenceValue[];
}

/** Numbers, names and what other programs say stay as they are; what is said in words is a sentence of its own. */
export type SentenceValue = string | number | Sentence;

/** @param english literally, so that the test of translations finds it */
export function sentence(english: string, ...values: readonly SentenceValue[]): Sentence {
  return { english, values };
}

/** A word of a table that the test of translations reads as a whole. */
export function word(english: string): Sentence {
  return { english, values: [] };
}

/** @param say by the reader's language */
export function inWords({ english, values }: Sentence, say: Say): string {
  const said = values.map((value) => (typeof value === 'object' ? inWords(value, say) : value));
  return said.length === 0 ? say(english) : say(english, ...said);
}

/** As logs, the command line and other programs have it. */
export function inEnglish(said: Sentence): string {
  return inWords(said, sayEnglish);
}

/** How deep sentences stand in each other, at most: what another process sends is no endless nest. */
const mostDepth = 8;

/** Whether what came from another process is a sentence. */
export function isSentence(value: unknown, depth = 0): value is Sentence {
  if (typeof value !== 'object' || value === null || depth > mostDepth) return false;
  const { english, values } = value as Partial<Record<keyof Sentence, unknown>>;
  const isValue = (one: unknown): boolean =>
    typeof one === 'string' || typeof one === 'number' || isSentence(one, depth + 1);
  return typeof english === 'string' && Array.isArray(values) && values.every(isValue);
}

import { inEnglish, type Sentence } from '../../../src/base/sentence';

/** What a sentence says in English; nothing for none. */
export function spoken(said: Sentence | undefined): string {
  return said === undefined ? '' : inEnglish(said);
}

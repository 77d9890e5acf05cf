/** In UTF-16 code units. A path may have 4096. */
const most = 6000;
const end = 1000;

/** A sentence that may repeat what was given, however long that is: its beginning and its end, which says what helps. */
export function brief(sentence: string): string {
  if (sentence.length <= most) return sentence;
  // No half of a character.
  const first = sentence.slice(0, end).replace(/[\ud800-\udbff]$/, '');
  const last = sentence.slice(-end).replace(/^[\udc00-\udfff]/, '');
  return `${first} … ${last}`;
}

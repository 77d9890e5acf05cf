/** Shorter ends are repeated by chance. UTF-16 units, white space at the ends not counted. */
const leastRepeat = 2;
/** A text that comes so often in a row goes on for ever. */
const roundsOfLoop = 3;
/** Words, of which the rounds of a loop have that many different ones; a row of `true, true, true` has one. */
const wordsOfLoop = 3;
/** But for this one: nobody ends a statement twice. */
const statementEnd = ';';

/**
 * A finished fill without what only a machine adds: the rounds of a loop after its first, text that repeats what
 * follows the span, white space before a line's end, and blank lines before one. Nothing outside of the fill is touched.
 *
 * @param after the document from the end of the span on
 * @returns undefined if nothing is left of a fill that had something to say: it should be dropped
 */
export function cleanUp(fill: string, after: string): string | undefined {
  const cut = cutRepeatedLines(cutRepeatedEnd(cutLoop(fill), after), after);
  const clean = cutBlankEnd(cutTrailingSpace(cut, after), after);
  return clean.trim() === '' && fill.trim() !== '' ? undefined : clean;
}

/** Ends with the first round of the loop that it ends in, if it does. */
export function cutLoop(fill: string): string {
  for (let round = 1; round * roundsOfLoop <= fill.length; round++) {
    let start = fill.length - round;
    while (start > 0 && fill[start - 1] === fill[start - 1 + round]) start--;
    if (fill.length - start < round * roundsOfLoop) continue;
    const first = fill.slice(start, start + round);
    const words = new Set(first.match(/\p{L}+/gu));
    if (words.size < wordsOfLoop) return fill;
    // Lines stay whole: a round may begin anywhere in one.
    const end = first.includes('\n') ? fill.indexOf('\n', start + round) : start + round;
    return fill.slice(0, end);
  }
  return fill;
}

/** Without the rest of the line that follows the span, if the fill ends with it. */
export function cutRepeatedEnd(fill: string, after: string): string {
  const rest = lineOf(after).trim();
  const isChance = rest.length < leastRepeat && rest !== statementEnd;
  if (isChance || !fill.trimEnd().endsWith(rest)) return fill;
  const kept = fill.trimEnd().slice(0, -rest.length);
  // `f(g(x` before `))` ends rightly with what follows it: then the brackets would miss it.
  return imbalance(kept) > imbalance(fill) ? fill : kept;
}

/** Without its last lines, if they are the lines that follow the span. */
export function cutRepeatedLines(fill: string, after: string): string {
  const lines = fill.split('\n');
  // The first line goes on what stands before the span: it is no line of the fill's own.
  for (let first = 1; first < lines.length; first++) {
    const last = lines.slice(first).map((line) => line.trim());
    while (last.length > 0 && last.at(-1) === '') last.pop();
    if (last.join('').length < leastRepeat) continue;
    const follows = linesAfter(after, last.length);
    if (last.length !== follows.length || last.some((line, i) => line !== follows[i])) continue;
    const kept = lines.slice(0, first).join('\n');
    if (imbalance(kept) > imbalance(fill)) continue;
    return startsLine(after) ? kept : `${kept}\n`;
  }
  return fill;
}

/** Without white space before line ends; what ends the fill is kept where text follows it. */
export function cutTrailingSpace(fill: string, after: string): string {
  const inside = fill.replace(/(?<=\S)[^\S\r\n]+(?=\r?\n)/g, '');
  const blank = inside.replace(/(?<=\n)[^\S\r\n]+(?=\r?\n)/g, '');
  if (!startsLine(after)) return blank;
  // A fill of white space alone, such as an indentation, has been asked for.
  return blank.trim() === '' ? blank : blank.replace(/(?<=\S)[^\S\r\n]+$/, '');
}

/** Without line ends at its end where the line of the span ends already: they would add blank lines. */
export function cutBlankEnd(fill: string, after: string): string {
  return startsLine(after) ? fill.replace(/(?<=\S)\s*\n\s*$/, '') : fill;
}

function startsLine(after: string): boolean {
  return after === '' || /^\r?\n/.test(after);
}

function lineOf(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}

/** The first lines that hold something, after the one in which the span ends if it does. */
function linesAfter(after: string, count: number): readonly string[] {
  const lines = after.split('\n', count + 3).map((line) => line.trim());
  while (lines.length > 0 && lines[0] === '') lines.shift();
  return lines.slice(0, count);
}

/** Brackets that do not pair up within the text; strings are not told apart, as none may end here. */
function imbalance(text: string): number {
  const open: string[] = [];
  let wrong = 0;
  for (const character of text) {
    if ('([{'.includes(character)) open.push(character);
    const at = ')]}'.indexOf(character);
    if (at < 0) continue;
    if (open.at(-1) === '([{'[at]) open.pop();
    else wrong++;
  }
  return wrong + open.length;
}

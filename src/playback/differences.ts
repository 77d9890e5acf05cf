import { diffArrays } from 'diff';
import { holePositions, type CandidateFrame, type PositionFrame } from './frame';

/** Where two fills of the same holes differ. */
export interface Differences {
  /** Positions that hold text which the other has not, of the one and of the other. */
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
  /** What stands at each place where they differ, in the order of the text; empty where one has nothing. */
  readonly places: readonly { readonly left: string; readonly right: string }[];
}

export interface ComparedFills {
  readonly left: CandidateFrame;
  readonly right: CandidateFrame;
  /** Whether both cut text into the same tokens, so that those can be compared; else words are. */
  readonly sameTokens: boolean;
}

/** Edits beyond which two texts are taken to have nothing in common, as no one would read them. */
const mostEdits = 2000;

/** What two fills say otherwise, hole by hole. A token that has not settled says nothing. */
export function differencesOf({ left, right, sameTokens }: ComparedFills): Differences {
  const sides = { left: new Set<number>(), right: new Set<number>() };
  const places: { left: string; right: string }[] = [];
  const holes = Math.max(left.lengths.length, right.lengths.length);
  const first = { left: 0, right: 0 };
  for (let hole = 0; hole < holes; hole++) {
    const a = spell(holePositions(left, hole));
    const b = spell(holePositions(right, hole));
    for (const { from, to } of changes(a, b, sameTokens)) {
      mark(sides.left, a.starts, { first: first.left, ...from });
      mark(sides.right, b.starts, { first: first.right, ...to });
      places.push({
        left: a.text.slice(from.start, from.end),
        right: b.text.slice(to.start, to.end),
      });
    }
    first.left += left.lengths[hole] ?? 0;
    first.right += right.lengths[hole] ?? 0;
  }
  return { ...sides, places };
}

interface Spelt {
  readonly text: string;
  /** Where each token begins in the text, and where the last ends. */
  readonly starts: readonly number[];
}

function spell(positions: readonly PositionFrame[]): Spelt {
  const starts = [0];
  let text = '';
  for (const position of positions) {
    if (position.settled) text += position.text;
    starts.push(text.length);
  }
  return { text, starts };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges of both texts that stand for each other and are not alike. */
function changes(a: Spelt, b: Spelt, sameTokens: boolean): { from: Range; to: Range }[] {
  const pieces = sameTokens ? tokensOf : wordsOf;
  const parts = diffArrays(pieces(a), pieces(b), { maxEditLength: mostEdits });
  if (parts === undefined) {
    return [{ from: { start: 0, end: a.text.length }, to: { start: 0, end: b.text.length } }];
  }
  const found: { from: Range; to: Range }[] = [];
  const at = { from: 0, to: 0 };
  let open: { from: number; to: number } | undefined;
  const close = (): void => {
    if (open !== undefined) {
      found.push({ from: { start: open.from, end: at.from }, to: { start: open.to, end: at.to } });
    }
    open = undefined;
  };
  for (const { value, added, removed } of parts) {
    const length = value.reduce((sum, piece) => sum + piece.length, 0);
    if (!added && !removed) close();
    else open ??= { ...at };
    if (!added) at.from += length;
    if (!removed) at.to += length;
  }
  close();
  return found;
}

function tokensOf({ text, starts }: Spelt): string[] {
  return starts.slice(1).flatMap((end, index) => {
    const token = text.slice(starts[index], end);
    return token === '' ? [] : [token];
  });
}

/** Words, runs of white space, and each other character by itself. */
function wordsOf({ text }: Spelt): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** Marks the tokens that reach into a range. */
function mark(
  positions: Set<number>,
  starts: readonly number[],
  { first, start, end }: Range & { readonly first: number },
): void {
  for (let token = 0; token + 1 < starts.length; token++) {
    const from = starts[token] ?? 0;
    const to = starts[token + 1] ?? 0;
    if (from < end && to > start && from < to) positions.add(first + token);
  }
}

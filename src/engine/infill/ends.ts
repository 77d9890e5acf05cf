import { logAdd } from '../../base/logAdd';
import { Posterior } from '../diffusion/posterior';
import type { TextTree } from '../runtime/denoiser';
import type { LoadedModel } from './loadedModel';
import type { Pen } from './pen';
import type { Seam } from './seam';

/** A text that was written, up to a place where it may end. */
export interface EndedText {
  /** Its number among the pens. */
  readonly pen: number;
  readonly tokens: Int32Array;
  /** Of them, those that were written as they stand; the rest spells a part of the next one. */
  readonly whole: number;
  readonly text: string;
  /** Nats: log p of the tokens written as they stand. */
  readonly logProbability: number;
  /**
   * Nats: log p of the text and of its end, which is `<|end|>` or the beginning of what follows the hole; less where the
   * text is not sound.
   */
  readonly joint: number;
}

/** Tokens of what follows the hole that are asked about. */
const headTokens = 6;
/** An end that is less likely is no alternative. */
export const leastEnd = Math.log(0.05);
/** Nats: how much likelier a text must be that breaks what stands around it. */
const unsound = 3;
/** Texts whose ends are tried, at most. */
export const mostEnds = 7;
/** Of them, the first places that may be a seam, and those where `<|end|>` was likeliest. */
const [firstGuesses, firstEnds] = [2, 3];

export interface EndParts {
  readonly tree: TextTree;
  /** What follows the hole. */
  readonly after: string;
  readonly mayBeEmpty: boolean;
  /** Whether a text of the hole leaves brackets and strings as what stands around asks for. */
  readonly isSound: (text: string) => boolean;
}

/** What is taken from the likelihood of a text. Nats. */
export function fault(text: string, { isSound }: Pick<EndParts, 'isSound'>): number {
  return isSound(text) ? 0 : unsound;
}

interface Place {
  readonly pen: number;
  /** Of the hole, what is spelt again among them. */
  readonly bytes: number;
}

/**
 * The places where texts may end, the likeliest first: where `<|end|>` came or nearly did, and where a
 * text runs into what follows. Each is weighed by how likely the model holds text and end together, in one
 * forward for all.
 */
export async function rankEnds(
  model: LoadedModel,
  pens: readonly Pen[],
  seam: Seam,
  parts: EndParts,
): Promise<{ readonly ends: readonly EndedText[]; readonly milliseconds: number }> {
  const places = pens.flatMap((pen, number) =>
    placesIn(pen, seam)
      .filter((bytes) => pen.mayEndAt(bytes, parts.mayBeEmpty))
      .map((bytes) => ({ pen: number, bytes })),
  );
  const texts = new Map<string, Omit<EndedText, 'joint'>>();
  for (const place of places) {
    const ended = endedAt(model, pens[place.pen]!, place);
    if (!texts.has(ended.text) && texts.size < mostEnds) texts.set(ended.text, ended);
  }
  const all = [...texts.values()];
  if (all.length < 2) return { ends: all.map((end) => ({ ...end, joint: end.logProbability })), milliseconds: 0 }; // prettier-ignore
  const { ends, milliseconds } = await weighEnds(model, pens, all, parts);
  return { ends: ends.sort((a, b) => b.joint - a.joint), milliseconds };
}

/** How likely the model holds each text and its end together, in one forward for all. */
export async function weighEnds(
  model: LoadedModel,
  pens: readonly Pen[],
  texts: readonly Omit<EndedText, 'joint'>[],
  { tree, after, isSound }: Pick<EndParts, 'tree' | 'after' | 'isSound'>,
): Promise<{ readonly ends: EndedText[]; readonly milliseconds: number }> {
  const head = headOf(model, after);
  const tries = texts.map((end) => ({ end, ...tailOf(model, end, head) }));
  const told = await tree.write(
    tries.map(({ end, from, ids }) => pens[end.pen]!.retold(from, ids)),
  );
  const posterior = new Posterior(model.codec);
  const { vocabulary } = model.codec;
  const masked = new Int32Array(model.codec.length).fill(model.codec.base);
  const digits = (1 << model.codec.length) - 1;
  const ends = tries.map(({ end, from, ids }, row) => {
    const pen = pens[end.pen]!;
    const free = pen.gate.after(Infinity, true);
    let joined = pen.logOf(from);
    for (const [i, id] of ids.entries()) {
      const at = (row * told.width + i) * vocabulary;
      posterior.load(told.logits.subarray(at, at + vocabulary), masked, free);
      joined += posterior.logProbability(id, digits);
    }
    const isWhole = end.whole === end.tokens.length;
    const ended = isWhole ? end.logProbability + (pen.endLogs[end.whole] ?? -Infinity) : -Infinity;
    const joint = head === '' ? ended : logAdd(ended, joined);
    return { ...end, joint: joint - fault(end.text, { isSound }) };
  });
  return { ends, milliseconds: told.milliseconds };
}

/** Bytes of the hole at each place where a text may end, the surest first. */
function placesIn(pen: Pen, seam: Seam): readonly number[] {
  const { text } = pen;
  const bytesAt = (offset: number): number => pen.bytesAt(offset);
  const places: number[] = [];
  const cut = seam.cut(text);
  if (cut !== undefined) places.push(bytesAt(cut));
  if (pen.ending === 'end') places.push(pen.written);
  const byEnd = pen.endLogs
    .map((log, count) => ({ log, count }))
    .filter(({ log }) => log > leastEnd)
    .sort((a, b) => b.log - a.log);
  const byEndBytes = byEnd.map(({ count }) => pen.bytesOf(count));
  const limit = cut ?? text.length;
  const guessed = seam.guesses(text).filter((at) => at < limit).map(bytesAt); // prettier-ignore
  places.push(...guessed.slice(0, firstGuesses), ...byEndBytes.slice(0, firstEnds));
  places.push(...guessed.slice(firstGuesses));
  if (pen.ending === 'full') places.push(pen.written);
  return places;
}

/** The text up to a place. */
export function endedAt(
  model: LoadedModel,
  pen: Pen,
  { pen: number, bytes }: Place,
): Omit<EndedText, 'joint'> {
  const { tokenizer } = model;
  let whole = 0;
  while (whole < pen.tokens.length && pen.bytesOf(whole + 1) <= bytes) whole++;
  const all = tokenizer.bytes(pen.tokens).subarray(0, bytes);
  const rest = tokenizer.encode(decoder.decode(all.subarray(pen.bytesOf(whole))));
  const tokens = Int32Array.of(...pen.tokens.slice(0, whole), ...rest);
  const text = decoder.decode(all.subarray(pen.gate.fragment.length));
  return { pen: number, tokens, whole, text, logProbability: pen.logOf(whole) };
}

/** The beginning of what follows, in whole tokens. */
function headOf({ tokenizer }: LoadedModel, after: string): string {
  const tokens = tokenizer.encode(after.slice(0, 100));
  return tokenizer.decode(tokens.subarray(0, headTokens)).replace(/\ufffd+$/u, '');
}

/** What follows the hole, tokenized with the end of the text, and where that end begins. */
function tailOf(
  { tokenizer }: LoadedModel,
  { tokens, whole }: Omit<EndedText, 'joint'>,
  head: string,
): { readonly from: number; readonly ids: readonly number[] } {
  // A token more is told anew: it may be one with the beginning of what follows.
  let from = Math.max(0, whole - 1);
  const isInside = (count: number): boolean =>
    ((tokenizer.pieceBytes[tokens[count]!]?.[0] ?? 0) & 0xc0) === 0x80;
  while (from > 0 && isInside(from)) from--;
  const end = tokenizer.decode(tokens.subarray(from));
  return { from, ids: [...tokenizer.encode(end + head)] };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

import type { Span } from '../../text/span';
import { accepts } from '../constraints/accepts';
import type { Automaton } from '../../text/automaton';
import { cleanUp, cutTrailingSpace } from './cleanUp';
import type { Demands } from './demands';
import { toPlainLines } from '../../text/lineEnd';
import type { FinishedFill } from './rank';

/** Characters behind a span that may be repeated in it. */
const reach = 20_000;

export interface Surroundings {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly demands: Demands;
  /** Something was forced: it stays, so nothing is cut. */
  readonly isForced?: boolean;
}

/**
 * Fills without what repeats the text around; those of which nothing is left only if none has more.
 * What a fill was held to holds for what is left of it too: each hole is cleaned no further than
 * that allows. A fill that does not hold it is none, since bytes of it were no text.
 */
export function cleanFills(
  fills: readonly FinishedFill[],
  { text, spans, demands, isForced = false }: Surroundings,
): readonly FinishedFill[] {
  const afters = spans.map(({ end }) => toPlainLines(text.slice(end, end + reach)));
  const sound = fills.filter(({ texts }) => demands.asked.every((one) => accepts(one, texts)));
  if (isForced) return sound;
  const clean = sound.flatMap((fill) => {
    const held = [...demands.asked, ...demands.wished].filter((one) => accepts(one, fill.texts));
    const texts = cleanTexts(fill.texts, afters, held);
    return texts === undefined ? [] : [{ ...fill, texts }];
  });
  return clean.length > 0 ? clean : sound;
}

/** Undefined if nothing is left of a hole that had something to say. */
function cleanTexts(
  texts: readonly string[],
  afters: readonly string[],
  held: readonly Automaton[],
): readonly string[] | undefined {
  let chosen = texts;
  for (const [hole, text] of texts.entries()) {
    const after = afters[hole] ?? '';
    const cleaned = cleanUp(text, after);
    const tries = [cleaned ?? '', cutTrailingSpace(text, after)].map((one) => chosen.with(hole, one)); // prettier-ignore
    const found = tries.findIndex((one) => held.every((automaton) => accepts(automaton, one)));
    if (found === 0 && cleaned === undefined) return undefined;
    chosen = tries[found] ?? chosen;
  }
  return chosen;
}

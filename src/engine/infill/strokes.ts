import type { SamplerView } from '../diffusion/step';
import type { DigitChange } from '../diffusion/trace';
import type { FillStep } from './course';
import type { EndedText } from './ends';
import type { LoadedModel } from './loadedModel';
import type { Stroke } from './openText';
import type { Pen } from './pen';

/** A stroke, and the texts that there were by then. */
export interface Told {
  readonly stroke: Stroke;
  readonly pens: readonly Pen[];
}

/** Tokens that come out at their places. */
interface Revealed {
  readonly candidate: number;
  readonly position: number;
  readonly token: number;
}

/** A stroke as a step, on canvases of which the end is not known yet. */
export function strokeStep(
  model: LoadedModel,
  pens: readonly Pen[],
  stroke: Stroke,
  { index, room }: { readonly index: number; readonly room: number },
): FillStep {
  const revealed = stroke.grown.flatMap(({ pen, from, to }) =>
    pens[pen]!.tokens.slice(from, to).map((token, i) => ({
      candidate: pen,
      position: from + i,
      token,
    })),
  );
  const grownTo = stroke.grown[0]?.to ?? 0;
  // What was drafted behind the text is still masked, and shown as it is expected.
  const expected = stroke.views.filter(({ position }) => position >= grownTo && position < room);
  const written = pens.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return {
    ...stepOf(model, stroke, revealed, expected),
    ...draftsOf(
      stroke,
      pens.map((_, pen) => ({ pen, positions: room })),
    ),
    index,
    time: Math.max(0, 1 - written / (room * pens.length)),
    leader: 0,
  };
}

/**
 * All strokes again, for texts that have come to their ends: each comes out in the strokes that wrote it. Those that only wrote
 * past all ends are told as a part of the one before: they found where the ends are.
 */
export function retold(
  model: LoadedModel,
  told: readonly Told[],
  ends: readonly EndedText[],
): readonly FillStep[] {
  const total = ends.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const last = new Map<number, number>(); // by pen: its last stroke
  for (const [index, { stroke }] of told.entries()) {
    for (const { pen } of stroke.grown) last.set(pen, index);
  }
  const written = new Map<number, number>(); // by pen
  const came = told.map(({ stroke }, index) => {
    const revealed = ends.flatMap(({ pen, tokens }, candidate) => {
      const part = stroke.grown.find((one) => one.pen === pen);
      if (part === undefined) return [];
      const from = written.get(pen) ?? 0;
      const to = last.get(pen) === index ? tokens.length : part.written;
      return [...tokens.subarray(from, to)].map((token, i) => {
        return { candidate, position: from + i, token };
      });
    });
    for (const part of stroke.grown) written.set(part.pen, part.written);
    return revealed;
  });
  const pens = told.at(-1)?.pens ?? [];
  const count = Math.max(1, 1 + came.findLastIndex((revealed) => revealed.length > 0));
  let done = 0;
  return withoutTail(told, count).map(({ stroke }, index) => {
    const revealed = came[index] ?? [];
    done += revealed.length;
    const time = 1 - done / Math.max(1, total);
    const drafts = draftsOf(
      stroke,
      ends.map(({ pen, tokens }) => ({ pen, positions: tokens.length })),
    );
    // What the next tokens are chosen from is shown before they come out, as on a canvas.
    const expected = (came[index + 1] ?? []).flatMap((next) => lawsOf(next, pens, ends));
    return { ...stepOf(model, stroke, revealed, expected), ...drafts, index, time, leader: 0 };
  });
}

/** The first strokes, the last of which took as long as all that come after it, too. */
function withoutTail(told: readonly Told[], count: number): readonly Told[] {
  const last = told[count - 1];
  if (last === undefined) return told;
  const tail = told.slice(count - 1).map(({ stroke }) => stroke);
  const sum = (of: (stroke: Stroke) => number): number => tail.reduce((a, one) => a + of(one), 0);
  const times = { modelMs: sum(({ modelMs }) => modelMs), samplingMs: sum(({ samplingMs }) => samplingMs) }; // prettier-ignore
  return [...told.slice(0, count - 1), { ...last, stroke: { ...last.stroke, ...times } }];
}

/** What a token was chosen from; nothing where nobody looked. */
function lawsOf(
  { candidate, position, token }: Revealed,
  pens: readonly Pen[],
  ends: readonly EndedText[],
): readonly SamplerView[] {
  const pen = pens[ends[candidate]?.pen ?? -1];
  const law = pen?.tokens[position] === token ? pen.laws[position] : undefined;
  return law === undefined ? [] : [{ candidate, position, visible: 0, ...law }];
}

/** What was drafted for the pens of candidates, as far as their positions go. */
function draftsOf(
  stroke: Stroke,
  candidates: readonly { readonly pen: number; readonly positions: number }[],
): Pick<FillStep, 'drafts'> {
  const drafts = stroke.drafts.flatMap(({ pen, ...draft }) => {
    const candidate = candidates.findIndex((one) => one.pen === pen);
    const isTold = draft.position < (candidates[candidate]?.positions ?? 0);
    return isTold ? [{ ...draft, candidate }] : [];
  });
  return drafts.length === 0 ? {} : { drafts };
}

function stepOf(
  { codec }: LoadedModel,
  { modelMs, samplingMs }: Stroke,
  revealed: readonly Revealed[],
  expected: readonly SamplerView[],
): Omit<FillStep, 'index' | 'time' | 'leader'> {
  const visible = (1 << codec.length) - 1;
  const reveals = revealed.flatMap(({ candidate, position, token }): DigitChange[] =>
    Array.from({ length: codec.length }, (_, digit) => {
      return { candidate, position, digit, value: codec.digitOf(token, digit) };
    }),
  );
  const settled = revealed.map(({ candidate, position, token }): SamplerView => {
    const top = [{ token, probability: 1 }];
    return { candidate, position, visible, entropy: 0, candidateCount: 1, top };
  });
  const source = 'forward';
  return { source, reveals, remasks: [], views: [...settled, ...expected], modelMs, samplingMs };
}

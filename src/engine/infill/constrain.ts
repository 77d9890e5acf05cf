import type { Sentence } from '../../base/sentence';
import type { Automaton } from '../../text/automaton';
import { allowedAlone, intersect, type CandidateView, type Constraint } from '../constraints/constraint'; // prettier-ignore
import { after, beginsWith } from '../constraints/begun';
import { spelling } from '../constraints/spelling';
import type { Demands } from './demands';
import type { Block } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import type { StartCanvas } from './startCanvas';

/** What holds a fill. */
export interface Constrained {
  /** By place alone: special tokens, and what stands to the left of a hole. */
  readonly places: Constraint;
  /** Also what the user asked for. */
  readonly asked: Constraint;
  /** Also what the text around the holes asks for; given up where no fill would do. */
  readonly wished: Constraint;
  /** What is known from the start. */
  readonly start: StartCanvas | undefined;
}

export function constrain(
  model: LoadedModel,
  plan: Plan,
  { asked, wished }: Demands,
  start?: StartCanvas,
): Constrained {
  const places = intersect([
    model.ordinary,
    ...(start === undefined ? [] : [start.bans()]),
    ...plan.holes.flatMap((hole) => (hole.constraint === undefined ? [] : [hole.constraint])),
  ]);
  const fragments = plan.holes.map(({ fragment }) => fragment);
  const lengths = fragments.map(({ length }) => length);
  // Fragments that may take several tokens are spelt like any text, and the rest begins after them.
  const isSpelt =
    model.manifest.tokenizer.heal === 'always' && lengths.some((length) => length > 0);
  const held = (automata: readonly Automaton[]): Constraint => {
    const all = isSpelt
      ? [beginsWith(fragments), ...automata.map((automaton) => after(lengths, automaton))]
      : automata;
    if (all.length === 0) return places;
    return spelling({
      automata: all,
      codec: model.codec,
      pieceBytes: model.tokenizer.pieceBytes,
      allowedAt: (place) => allowedAlone(places, place),
      skipped: isSpelt ? [] : lengths,
    });
  };
  const constraint = held(asked);
  return {
    places,
    asked: constraint,
    wished: wished.length === 0 ? constraint : held([...asked, ...wished]),
    start,
  };
}

/** Why no fill of these lengths satisfies a constraint; undefined if one may. */
export function impossibleWith(
  constraint: Constraint,
  { codec }: LoadedModel,
  { lengths, goesOn }: Block,
  start?: Pick<StartCanvas, 'stateAt'>,
): Sentence | undefined {
  const places = lengths.flatMap((length, hole) =>
    Array.from({ length }, (_, index) => ({ hole, index, length })),
  );
  const view: CandidateView = {
    length: places.length,
    holes: lengths.length,
    goesOn,
    placeOf: (position) => places[position]!,
    stateOf: (position) => start?.stateAt(position) ?? codec.maskState,
    version: () => 0,
  };
  return constraint.begin(view).impossible();
}

import { failed, ok, type Result } from '../../base/result';
import type { Automaton } from '../constraints/automaton';
import { balance } from '../constraints/balance';
import { allowedAlone, intersect, type CandidateView, type Constraint } from '../constraints/constraint'; // prettier-ignore
import { forbidden } from '../constraints/forbidden';
import { syntaxOf } from '../constraints/lexer';
import { lineCount } from '../constraints/lineCount';
import { regex } from '../constraints/regex/regex';
import { spelling } from '../constraints/spelling';
import type { Failure } from '../failure';
import type { Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import type { FillRequest } from './request';
import { defaultConstraints } from './settings';

/** What holds a fill. */
export interface Constrained {
  /** By place alone: special tokens, and what stands to the left of a hole. */
  readonly places: Constraint;
  /** Also what the user asked for. */
  readonly asked: Constraint;
  /** Also what the text around the holes asks for; given up where no fill would do. */
  readonly wished: Constraint;
}

export function constrain(
  model: LoadedModel,
  request: FillRequest,
  plan: Plan,
): Result<Constrained, Failure> {
  const places = intersect([
    model.ordinary,
    ...plan.holes.flatMap((hole) => (hole.constraint === undefined ? [] : [hole.constraint])),
  ]);
  const asked = automataOf(request, plan);
  if (!asked.ok) return asked;
  if (request.settings.sampler === 'left-to-right' && asked.value.length > 0) {
    const message =
      'The left-to-right sampler cannot be held to lines, forbidden texts or expressions. ' +
      'Choose another sampler, or ask for none of them.';
    return failed({ code: 'settings-invalid', message });
  }
  const { text, fileName, settings } = request;
  const isBalanced = (settings.constraints ?? defaultConstraints).balance;
  const balanced = isBalanced ? balance(text, plan.spans, syntaxOf(fileName)) : undefined;
  const held = (automata: readonly Automaton[]): Constraint =>
    automata.length === 0
      ? places
      : spelling({
          automata,
          codec: model.codec,
          pieceBytes: model.tokenizer.pieceBytes,
          allowedAt: (place) => allowedAlone(places, place),
          skipped: plan.holes.map(({ fragment }) => fragment.length),
        });
  const constraint = held(asked.value);
  return ok({
    places,
    asked: constraint,
    wished: balanced === undefined ? constraint : held([...asked.value, balanced]),
  });
}

function automataOf(
  { text, settings }: FillRequest,
  { spans }: Plan,
): Result<readonly Automaton[], Failure> {
  const { mostLines, forbid, match } = settings.constraints ?? defaultConstraints;
  const { length } = settings;
  const automata: Automaton[] = [];
  const exact = length.kind === 'lines' ? length.lines : 0;
  if (exact > 0 || mostLines > 0) {
    const endsLine = spans.map(({ start, end }) => end > start && text[end - 1] === '\n');
    const least = Math.max(1, exact);
    automata.push(lineCount({ least, most: exact > 0 ? exact : mostLines, endsLine }));
  }
  automata.push(...forbid.map(forbidden));
  if (match !== '') {
    const made = regex(match);
    if (!made.ok) return failed({ code: 'settings-invalid', message: made.failure });
    automata.push(made.value);
  }
  return ok(automata);
}

/** Why no fill of these lengths satisfies a constraint; undefined if one may. */
export function impossibleWith(
  constraint: Constraint,
  { codec }: LoadedModel,
  { lengths }: Pick<Lengths, 'lengths'>,
): string | undefined {
  const places = lengths.flatMap((length, hole) =>
    Array.from({ length }, (_, index) => ({ hole, index, length })),
  );
  const view: CandidateView = {
    length: places.length,
    holes: lengths.length,
    placeOf: (position) => places[position]!,
    stateOf: () => codec.maskState,
    version: () => 0,
  };
  return constraint.begin(view).impossible();
}

import type { PositionView, TokenProbability, TraceStep } from '../diffusion/trace';

/** What is told of a probability: half a percent more or less is the same to whoever looks. */
const leastChange = 0.005;
/** Nats, likewise. */
const leastEntropy = 0.02;
/** Of the tokens that the digits leave: constraints that leave so many rule out next to nothing, such as signs that are no text. */
const nearlyAll = 0.99;
/** Figures that a number is told with. */
const figures = 4;

/**
 * Which views of a run are told: those that say something other than the last one of their position did. With many
 * alternatives and steps a law mostly moves by less than can be seen, and a run of them all would be gigabytes.
 */
export class ToldViews {
  private readonly last: Map<number, PositionView>[] = []; // by candidate, by position

  /** The step without the views that say nothing new; numbers have four figures. Steps come in their order. */
  told(step: TraceStep): TraceStep {
    return { ...step, views: step.views.map(rounded).filter((view) => this.isNews(view)) };
  }

  private isNews(view: PositionView): boolean {
    const told = (this.last[view.candidate] ??= new Map<number, PositionView>());
    const before = told.get(view.position);
    if (before !== undefined && saysTheSame(before, view)) return false;
    told.set(view.position, view);
    return true;
  }
}

function rounded(view: PositionView): PositionView {
  const { unfiltered, ...told } = view;
  const rest = { ...told, entropy: short(view.entropy), top: view.top.map(roundedToken) };
  if (unfiltered === undefined) return rest;
  const top = unfiltered.top.map(roundedToken);
  const isNearlyAll = view.candidateCount >= nearlyAll * unfiltered.candidateCount;
  if (isNearlyAll && sameTop(rest.top, top)) return rest;
  return { ...rest, unfiltered: { ...unfiltered, top } };
}

function roundedToken({ token, text, probability }: TokenProbability): TokenProbability {
  return { token, text, probability: short(probability) };
}

function short(value: number): number {
  return Number(value.toPrecision(figures));
}

function saysTheSame(a: PositionView, b: PositionView): boolean {
  return (
    a.visible === b.visible &&
    a.candidateCount === b.candidateCount &&
    a.unfiltered?.candidateCount === b.unfiltered?.candidateCount &&
    Math.abs(a.entropy - b.entropy) < leastEntropy &&
    sameTop(a.top, b.top) &&
    sameTop(a.unfiltered?.top ?? [], b.unfiltered?.top ?? [])
  );
}

/** The likeliest is the same, and what stands in one list and not in the other is hardly there. */
function sameTop(a: readonly TokenProbability[], b: readonly TokenProbability[]): boolean {
  return a[0]?.token === b[0]?.token && hasAlike(a, b) && hasAlike(b, a);
}

function hasAlike(some: readonly TokenProbability[], all: readonly TokenProbability[]): boolean {
  const least = all.at(-1)?.probability ?? 0;
  return some.every(({ token, text, probability }) => {
    const other = all.find((one) => one.token === token);
    // Behind the end of a list nothing is likelier than its last.
    if (other === undefined) return probability - least < leastChange;
    return other.text === text && Math.abs(other.probability - probability) < leastChange;
  });
}

import type { RemaskShare } from '../../../src/engine/diffusion/correct/remaskShare';
import type { Schedule } from '../../../src/engine/diffusion/schedule';
import type { Codec } from '../../../src/engine/tokens/codec';
import type { ExactLaw } from './exactLaw';

export interface Grid {
  readonly schedule: Schedule;
  readonly share: RemaskShare;
  readonly steps: number;
}

/**
 * The law of ancestral steps with remasking (ReMDM, arXiv 2503.00307, equation 8) on a finite grid, by
 * enumeration of all states: from each, every position goes its own way, with values from its own
 * posterior. So it has the error, too, that comes of revealing dependent tokens in one step. What is
 * all visible is done. By joint index, as `ExactLaw`.
 */
export function gridLaw(law: ExactLaw, codec: Codec, { schedule, share, steps }: Grid): number[] {
  const kinds = (codec.base + 1) ** codec.length; // states of a position
  const places = Array.from({ length: law.positions }, (_, position) => position);
  const script = law.script();
  const statesOf = (index: number): number[] =>
    places.map((position) => Math.floor(index / kinds ** (law.positions - 1 - position)) % kinds);
  const posteriors = new Map<number, number[][]>();
  const posteriorsAt = (index: number): number[][] => {
    const known = posteriors.get(index);
    if (known !== undefined) return known;
    const states = statesOf(index);
    const made = places.map((position) => {
      const masses = Array.from({ length: codec.vocabulary }, (_, token) =>
        agrees(codec, token, states[position]!) ? Math.exp(script(states, position, token)) : 0,
      );
      const total = masses.reduce((a, b) => a + b, 0);
      return masses.map((mass) => mass / total);
    });
    posteriors.set(index, made);
    return made;
  };

  let now = new Float64Array(kinds ** law.positions);
  now[now.length - 1] = 1; // a state of masks alone is the last
  for (let step = 0; step < steps; step++) {
    const before = schedule.alpha(1 - step / steps);
    const after = schedule.alpha(1 - (step + 1) / steps);
    const last = step === steps - 1;
    const hide = last ? 0 : share(before, after);
    const show = last ? 1 : (after - (1 - hide) * before) / (1 - before);
    const next = new Float64Array(now.length);
    for (const [index, mass] of now.entries()) {
      if (mass === 0) continue;
      const states = statesOf(index);
      if (states.every((state) => isVisible(codec, state))) {
        next[index]! += mass;
        continue;
      }
      const moves = places.map((position) =>
        movesOf(codec, states[position]!, posteriorsAt(index)[position]!, { show, hide }),
      );
      spread(moves, kinds, mass, next);
    }
    now = next;
  }
  const all = law.probabilities.map(() => 0);
  const tokens = new Map<number, number>(
    Array.from({ length: codec.vocabulary }, (_, token) => [codec.stateOf(token), token]),
  );
  for (const [index, mass] of now.entries()) {
    if (mass === 0) continue;
    all[law.indexOf(statesOf(index).map((state) => tokens.get(state)!))]! += mass;
  }
  return all;
}

/** Where a position goes in a step, with which probability. */
function movesOf(
  codec: Codec,
  state: number,
  posterior: readonly number[],
  { show, hide }: { readonly show: number; readonly hide: number },
): ReadonlyMap<number, number> {
  const { length, base } = codec;
  const digits = digitsOf(codec, state);
  const visible = digits.filter((digit) => digit !== base).length;
  const moves = new Map<number, number>();
  for (let changed = 0; changed < 1 << length; changed++) {
    let chance = 1;
    let after = visible;
    for (const [j, digit] of digits.entries()) {
      const rate = digit === base ? show : hide;
      const isChanged = (changed & (1 << j)) !== 0;
      chance *= isChanged ? rate : 1 - rate;
      if (isChanged) after += digit === base ? 1 : -1;
    }
    if (chance === 0) continue;
    for (const [token, p] of posterior.entries()) {
      if (p === 0) continue;
      const to = digits.reduce((sum, digit, j) => {
        const isShown =
          codec.order === 'nested' ? j < after : (digit !== base) !== ((changed & (1 << j)) !== 0);
        return sum * (base + 1) + (isShown ? codec.digitOf(token, j) : base);
      }, 0);
      moves.set(to, (moves.get(to) ?? 0) + chance * p);
    }
  }
  return moves;
}

function spread(
  moves: readonly ReadonlyMap<number, number>[],
  kinds: number,
  mass: number,
  next: Float64Array,
): void {
  let reached: (readonly [index: number, mass: number])[] = [[0, mass]];
  for (const ways of moves) {
    reached = reached.flatMap(([index, reach]) =>
      [...ways].map(([state, p]) => [index * kinds + state, reach * p] as const),
    );
  }
  for (const [index, reach] of reached) next[index]! += reach;
}

function digitsOf({ length, base }: Codec, state: number): number[] {
  return Array.from(
    { length },
    (_, j) => Math.floor(state / (base + 1) ** (length - 1 - j)) % (base + 1),
  );
}

function isVisible(codec: Codec, state: number): boolean {
  return !digitsOf(codec, state).includes(codec.base);
}

function agrees(codec: Codec, token: number, state: number): boolean {
  return digitsOf(codec, state).every(
    (digit, j) => digit === codec.base || digit === codec.digitOf(token, j),
  );
}

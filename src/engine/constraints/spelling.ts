import { sentence, type Sentence } from '../../base/sentence';
import type { Codec } from '../tokens/codec';
import { dead, product, type Automaton } from '../../text/automaton';
import { effectsOf, type Effects } from './effects';
import type { CandidateView, Constraint, ConstraintRun, Place, TokenSet } from './constraint';
import { StateSets, type StateSet } from './stateSets';

export interface SpellingOptions {
  /** What the bytes of the holes must spell, all of it together; at least one. */
  readonly automata: readonly Automaton[];
  readonly codec: Codec;
  /** The bytes of each token, by id. */
  readonly pieceBytes: readonly Uint8Array[];
  /** What may stand at a place apart from this; undefined: every token. */
  readonly allowedAt: (place: Place) => TokenSet | undefined;
  /** By hole: how many bytes of its first token stand in the text already. */
  readonly skipped: readonly number[];
}

/**
 * Holds the bytes of a candidate's tokens to automata, whatever the order in which digits come out.
 * Forward over the positions go the states that what is known allows, backward those from which an
 * end can be reached; a token is allowed where it leads from one to the other. Along a chain that is
 * exact: as long as tokens are drawn one at a time from what is allowed, some fill always remains.
 *
 * Everything found out is kept for all steps and candidates, so that a step mostly looks things up.
 */
export function spelling(options: SpellingOptions): Constraint {
  const tables = new Tables(options);
  return { begin: (candidate) => new SpellingRun(tables, candidate) };
}

/** The effects that are possible at a position of which some digits may be known. */
interface Choice {
  readonly id: number;
  /** The same for all choices of the same `effects` and `allowed`. */
  readonly group: number;
  readonly effects: Effects;
  readonly possible: readonly number[];
  readonly allowed: TokenSet | undefined;
  /** By state: the states that follow. */
  readonly successors: (readonly number[] | undefined)[];
}

interface Group {
  readonly id: number;
  readonly choices: Map<number, Choice>; // by digits known
}

/** What candidates share: nothing in here depends on what has been revealed. */
class Tables {
  readonly automaton: Automaton;
  readonly sets = new StateSets();
  private readonly effects = new Map<number, Effects>(); // by bytes skipped
  private readonly groups = new Map<Effects, Map<TokenSet | undefined, Group>>();
  private readonly forwards = new Map<number, StateSet>();
  private readonly backwards = new Map<string, StateSet>();
  private readonly tokens = new Map<string, TokenSet>();
  private readonly leaves = new Map<string, StateSet>();
  private readonly single = new Map<Automaton, Constraint>();
  private readonly ids: Int32Array;
  private choiceCount = 0;
  private groupCount = 0;

  constructor(private readonly options: SpellingOptions) {
    this.automaton = product(options.automata);
    this.ids = new Int32Array(options.codec.vocabulary);
  }

  /** @param state the digits known at the place */
  choiceAt(place: Place, state: number): Choice {
    const skipped = place.index === 0 ? (this.options.skipped[place.hole] ?? 0) : 0;
    const effects = entry(this.effects, skipped, () => {
      return effectsOf(this.automaton, this.options.pieceBytes, skipped);
    });
    const allowed = this.options.allowedAt(place);
    const bySet = entry(this.groups, effects, () => new Map<TokenSet | undefined, Group>());
    const group = entry(bySet, allowed, () => {
      return { id: this.groupCount++, choices: new Map<number, Choice>() };
    });
    return entry(group.choices, state, () => {
      return this.makeChoice(effects, allowed, state, group.id);
    });
  }

  /** The states after a token, from each of these. */
  forward(from: StateSet, choice: Choice): StateSet {
    return entry(this.forwards, from.id * 2 ** 26 + choice.id, () => {
      const after = new Set<number>();
      for (const state of from.states) {
        for (const next of this.successors(state, choice)) after.add(next);
      }
      return this.sets.of(after);
    });
  }

  /** Those of `from` from which a token leads into `to`. */
  backward(from: StateSet, choice: Choice, to: StateSet): StateSet {
    return entry(this.backwards, `${from.id} ${choice.id} ${to.id}`, () => {
      const wanted = flagsOf(to);
      return this.sets.of(
        from.states.filter((state) =>
          this.successors(state, choice).some((next) => wanted[next] === 1),
        ),
      );
    });
  }

  /** The tokens that lead from one of `from` into `to`. */
  between(from: StateSet, { effects, allowed, group }: Choice, to: StateSet): TokenSet {
    return entry(this.tokens, `${from.id} ${group} ${to.id}`, () => {
      const wanted = flagsOf(to);
      const fits = new Uint8Array(effects.count);
      // Most effects fit from one of the first states: only the others are asked about again.
      const open = Int32Array.from({ length: effects.count }, (_, effect) => effect);
      let left = open.length;
      for (const state of from.states) {
        const row = effects.from(state);
        let kept = 0;
        for (let i = 0; i < left; i++) {
          const effect = open[i]!;
          const next = row[effect]!;
          if (next !== dead && wanted[next] === 1) fits[effect] = 1;
          else open[kept++] = effect;
        }
        left = kept;
      }
      // Other states may come to the same: who compares sets must not be told of a change.
      return entry(this.tokens, `${group}: ${fits.join('')}`, () =>
        Uint8Array.from(
          effects.ofToken,
          (effect, token) => fits[effect]! & (allowed?.[token] ?? 1),
        ),
      );
    });
  }

  /** Past the end of these holes, one after the other. */
  leave(from: StateSet, holes: readonly number[]): StateSet {
    if (holes.length === 0) return from;
    return entry(this.leaves, `${from.id} ${holes.join()}`, () =>
      this.sets.of(
        from.states.flatMap((state) => {
          const next = this.past(state, holes);
          return next === dead ? [] : [next];
        }),
      ),
    );
  }

  /** Those of `from` that come past the end of these holes into `to`. */
  backPast(from: StateSet, holes: readonly number[], to: StateSet): StateSet {
    if (holes.length === 0) return to;
    return entry(this.leaves, `${from.id} ${holes.join()} ${to.id}`, () =>
      this.sets.of(from.states.filter((state) => to.states.includes(this.past(state, holes)))),
    );
  }

  /** Which of the automata no text of these lengths satisfies, in words. */
  demand(candidate: CandidateView): Sentence {
    const { automata } = this.options;
    const culprit = automata.find(
      (automaton) =>
        automata.length > 1 && this.alone(automaton).begin(candidate).impossible() !== undefined,
    );
    return (culprit ?? this.automaton).demand;
  }

  /** The same question is asked of many lengths: what one automaton does is found out once. */
  private alone(automaton: Automaton): Constraint {
    return entry(this.single, automaton, () => {
      return spelling({ ...this.options, automata: [automaton] });
    });
  }

  private past(state: number, holes: readonly number[]): number {
    return holes.reduce((at, hole) => (at === dead ? dead : this.automaton.leave(at, hole)), state);
  }

  private successors(state: number, choice: Choice): readonly number[] {
    return (choice.successors[state] ??= this.findSuccessors(state, choice));
  }

  private findSuccessors(state: number, { effects, possible }: Choice): number[] {
    const row = effects.from(state);
    const next = new Set<number>();
    for (const effect of possible) if (row[effect] !== dead) next.add(row[effect]!);
    return [...next];
  }

  private makeChoice(
    effects: Effects,
    allowed: TokenSet | undefined,
    state: number,
    group: number,
  ): Choice {
    const { codec } = this.options;
    const digits = digitsOf(codec, state);
    const count = codec.consistent(digits, allowed, this.ids);
    const possible = new Set<number>();
    for (let i = 0; i < count; i++) possible.add(effects.ofToken[this.ids[i]!]!);
    const id = this.choiceCount++;
    return { id, group, effects, possible: [...possible], allowed, successors: [] };
  }
}

class SpellingRun implements ConstraintRun {
  private readonly places: readonly Place[];
  private readonly opening: readonly number[]; // holes of no tokens before the first position
  private readonly closing: readonly (readonly number[])[]; // by position: holes that end after it
  private readonly choices: Choice[] = [];
  private readonly reached: StateSet[] = []; // before each position, going forward
  private readonly open: StateSet[] = []; // of those, the ones from which an end is reached
  private readonly afterwards: StateSet[] = []; // after each position, within its hole: from which …
  private possible = false;
  private seen = -1;

  constructor(
    private readonly tables: Tables,
    private readonly candidate: CandidateView,
  ) {
    this.places = Array.from({ length: candidate.length }, (_, i) => candidate.placeOf(i));
    const ending = candidate.holes - (candidate.goesOn ? 1 : 0);
    const first = this.places[0]?.hole ?? ending;
    this.opening = upTo(0, first);
    this.closing = this.places.map(({ hole }, i) => {
      const next = this.places[i + 1]?.hole ?? ending;
      return upTo(hole, next);
    });
  }

  allowedAt(position: number): TokenSet | undefined {
    this.look();
    return this.tables.between(
      this.open[position]!,
      this.choices[position]!,
      this.afterwards[position]!,
    );
  }

  impossible(): Sentence | undefined {
    this.look();
    if (this.possible) return undefined;
    const { candidate, tables } = this;
    const tokens =
      candidate.length === 1 ? sentence('1 token') : sentence('{0} tokens', candidate.length);
    return sentence('No fill of {0} will do, because {1}.', tokens, tables.demand(candidate));
  }

  /** Both passes, if anything has changed since the last. */
  private look(): void {
    const { candidate, tables, places } = this;
    const version = candidate.version();
    if (version === this.seen) return;
    this.seen = version;
    const n = places.length;
    const start = tables.sets.of([tables.automaton.start]);
    let states = tables.leave(start, this.opening);
    const after: StateSet[] = [];
    for (let i = 0; i < n; i++) {
      this.choices[i] = tables.choiceAt(places[i]!, candidate.stateOf(i));
      this.reached[i] = states;
      after[i] = tables.forward(states, this.choices[i]!);
      states = tables.leave(after[i]!, this.closing[i]!);
    }
    this.possible = states.states.length > 0;
    for (let i = n - 1; i >= 0; i--) {
      this.afterwards[i] = tables.backPast(after[i]!, this.closing[i]!, states);
      states = tables.backward(this.reached[i]!, this.choices[i]!, this.afterwards[i]!);
      this.open[i] = states;
    }
  }
}

/** [states] 1 for those in the set; beyond its end there is none. */
function flagsOf({ states }: StateSet): Uint8Array {
  const flags = new Uint8Array((states.at(-1) ?? -1) + 1);
  for (const state of states) flags[state] = 1;
  return flags;
}

function upTo(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

function digitsOf({ length, base }: Codec, state: number): Int32Array {
  const digits = new Int32Array(length);
  let rest = state;
  for (let j = length - 1; j >= 0; j--) {
    digits[j] = rest % (base + 1);
    rest = Math.floor(rest / (base + 1));
  }
  return digits;
}

function entry<K, T>(map: Map<K, T>, key: K, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

import type { Left } from './elsewhereLaw';
import { FragmentGate } from './fragmentGate';
import type { LoadedModel } from './loadedModel';
import { longestAgreement } from './ngramCache';
import type { Plan } from './plan';

/** A token and where it stands. */
export interface Placed {
  readonly token: number;
  readonly position: number;
}

/** What stands to the left of positions in holes: tokens of the hole, and of the stream before it. */
export class LeftSide {
  private readonly holes: ReadonlyMap<number, Pick<Left, 'before' | 'gate'>>; // by first position

  constructor(model: LoadedModel, { tokens, positions, holes }: LeftParts) {
    const at = new Map<number, number>(); // token by position
    for (const [index, position] of positions.entries()) at.set(position, tokens[index]!);
    this.holes = new Map(
      holes.map(({ begin, fragment }) => {
        const before: number[] = [];
        for (let place = begin - 1; before.length < longestAgreement; place--) {
          const token = at.get(place);
          if (token === undefined) break;
          before.push(token);
        }
        return [begin, { before: before.reverse(), gate: new FragmentGate(model, fragment) }];
      }),
    );
  }

  /** Whether a hole begins at a position. */
  isBegin(position: number): boolean {
    return this.holes.has(position);
  }

  /**
   * @param position what stands to the left of it is asked for
   * @param back tokens of the hole from there to the left, as far as they are known
   */
  of(position: number, back: Iterable<Placed>): Left {
    const written: number[] = [];
    let place = position;
    const known = back[Symbol.iterator]();
    while (!this.holes.has(place) && written.length < longestAgreement) {
      const next = known.next();
      if (next.done === true || next.value.position !== place - 1) break;
      written.push(next.value.token);
      place--;
    }
    const { before = [], gate } = this.holes.get(place) ?? {};
    return { before, written: written.reverse(), gate };
  }
}

export type LeftParts = Pick<Plan, 'tokens' | 'positions' | 'holes'>;

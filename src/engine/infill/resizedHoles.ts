import type { ResizeTokens } from '../constraints/resizing';
import type { DigitChange, Resize } from '../diffusion/trace';

/** A token of a hole. One that has gone stays in its place, so that what was told of it can be. */
interface Cell {
  readonly id: number;
  /** −1 where it is masked. */
  token: number;
  hasGone: boolean;
}

/** What became of a token: which one, by its id. */
export interface CellChange extends Pick<Resize, 'change'> {
  readonly id: number;
}

/** What came of a step. */
export interface Resized {
  /** Tokens that came out as one of the two states, by id. */
  readonly turned: ReadonlySet<number>;
  /** Those that became two or went, and what went with them. */
  readonly changes: readonly CellChange[];
}

/** Holes as they are, or would be. */
export interface HolesAsThere {
  /** Tokens in each. */
  readonly lengths: readonly number[];
  /** The token of each position, over all of them; −1 where it is masked. */
  readonly settled: readonly number[];
}

/** One candidate's holes while tokens come and go, each token of one digit. */
export class ResizedHoles {
  private holes: readonly (readonly Cell[])[];
  private next = 0;

  /** @param lengths tokens in each hole, all masked */
  constructor(
    lengths: readonly number[],
    private readonly tokens: ResizeTokens,
    private readonly maxHole: number,
  ) {
    this.holes = lengths.map((length) => Array.from({ length }, () => this.masked()));
  }

  /** Tokens in each hole. */
  get lengths(): readonly number[] {
    return this.holes.map((hole) => hole.filter(isThere).length);
  }

  /** The id of each position, over all holes. */
  get ids(): readonly number[] {
    return this.there.map(({ id }) => id);
  }

  /** The token of each position, over all holes; −1 where it is masked. */
  get settled(): readonly number[] {
    return this.there.map(({ token }) => token);
  }

  /** Where each token stands by now, by id; one that has gone where the next one does. */
  places(): ReadonlyMap<number, { readonly position: number; readonly hasGone: boolean }> {
    let position = 0;
    return new Map(
      this.holes.flat().map(({ id, hasGone }) => {
        const place = { position, hasGone };
        if (!hasGone) position++;
        return [id, place];
      }),
    );
  }

  /**
   * Takes over what a step revealed and hid again, and has tokens come and go by it.
   *
   * @param mayBe whether holes may come to be so; what would go with a token that goes stays where they may not
   */
  take(
    reveals: readonly DigitChange[],
    remasks: readonly DigitChange[],
    mayBe: (holes: HolesAsThere) => boolean = () => true,
  ): Resized {
    const { there } = this;
    const { expand, delete: deleted } = this.tokens;
    for (const { position } of remasks) there[position]!.token = -1;
    const expanding = new Set<Cell>();
    const going = new Set<Cell>();
    for (const { position, value } of reveals) {
      const cell = there[position]!;
      if (value === expand) expanding.add(cell);
      else if (value === deleted) going.add(cell);
      else cell.token = value;
    }
    const turned = new Set([...expanding, ...going].map(({ id }) => id));
    if (turned.size === 0) return { turned, changes: [] };
    const following = new Set(this.holes.flatMap((hole) => behind(hole, { expanding, going })));
    const wouldBe = this.holes.map((hole) => this.after(hole, expanding, following));
    const gone = mayBe(asThere(wouldBe)) ? following : going;
    const changes: CellChange[] = [...gone].map(({ id }) => ({ id, change: 'deleted' }));
    for (const cell of gone) cell.hasGone = true;
    const before = new Set(this.holes.flat());
    this.holes = this.holes.map((hole) => this.after(hole, expanding, gone, true));
    for (const hole of this.holes) {
      for (const [index, { id }] of hole.entries()) {
        const next = hole[index + 1];
        if (next !== undefined && !before.has(next)) changes.push({ id, change: 'expanded' });
      }
    }
    return { turned, changes };
  }

  /** A hole once tokens have come and gone, those that went left out unless they are kept. */
  private after(
    hole: readonly Cell[],
    expanding: ReadonlySet<Cell>,
    gone: ReadonlySet<Cell>,
    isKept = false,
  ): readonly Cell[] {
    let room = this.maxHole - hole.filter((cell) => isThere(cell) && !gone.has(cell)).length;
    return hole.flatMap((cell) => {
      if (!isKept && (cell.hasGone || gone.has(cell))) return [];
      // Without room it stays one mask.
      return expanding.has(cell) && room-- > 0 ? [cell, this.masked()] : [cell];
    });
  }

  private get there(): readonly Cell[] {
    return this.holes.flat().filter(isThere);
  }

  private masked(): Cell {
    return { id: this.next++, token: -1, hasGone: false };
  }
}

interface Turned {
  readonly expanding: ReadonlySet<Cell>;
  readonly going: ReadonlySet<Cell>;
}

/** The tokens of a hole that go, and what is masked to the right of the first of them. */
function behind(hole: readonly Cell[], { expanding, going }: Turned): readonly Cell[] {
  const first = hole.findIndex((cell) => going.has(cell));
  if (first < 0) return [];
  const goes = (cell: Cell): boolean => isThere(cell) && cell.token < 0 && !expanding.has(cell);
  return hole.slice(first).filter((cell) => going.has(cell) || goes(cell));
}

function asThere(holes: readonly (readonly Cell[])[]): HolesAsThere {
  const there = holes.map((hole) => hole.filter(isThere));
  return {
    lengths: there.map(({ length }) => length),
    settled: there.flat().map(({ token }) => token),
  };
}

function isThere({ hasGone }: Cell): boolean {
  return !hasGone;
}

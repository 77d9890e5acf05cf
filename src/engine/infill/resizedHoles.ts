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

  /** Takes over what a step revealed and hid again, and has tokens come and go by it. */
  take(reveals: readonly DigitChange[], remasks: readonly DigitChange[]): Resized {
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
    const changes: CellChange[] = [];
    this.holes = this.holes.map((hole) => this.resized(hole, { expanding, going, changes }));
    const turned = new Set([...expanding, ...going].map(({ id }) => id));
    return { turned, changes };
  }

  private resized(hole: readonly Cell[], { expanding, going, changes }: Turned): readonly Cell[] {
    const first = hole.findIndex((cell) => going.has(cell));
    const isGoing = (cell: Cell, index: number): boolean =>
      going.has(cell) || (first >= 0 && index > first && cell.token < 0 && !expanding.has(cell));
    for (const [index, cell] of hole.entries()) {
      if (cell.hasGone || !isGoing(cell, index)) continue;
      cell.hasGone = true;
      changes.push({ id: cell.id, change: 'deleted' });
    }
    let room = this.maxHole - hole.filter(isThere).length;
    return hole.flatMap((cell) => {
      if (!expanding.has(cell) || room-- <= 0) return [cell]; // without room it stays one mask
      changes.push({ id: cell.id, change: 'expanded' });
      return [cell, this.masked()];
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
  readonly changes: CellChange[];
}

function isThere({ hasGone }: Cell): boolean {
  return !hasGone;
}

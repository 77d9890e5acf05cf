import type { Canvas } from '../canvas';
import type { Turn } from './rule';

/**
 * What may come out at a step: for each open position its first 1, 2, … ℓ masked digits, with their
 * joint entropy and the probability of their likeliest values. A rule orders the choices, takes some,
 * at most one a position being revealed: the largest taken. Arrays are made once a fill.
 */
export class Choices {
  /** Choices at hand; the arrays below hold so many. */
  count = 0;
  readonly position: Int32Array;
  /** How many digits. */
  readonly size: Int32Array;
  /** Those digits, as a bit set. */
  readonly digits: Int32Array;
  /** Nats. */
  readonly entropy: Float64Array;
  readonly confidence: Float64Array;
  /** Indices of choices, as the last `sort` left them. */
  readonly order: Int32Array;
  /** Digits taken. */
  revealed = 0;
  private readonly wholes: Int32Array; // [T] index of the position's largest choice, −1 if none
  private readonly takenAt: Int32Array; // [T] index of the choice taken, −1 if none
  private readonly masked: Int32Array; // [ℓ] of one position, in the order to reveal
  private readonly entropies: Float64Array; // [ℓ]
  private readonly confidences: Float64Array; // [ℓ]
  private readonly certainty: Float64Array; // [ℓ] entropy of each digit by itself
  private readonly marginals: Float64Array; // [ℓ, b]

  constructor(canvas: Canvas) {
    const { length, base } = canvas.codec;
    const most = canvas.width * length;
    this.position = new Int32Array(most);
    this.size = new Int32Array(most);
    this.digits = new Int32Array(most);
    this.entropy = new Float64Array(most);
    this.confidence = new Float64Array(most);
    this.order = new Int32Array(most);
    this.wholes = new Int32Array(canvas.width);
    this.takenAt = new Int32Array(canvas.width);
    this.masked = new Int32Array(length);
    this.entropies = new Float64Array(length);
    this.confidences = new Float64Array(length);
    this.certainty = new Float64Array(length);
    this.marginals = new Float64Array(length * base);
  }

  /** Lists the choices of a turn and takes none. */
  list(turn: Turn): void {
    this.count = 0;
    this.revealed = 0;
    this.takenAt.fill(-1);
    this.wholes.fill(-1);
    for (let position = turn.begin; position < turn.end; position++) {
      const masked = this.listMasked(turn, position);
      if (masked === 0) continue;
      const { entropies, confidences } = this;
      turn.posterior(position).jointStatistics(this.masked, masked, entropies, confidences);
      let digits = 0;
      for (let m = 0; m < masked; m++) {
        const choice = this.count++;
        digits |= 1 << this.masked[m]!;
        this.position[choice] = position;
        this.size[choice] = m + 1;
        this.digits[choice] = digits;
        this.entropy[choice] = entropies[m]!;
        this.confidence[choice] = confidences[m]!;
        this.wholes[position] = choice;
      }
    }
  }

  /** All masked digits of its position. */
  isWhole(choice: number): boolean {
    return this.wholes[this.position[choice]!] === choice;
  }

  /** Orders choices by a key, ascending or descending; those listed first first of equals. */
  sort(key: Float64Array, direction: 'ascending' | 'descending'): void {
    const { order, count } = this;
    const sign = direction === 'ascending' ? 1 : -1;
    for (let i = 0; i < count; i++) order[i] = i;
    // Shell's sort, since Array.sort allocates. Gaps 3k + 1.
    let gap = 1;
    while (gap < count / 3) gap = 3 * gap + 1;
    for (; gap >= 1; gap = Math.floor(gap / 3)) {
      for (let i = gap; i < count; i++) {
        const moved = order[i]!;
        const value = sign * key[moved]!;
        let at = i;
        for (; at >= gap; at -= gap) {
          const other = order[at - gap]!;
          const difference = sign * key[other]! - value;
          if (difference < 0 || (difference === 0 && other < moved)) break;
          order[at] = other;
        }
        order[at] = moved;
      }
    }
  }

  /** The choice taken at the position of another, −1 if there is none. */
  takenBeside(choice: number): number {
    return this.takenAt[this.position[choice]!]!;
  }

  /** Takes a choice in place of a smaller one at its position; a smaller one than was taken is nothing. */
  take(choice: number): void {
    const before = this.takenBeside(choice);
    const gained = this.size[choice]! - (before < 0 ? 0 : this.size[before]!);
    if (gained <= 0) return;
    this.takenAt[this.position[choice]!] = choice;
    this.revealed += gained;
  }

  /** Takes choices in order until at least so many digits are taken. */
  takeAtLeast(digits: number): void {
    for (let i = 0; i < this.count && this.revealed < digits; i++) this.take(this.order[i]!);
  }

  /** Takes the first in order that is a position's all. */
  takeWhole(): void {
    for (let i = 0; i < this.count; i++) {
      const choice = this.order[i]!;
      if (!this.isWhole(choice) || this.takenBeside(choice) === choice) continue;
      this.take(choice);
      return;
    }
  }

  /** Reveals what was taken, by position. */
  reveal(turn: Turn): void {
    for (let position = turn.begin; position < turn.end; position++) {
      const choice = this.takenAt[position]!;
      if (choice >= 0) turn.reveal(position, this.digits[choice]!);
    }
  }

  /** Nested digits come coarse first; free ones with the most certain first. */
  private listMasked(turn: Turn, position: number): number {
    const { canvas, candidate } = turn;
    const { masked, certainty, marginals } = this;
    const { order, length, base } = canvas.codec;
    let count = 0;
    for (let j = 0; j < length; j++) {
      if (canvas.isMasked(candidate, position, j)) masked[count++] = j;
    }
    if (order === 'nested' || count < 2) return count;
    turn.posterior(position).marginals(marginals);
    for (let m = 0; m < count; m++) {
      const digit = masked[m]!;
      const entropy = entropyOf(marginals, digit * base, base);
      let at = m;
      for (; at > 0 && certainty[at - 1]! > entropy; at--) {
        certainty[at] = certainty[at - 1]!;
        masked[at] = masked[at - 1]!;
      }
      certainty[at] = entropy;
      masked[at] = digit;
    }
    return count;
  }
}

function entropyOf(probabilities: Float64Array, from: number, count: number): number {
  let entropy = 0;
  for (let i = from; i < from + count; i++) {
    const p = probabilities[i]!;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return entropy;
}

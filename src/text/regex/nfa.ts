import type { Pattern } from './syntax';
import { utf8Ranges } from './utf8Ranges';

/** Thompson's construction over bytes. Node 0 begins, node 1 accepts. */
export class Nfa {
  /** By node: nodes that are reached by nothing. */
  readonly free: number[][] = [[], []];
  /** By node: nodes that are reached by a byte in a range. */
  readonly arcs: Arc[][] = [[], []];

  constructor(
    pattern: Pattern,
    private readonly mostNodes: number,
  ) {
    this.lay(pattern, 0, 1);
  }

  /** The pattern has more nodes than were allowed; it is cut off then. */
  get isTooLarge(): boolean {
    return this.free.length > this.mostNodes;
  }

  private lay(pattern: Pattern, from: number, to: number): void {
    if (this.isTooLarge) return;
    switch (pattern.kind) {
      case 'set':
        for (const range of pattern.ranges) {
          for (const bytes of utf8Ranges(range)) {
            let at = from;
            for (const [i, [low, high]] of bytes.entries()) {
              const next = i === bytes.length - 1 ? to : this.node();
              this.arcs[at]!.push({ low, high, to: next });
              at = next;
            }
          }
        }
        return;
      case 'sequence': {
        let at = from;
        for (const part of pattern.parts) {
          const next = this.node();
          this.lay(part, at, next);
          at = next;
        }
        this.free[at]!.push(to);
        return;
      }
      case 'choice':
        for (const part of pattern.parts) this.lay(part, from, to);
        return;
      case 'repeat':
        this.layRepeat(pattern, from, to);
    }
  }

  private layRepeat(
    { part, least, most }: Extract<Pattern, { kind: 'repeat' }>,
    from: number,
    to: number,
  ): void {
    let at = from;
    for (let i = 0; i < least; i++) at = this.layNext(part, at);
    if (most === Infinity) {
      const loop = this.node(); // its own, so that what leads to `at` does not begin again
      this.free[at]!.push(loop);
      this.lay(part, loop, loop);
      this.free[loop]!.push(to);
      return;
    }
    for (let i = least; i < most && !this.isTooLarge; i++) {
      this.free[at]!.push(to);
      at = this.layNext(part, at);
    }
    this.free[at]!.push(to);
  }

  private layNext(part: Pattern, from: number): number {
    const next = this.node();
    // A node between keeps a loop in the part from being entered from the side.
    const inner = this.node();
    this.free[from]!.push(inner);
    this.lay(part, inner, next);
    return next;
  }

  private node(): number {
    this.free.push([]);
    return this.arcs.push([]) - 1;
  }
}

interface Arc {
  readonly low: number;
  readonly high: number;
  readonly to: number;
}

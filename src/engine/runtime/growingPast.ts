import type { KeysValues } from './cachedGraph';

/** Room is made for so many tokens at a time, since each time copies all there is. */
const roomAtOnce = 64;

/** Where a token's keys and values lie in what a forward returned. */
export interface ForwardCell {
  readonly candidates: number; // B
  readonly width: number; // T
  readonly candidate: number;
  readonly position: number;
}

/** The keys and values of a stream, and after them of single tokens, put one by one. */
export class GrowingPast {
  private keys: Float32Array; // [planes, tokens, headDim]; a plane is one head of one layer
  private values: Float32Array;
  private used: number;
  /** Tokens that there is room for; those not used hold zeros. */
  tokens: number;

  constructor(
    stream: KeysValues,
    private readonly shape: {
      readonly layers: number;
      readonly kvHeads: number;
      readonly headDim: number;
    },
  ) {
    this.tokens = this.used = stream.tokens;
    this.keys = stream.keys;
    this.values = stream.values;
  }

  get keysValues(): KeysValues {
    return { tokens: this.tokens, keys: this.keys, values: this.values };
  }

  /** The slot for one more token. */
  reserve(): number {
    if (this.used === this.tokens) this.grow();
    return this.used++;
  }

  /** Copies a token of a forward to a slot. */
  put(
    slot: number,
    output: { readonly keys: Float32Array; readonly values: Float32Array },
    { candidates, width, candidate, position }: ForwardCell,
  ): void {
    const { layers, kvHeads, headDim } = this.shape;
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < kvHeads; head++) {
        const to = ((layer * kvHeads + head) * this.tokens + slot) * headDim;
        const plane = (layer * candidates + candidate) * kvHeads + head;
        const from = (plane * width + position) * headDim;
        this.keys.set(output.keys.subarray(from, from + headDim), to);
        this.values.set(output.values.subarray(from, from + headDim), to);
      }
    }
  }

  private grow(): void {
    const { tokens } = this;
    const grown = tokens + roomAtOnce;
    this.keys = this.roomier(this.keys, grown);
    this.values = this.roomier(this.values, grown);
    this.tokens = grown;
  }

  private roomier(source: Float32Array, grown: number): Float32Array {
    const { layers, kvHeads, headDim } = this.shape;
    const result = new Float32Array(layers * kvHeads * grown * headDim);
    const size = this.tokens * headDim;
    for (let plane = 0; plane < layers * kvHeads; plane++) {
      result.set(source.subarray(plane * size, (plane + 1) * size), plane * grown * headDim);
    }
    return result;
  }
}

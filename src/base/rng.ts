/** Chance as an argument. The same seed gives the same draws on every machine. */
export interface Rng {
  /** Uniform in [0, 1) with 53 random bits: fewer would lower the effective temperature. */
  uniform(): number;
  /** An independent stream; the same `key` of the same seed is always the same stream. */
  split(key: number): Rng;
}

/** @param seed 0 … 2³²−1 */
export function seededRng(seed: number): Rng {
  return new Sfc32(seed >>> 0, 0);
}

/**
 * Chris Doty-Humphrey's sfc32: 128 bits of state, passes PractRand, four additions a draw. A stream
 * is named by two words, the seed and the path of keys that led to it; twelve rounds mix them.
 */
class Sfc32 implements Rng {
  private a: number;
  private b: number;
  private c = 0x9e3779b9;
  private counter = 1;

  constructor(
    private readonly seed: number,
    private readonly path: number,
  ) {
    this.a = seed | 0;
    this.b = path | 0;
    for (let round = 0; round < 12; round++) this.word();
  }

  uniform(): number {
    const high = this.word() >>> 5; // 27 bits
    const low = this.word() >>> 6; // 26 bits
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  split(key: number): Rng {
    return new Sfc32(this.seed, mix(mix(this.path) + key + 1));
  }

  private word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum;
  }
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

import type { PreparedContext } from '../../../src/engine/runtime/denoiser';
import type { CausalTail } from '../../../src/engine/diffusion/causalTail';
import type { Codec } from '../../../src/engine/tokens/codec';
import { ScriptedContext, type Script } from './scripted';

/** Of any canvas in a test. */
const mostPositions = 16;

/** The row before a canvas of one hole, and then its tokens. */
export function tailOf(length: number): CausalTail {
  const indices = Int32Array.from({ length: length + 1 }, (_, index) => index);
  return {
    tokens: new Int32Array(length + 1),
    positions: indices,
    rows: indices.subarray(0, length),
  };
}

/**
 * A network of which both halves are written in the test: what it drafts on a canvas, and what it
 * holds likely from left to right, where `causal` is asked with the positions to come all masked.
 */
export class ScriptedTwins implements Pick<PreparedContext, 'logits' | 'continued'> {
  forwards = 0;
  private readonly canvases: ScriptedContext;

  constructor(
    codec: Codec,
    { draft, causal }: { readonly draft: Script; readonly causal: Script },
    private readonly onForward: (count: number) => void = () => undefined,
  ) {
    this.canvases = new ScriptedContext(codec.vocabulary, draft, () => this.count());
    this.continued = (batch) => {
      const { candidates, width, states, wanted } = batch;
      const { vocabulary } = codec;
      const logits = new Float32Array(candidates * width * vocabulary).fill(NaN);
      for (let row = 0; row < candidates; row++) {
        for (const at of wanted) {
          const known = [...states.subarray(row * width + 1, row * width + at + 1)];
          const rest = new Array<number>(mostPositions).fill(codec.maskState);
          for (let token = 0; token < vocabulary; token++) {
            const logit = causal([...known, ...rest].slice(0, mostPositions), at, token);
            logits[(row * width + at) * vocabulary + token] = logit;
          }
        }
      }
      this.count();
      return Promise.resolve({ logits, milliseconds: 3 });
    };
  }

  readonly continued: PreparedContext['continued'];

  logits(...[batch]: Parameters<PreparedContext['logits']>): ReturnType<PreparedContext['logits']> {
    return this.canvases.logits(batch);
  }

  private count(): void {
    this.forwards++;
    this.onForward(this.forwards);
  }
}

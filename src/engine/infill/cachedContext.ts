import type {
  Branch,
  BranchLogits,
  CanvasLogits,
  CausalBatch,
  PreparedContext,
  TextTree,
} from '../runtime/denoiser';
import type { Codec } from '../tokens/codec';
import { longestAgreement, type NgramCache } from './ngramCache';

/** A context whose causal law is mixed with what a cache has seen. Canvases stay the network's own. */
export function withCache(
  context: PreparedContext,
  cache: NgramCache,
  stream: Int32Array, // [P] tokens
  codec: Codec,
): PreparedContext {
  return {
    ...context,
    async continued(batch) {
      const told = await context.continued(batch);
      mixContinued(told, batch, { cache, stream, codec });
      return told;
    },
    textsAfter: (kept) =>
      new CachedTree(context.textsAfter(kept), cache, [...stream.subarray(0, kept)], codec),
  };
}

function mixContinued(
  { logits }: CanvasLogits,
  { candidates, width, states, wanted }: CausalBatch,
  parts: { readonly cache: NgramCache; readonly stream: Int32Array; readonly codec: Codec },
): void {
  const { cache, stream, codec } = parts;
  const before = [...stream.subarray(0, stream.length - 1).slice(-longestAgreement)];
  for (let row = 0; row < candidates; row++) {
    const written = Array.from(states.subarray(row * width, (row + 1) * width), (state) =>
      codec.tokenOf(state),
    );
    for (const position of wanted) {
      const at = (row * width + position) * codec.vocabulary;
      const ofRow = logits.subarray(at, at + codec.vocabulary);
      cache.mix(ofRow, [...before, ...written.slice(0, position + 1)]);
    }
  }
}

/** A text that has been written: its last token, and the text before that one. */
interface Written {
  readonly token: number;
  readonly before: Written | undefined;
}

class CachedTree implements TextTree {
  private readonly texts = new Map<number, Written>(); // by node

  constructor(
    private readonly tree: TextTree,
    private readonly cache: NgramCache,
    private readonly stream: readonly number[],
    private readonly codec: Codec,
  ) {}

  async write(branches: readonly Branch[]): Promise<BranchLogits> {
    const told = await this.tree.write(branches);
    const { vocabulary } = this.codec;
    for (const [row, { after, tokens }] of branches.entries()) {
      let text = after === undefined ? undefined : this.texts.get(after);
      for (const [index, state] of tokens.states.entries()) {
        text = { token: this.codec.tokenOf(state), before: text };
        this.texts.set(told.nodes[row]![index]!, text);
        const at = (row * told.width + index) * vocabulary;
        this.cache.mix(told.logits.subarray(at, at + vocabulary), this.historyOf(text));
      }
    }
    return told;
  }

  private historyOf(text: Written): readonly number[] {
    const tokens: number[] = [];
    for (let at: Written | undefined = text; at !== undefined && tokens.length < longestAgreement; at = at.before) tokens.push(at.token); // prettier-ignore
    const missing = longestAgreement - tokens.length;
    const fromStream = missing === 0 ? [] : this.stream.slice(-missing);
    return [...fromStream, ...tokens.reverse()];
  }
}

import type {
  Branch,
  BranchLogits,
  CanvasBatch,
  CanvasForward,
  CanvasLogits,
  CausalBatch,
  PreparedContext,
  TextTree,
} from '../runtime/denoiser';
import type { Codec } from '../tokens/codec';
import type { ElsewhereLaw, Left } from './elsewhereLaw';
import type { LeftSide, Placed } from './leftSide';

interface Parts {
  readonly law: ElsewhereLaw;
  readonly left: LeftSide;
  readonly codec: Codec;
}

/**
 * A context whose laws are mixed with what texts elsewhere say: the causal one everywhere, that of canvases of what
 * followed the same tokens at each place whose neighbours to the left have been decided, and of a begun name at all.
 */
export function withElsewhere(context: PreparedContext, parts: Parts): PreparedContext {
  const { lengths } = context;
  return {
    ...context,
    ...(lengths && { lengths: async (begins) => mixLengths(await lengths(begins), begins, parts) }),
    async logits(batch) {
      const told = await context.logits(batch);
      mixCanvas(told, batch, parts, 'settled too');
      return told;
    },
    keepingSettled() {
      const canvases = context.keepingSettled();
      return new CachedCanvases(canvases, parts);
    },
    async continued(batch) {
      const told = await context.continued(batch);
      mixContinued(told, batch, parts);
      return told;
    },
    textsAfter: (kept) => new CachedTree(context.textsAfter(kept), parts),
  };
}

function mixLengths(
  laws: Float32Array[],
  begins: Int32Array,
  { law, left }: Pick<Parts, 'law' | 'left'>,
): Float32Array[] {
  for (const [hole, lengths] of laws.entries()) law.mixLengths(lengths, left.of(begins[hole]!, []));
  return laws;
}

class CachedCanvases implements CanvasForward {
  constructor(
    private readonly canvases: CanvasForward,
    private readonly parts: Parts,
  ) {}

  async logits(batch: CanvasBatch): Promise<CanvasLogits> {
    const told = await this.canvases.logits(batch);
    mixCanvas(told, batch, this.parts, 'open only');
    return told;
  }
}

function mixCanvas(
  { logits }: CanvasLogits,
  { candidates, width, lengths, states, positions, settled, wanted }: CanvasBatch,
  { law, left, codec }: Parts,
  which: 'settled too' | 'open only',
): void {
  for (let row = 0; row < candidates; row++) {
    const first = row * width;
    const positionOf = (at: number): number => positions[first + at]!;
    const known = Array.from({ length: lengths[row]! }, (_, at) =>
      settled[first + at] === 0 ? undefined : codec.tokenOf(states[first + at]!),
    );
    const leftOf = (at: number): Left =>
      left.of(
        positionOf(at),
        backFrom(at, (one) => placed(known[one], positionOf(one))),
      );
    let open: number | undefined; // the first place of the hole that is not known
    for (let at = 0; at < known.length; at++) {
      if (left.isBegin(positionOf(at))) open = undefined;
      const ahead = open;
      if (known[at] === undefined) open ??= at;
      const isTold = which === 'settled too' || known[at] === undefined;
      if (!isTold || wanted?.includes(at) === false) continue;
      const place = rowOf(logits, first + at, codec);
      law.mix(place, leftOf(at));
      if (ahead !== undefined) law.mixAhead(place, leftOf(ahead), known.slice(ahead, at));
    }
  }
}

function placed(token: number | undefined, position: number): Placed | undefined {
  return token === undefined ? undefined : { token, position };
}

function mixContinued(
  { logits }: CanvasLogits,
  { candidates, width, states, positions, wanted }: CausalBatch,
  { law, left, codec }: Parts,
): void {
  for (let row = 0; row < candidates; row++) {
    const first = row * width;
    for (const index of wanted) {
      const back = backFrom(index + 1, (at) => {
        return { token: codec.tokenOf(states[first + at]!), position: positions[first + at]! };
      });
      law.mix(rowOf(logits, first + index, codec), left.of(positions[first + index]! + 1, back));
    }
  }
}

/** What stands before a place of a row, from there to the left, up to what is not known. */
function* backFrom(index: number, at: (index: number) => Placed | undefined): Iterable<Placed> {
  for (let before = index - 1; before >= 0; before--) {
    const placed = at(before);
    if (placed === undefined) return;
    yield placed;
  }
}

function rowOf(logits: Float32Array, row: number, { vocabulary }: Codec): Float32Array {
  return logits.subarray(row * vocabulary, (row + 1) * vocabulary);
}

/** A text that has been written: its last token, and the text before that one. */
interface Written extends Placed {
  readonly before: Written | undefined;
}

class CachedTree implements TextTree {
  private readonly texts = new Map<number, Written>(); // by node

  constructor(
    private readonly tree: TextTree,
    private readonly parts: Parts,
  ) {}

  async write(branches: readonly Branch[]): Promise<BranchLogits> {
    const told = await this.tree.write(branches);
    const { law, left, codec } = this.parts;
    for (const [row, { after, tokens }] of branches.entries()) {
      let text = after === undefined ? undefined : this.texts.get(after);
      for (const [index, state] of tokens.states.entries()) {
        const position = tokens.positions[index]!;
        text = { token: codec.tokenOf(state), position, before: text };
        this.texts.set(told.nodes[row]![index]!, text);
        const logits = rowOf(told.logits, row * told.width + index, codec);
        law.mix(logits, left.of(position + 1, backAlong(text)));
      }
    }
    return told;
  }
}

function* backAlong(text: Written): Iterable<Placed> {
  for (let at: Written | undefined = text; at !== undefined; at = at.before) yield at;
}

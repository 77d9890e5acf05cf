import { allowedAlone, type TokenSet } from '../constraints/constraint';
import { hasCausalPath } from '../model/manifest';
import { streamTokens } from '../model/specialTokens';
import type { LoadedModel } from './loadedModel';

/** What may come next where text is written from left to right: whatever first spells the fragment again. */
export class FragmentGate {
  private readonly ordinary: TokenSet; // [V]
  private readonly sets = new Map<string, TokenSet>(); // by what is left of the fragment, and the end

  constructor(
    private readonly model: LoadedModel,
    readonly fragment: Uint8Array,
  ) {
    const place = { hole: 0, index: 0, length: 1 };
    this.ordinary =
      allowedAlone(model.ordinary, place) ?? new Uint8Array(model.codec.vocabulary).fill(1);
  }

  /**
   * @param written bytes of the hole so far
   * @param mayEnd whether `<|end|>` may come as well
   */
  after(written: number, mayEnd: boolean): TokenSet {
    const left = this.fragment.subarray(Math.min(written, this.fragment.length));
    const key = `${left.join()} ${mayEnd}`;
    let set = this.sets.get(key);
    if (set === undefined) this.sets.set(key, (set = this.make(left, mayEnd)));
    return set;
  }

  private make(left: Uint8Array, mayEnd: boolean): TokenSet {
    const { tokenizer, manifest } = this.model;
    const set = this.ordinary.map((allowed, id) =>
      allowed !== 0 && agree(tokenizer.pieceBytes[id]!, left) ? 1 : 0,
    );
    // Without a causal path there is no token that ends a text.
    if (hasCausalPath(manifest)) set[streamTokens(manifest.tokenizer).end] = mayEnd ? 1 : 0;
    return set;
  }
}

/** One begins with the other; no token of a text is empty. */
function agree(piece: Uint8Array, left: Uint8Array): boolean {
  if (left.length === 0) return true;
  const shared = Math.min(piece.length, left.length);
  for (let i = 0; i < shared; i++) if (piece[i] !== left[i]) return false;
  return shared > 0;
}

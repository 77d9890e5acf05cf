import type { CachedGraph, KeysValues } from './cachedGraph';
import { ContextCache } from './contextCache';
import type { ContextStream } from './denoiser';

/** The contexts of the last few texts, for who fills in several in turn: each is gone on with. */
export class ContextCaches {
  /** The one that was used last stands last. */
  private caches: readonly ContextCache[] = [];

  /** @param most at least 1 */
  constructor(
    private readonly graph: CachedGraph,
    private readonly most: number,
  ) {}

  encode(
    stream: ContextStream,
  ): Promise<{ readonly cache: KeysValues; readonly encodedTokens: number }> {
    const chosen = this.nearest(stream) ?? this.vacant();
    this.caches = [...this.caches.filter((one) => one !== chosen), chosen];
    return chosen.encode(stream);
  }

  forget(): void {
    this.caches = [];
  }

  /** The one that loses least to this stream, unless that is most of it: then it is of another text. */
  private nearest(stream: ContextStream): ContextCache | undefined {
    const shared = this.caches.map((cache) => cache.commonPrefix(stream));
    const best = Math.max(0, ...shared);
    const cache = this.caches[shared.indexOf(best)];
    return cache !== undefined && 2 * best > cache.tokens ? cache : undefined;
  }

  private vacant(): ContextCache {
    const [oldest] = this.caches;
    return oldest !== undefined && this.caches.length >= this.most
      ? oldest
      : new ContextCache(this.graph);
  }
}

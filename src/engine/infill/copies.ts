import type { TokenSet } from '../constraints/constraint';
import { longestAgreement, type GoingOn, type NgramCache } from './ngramCache';

/** Tokens drafted for each that agrees, and at most: what is wrong costs little beside a forward that is saved. */
const forEach = 3;
const most = 16;

/**
 * Drafts that cost no forward: what followed, where it stands already, the tokens at the end of a text. Much of code has
 * been written before, and what is written past the end of a hole stands behind it. (Yang et al. 2023, arXiv 2304.04487)
 */
export class Copies {
  /**
   * @param stream what the model sees; what it ends with stands before the hole
   * @param elsewhere what it does not see; absent: nothing
   * @param ordinary the tokens of which texts are made; absent: all
   */
  constructor(
    private readonly stream: Int32Array,
    private readonly elsewhere: NgramCache | undefined,
    private readonly ordinary: TokenSet | undefined,
  ) {}

  /** What may follow a text of the hole: as much as it agrees with what is copied from, or nothing. */
  after(written: readonly number[]): readonly number[] {
    const known = [...this.stream, ...written];
    const seen = goingOn(known);
    const other = this.elsewhere?.goingOn(known, most);
    const best = other !== undefined && other.agreement > seen.agreement ? other : seen;
    const tokens = best.tokens.slice(0, Math.min(most, forEach * best.agreement));
    const strange = tokens.findIndex((token) => this.ordinary?.[token] === 0);
    return strange < 0 ? tokens : tokens.slice(0, strange);
  }
}

/** What followed the longest agreement with the end of the tokens themselves, of several as long the last. */
function goingOn(tokens: readonly number[]): GoingOn {
  let [best, agreement] = [tokens.length, 0];
  for (let at = tokens.length - 2; at >= 0; at--) {
    let agreeing = 0;
    while (
      agreeing < longestAgreement &&
      agreeing <= at &&
      tokens[at - agreeing] === tokens[tokens.length - 1 - agreeing]
    )
      agreeing++;
    if (agreeing > agreement) [best, agreement] = [at + 1, agreeing];
  }
  return { tokens: tokens.slice(best, best + most), agreement };
}

/** σ: with which probability a visible digit is hidden again in a step from α_t to α_s. */
export type RemaskShare = (alphaBefore: number, alphaAfter: number) => number;

export const noRemasking: RemaskShare = () => 0;

/** σ = min(η, (1 − α_s)/α_t), ReMDM-cap (arXiv 2503.00307, section 4.1). */
export function cappedShare(eta: number): RemaskShare {
  return (before, after) => Math.min(eta, mostShare(before, after));
}

/** σ = η · min(1, (1 − α_s)/α_t), ReMDM-rescale (arXiv 2503.00307, section 4.1). */
export function rescaledShare(eta: number): RemaskShare {
  return (before, after) => eta * mostShare(before, after);
}

/** More could not be made good by what is still masked. */
function mostShare(before: number, after: number): number {
  return before <= 0 ? 0 : Math.min(1, Math.max(0, 1 - after) / before);
}

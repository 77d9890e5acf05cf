import type { GivenCanvas } from '../protocol/engineTypes';
import type { SteerChange } from '../protocol/visualiserProtocol';

/**
 * The canvas after a change.
 *
 * @param digitsPerToken ℓ
 */
export function steered(
  given: GivenCanvas,
  change: SteerChange,
  digitsPerToken: number,
): GivenCanvas {
  switch (change.kind) {
    case 'draw':
      return given;
    case 'force': {
      const { position, token, digits } = change;
      return {
        ...masked(given, position, position),
        forced: [{ position, token, digits }],
        banned: (given.banned ?? []).filter((one) => one.position !== position || one.token !== token), // prettier-ignore
      };
    }
    case 'ban': {
      const { position, token } = change;
      const known = [...(given.revealed ?? []), ...(given.fixed ?? [])];
      const isSettled = known.filter((one) => one.position === position).length >= digitsPerToken;
      const kept = isSettled ? masked(given, position, position) : given;
      return { ...kept, banned: [...(given.banned ?? []), { position, token }] };
    }
    case 'remask':
      return masked(given, change.from, change.to);
    case 'keep':
      return keptAlone(given, change.from, change.to);
  }
}

/**
 * Whether nothing of a canvas is masked.
 *
 * @param digitsPerToken ℓ
 */
export function isWhole(given: GivenCanvas, digitsPerToken: number): boolean {
  const known = new Set<string>();
  for (const { position, digit } of [...(given.revealed ?? []), ...(given.fixed ?? [])]) {
    known.add(`${position} ${digit}`);
  }
  const all = 2 ** digitsPerToken - 1;
  for (const { position, digits = all } of given.forced ?? []) {
    for (let digit = 0; digit < digitsPerToken; digit++) {
      if ((digits & (1 << digit)) !== 0) known.add(`${position} ${digit}`);
    }
  }
  return known.size === given.lengths.reduce((sum, length) => sum + length, 0) * digitsPerToken;
}

function masked(given: GivenCanvas, from: number, to: number): GivenCanvas {
  const isOutside = ({ position }: { readonly position: number }): boolean =>
    position < from || position > to;
  return {
    ...given,
    revealed: (given.revealed ?? []).filter(isOutside),
    fixed: (given.fixed ?? []).filter(isOutside),
    forced: (given.forced ?? []).filter(isOutside),
  };
}

/** What is kept stays, whatever corrector is at work. */
function keptAlone(given: GivenCanvas, from: number, to: number): GivenCanvas {
  const isInside = ({ position }: { readonly position: number }): boolean =>
    position >= from && position <= to;
  return {
    ...given,
    revealed: [],
    fixed: [...(given.revealed ?? []), ...(given.fixed ?? [])].filter(isInside),
    forced: (given.forced ?? []).filter(isInside),
  };
}

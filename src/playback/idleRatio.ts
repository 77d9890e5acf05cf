import type { FillSettings } from '../protocol/engineTypes';

/**
 * The share of steps that are expected to be idle, (1 − 1/T)^(Lℓ), for as many digits as all
 * candidates have; undefined where no law says it: it is that of ancestral steps on a linear schedule.
 */
export function expectedIdleRatio(
  { sampler, schedule, corrector, blockSize, steps }: FillSettings,
  digits: number,
): number | undefined {
  const isLawful =
    sampler === 'ancestral' && schedule === 'linear' && corrector === 'none' && blockSize === 0;
  return isLawful ? (1 - 1 / steps) ** digits : undefined;
}

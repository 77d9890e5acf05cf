import type { FillSettings } from '../../protocol/engineTypes';

/** The likeliest token is always the same: another draw needs some chance. */
const leastTemperature = 0.8;
const seeds = 2 ** 32;

/** Settings that draw another fill than these did. */
export function redrawn(settings: FillSettings): FillSettings {
  const temperature = settings.temperature > 0 ? settings.temperature : leastTemperature;
  return { ...settings, temperature, seed: (settings.seed + 1) % seeds };
}

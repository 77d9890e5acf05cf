import type { LoadedModel } from './loadedModel';

/**
 * A model that reads no more of a text than so many tokens, header and sentinels included; 0: as many as it can.
 *
 * @param context no fewer than `leastContext`, or 0
 */
export function readingAtMost(model: LoadedModel, context: number): LoadedModel {
  const { manifest } = model;
  const { limits } = manifest;
  if (context === 0 || context >= limits.context) return model;
  return { ...model, manifest: { ...manifest, limits: { ...limits, context } } };
}

import type { PreparedContext } from '../runtime/denoiser';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';

/** The stream of a plan, encoded: what its holes are denoised over. */
export async function contextOf(
  { codec, denoiser }: LoadedModel,
  { tokens, positions }: Pick<Plan, 'tokens' | 'positions'>,
): Promise<PreparedContext> {
  return denoiser.prepare({ states: codec.statesOf(tokens), positions });
}

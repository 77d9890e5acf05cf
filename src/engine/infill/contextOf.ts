import { toPlainLines } from '../../text/lineEnd';
import type { PreparedContext } from '../runtime/denoiser';
import { withCache } from './cachedContext';
import type { LoadedModel } from './loadedModel';
import { NgramCache } from './ngramCache';
import type { Plan } from './plan';

/**
 * The stream of a plan, encoded: what its holes are denoised over.
 *
 * @param share of the causal law that is the n-gram cache's; 0: the network's own law
 */
export async function contextOf(
  { codec, denoiser, tokenizer }: LoadedModel,
  { tokens, positions, elsewhere }: Pick<Plan, 'tokens' | 'positions' | 'elsewhere'>,
  share = 0,
): Promise<PreparedContext> {
  const context = await denoiser.prepare({ states: codec.statesOf(tokens), positions });
  if (share === 0 || elsewhere.length === 0) return context;
  const sources = elsewhere.map((text) => tokenizer.encode(toPlainLines(text)));
  return withCache(context, new NgramCache(sources, share), tokens, codec);
}

import { toPlainLines } from '../../text/lineEnd';
import type { PreparedContext } from '../runtime/denoiser';
import type { Tokenizer } from '../tokens/tokenizer';
import { withCache } from './cachedContext';
import { mostElsewhere } from './elsewhere';
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
  const sources = elsewhere.map((text) => encoded(tokenizer, text));
  return withCache(context, new NgramCache(sources, codec.vocabulary, share), tokens, codec);
}

/** By tokenizer, the texts that were encoded last: other files are the same from fill to fill. */
const remembered = new WeakMap<Tokenizer, Map<string, Int32Array>>();

function encoded(tokenizer: Tokenizer, text: string): Int32Array {
  const texts = remembered.get(tokenizer) ?? new Map<string, Int32Array>();
  remembered.set(tokenizer, texts);
  const tokens = texts.get(text) ?? tokenizer.encode(toPlainLines(text));
  texts.delete(text);
  texts.set(text, tokens); // the last one now
  const [oldest] = texts.keys();
  if (texts.size > mostElsewhere && oldest !== undefined) texts.delete(oldest);
  return tokens;
}

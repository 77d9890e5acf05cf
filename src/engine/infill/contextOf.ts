import { toPlainLines } from '../../text/lineEnd';
import type { PreparedContext } from '../runtime/denoiser';
import type { Tokenizer } from '../tokens/tokenizer';
import { withElsewhere } from './cachedContext';
import { mostElsewhere } from './elsewhere';
import { ElsewhereLaw } from './elsewhereLaw';
import { LeftSide } from './leftSide';
import type { LoadedModel } from './loadedModel';
import { Names } from './names';
import { NgramCache } from './ngramCache';
import type { Plan } from './plan';
import { wordEdgesOf, type WordEdges } from './wordEdges';

/**
 * The stream of a plan, encoded: what its holes are denoised over.
 *
 * @param share how much texts elsewhere are believed; 0: the network's own law
 */
export async function contextOf(
  model: LoadedModel,
  plan: Pick<Plan, 'tokens' | 'positions' | 'holes' | 'elsewhere'>,
  share = 0,
): Promise<PreparedContext> {
  const { codec, denoiser, tokenizer } = model;
  const { tokens, positions, elsewhere } = plan;
  const context = await denoiser.prepare({ states: codec.statesOf(tokens), positions });
  if (share === 0 || elsewhere.length === 0) return context;
  const sources = elsewhere.map((text) => encoded(tokenizer, text));
  const cache = new NgramCache(sources, edgesOf(tokenizer));
  const law = new ElsewhereLaw({ cache, names: new Names(elsewhere), tokenizer, share });
  return withElsewhere(context, { law, left: new LeftSide(model, plan), codec });
}

const edges = new WeakMap<Tokenizer, WordEdges>();

function edgesOf(tokenizer: Tokenizer): WordEdges {
  const known = edges.get(tokenizer) ?? wordEdgesOf(tokenizer.pieceBytes);
  edges.set(tokenizer, known);
  return known;
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

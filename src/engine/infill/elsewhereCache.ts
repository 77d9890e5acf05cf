import { toPlainLines } from '../../text/lineEnd';
import type { Tokenizer } from '../tokens/tokenizer';
import { mostElsewhere } from './elsewhere';
import { NgramCache } from './ngramCache';
import type { Plan } from './plan';
import { wordEdgesOf, type WordEdges } from './wordEdges';

/** By the texts of a plan, which is asked from more than one side. */
const made = new WeakMap<Plan['elsewhere'], NgramCache>();

/** What stands in the texts of a plan that the model does not see; undefined where there are none. */
export function elsewhereCache(
  tokenizer: Tokenizer,
  { elsewhere }: Pick<Plan, 'elsewhere'>,
): NgramCache | undefined {
  if (elsewhere.length === 0) return undefined;
  let cache = made.get(elsewhere);
  if (cache === undefined) {
    const sources = elsewhere.map((text) => encoded(tokenizer, text));
    made.set(elsewhere, (cache = new NgramCache(sources, edgesOf(tokenizer))));
  }
  return cache;
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

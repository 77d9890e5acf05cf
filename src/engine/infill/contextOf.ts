import type { PreparedContext } from '../runtime/denoiser';
import { withElsewhere } from './cachedContext';
import { elsewhereCache } from './elsewhereCache';
import { ElsewhereLaw } from './elsewhereLaw';
import { LeftSide } from './leftSide';
import type { LoadedModel } from './loadedModel';
import { Names } from './names';
import type { Plan } from './plan';

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
  const cache = share === 0 ? undefined : elsewhereCache(tokenizer, plan);
  if (cache === undefined) return context;
  const law = new ElsewhereLaw({ cache, names: new Names(elsewhere), tokenizer, share });
  return withElsewhere(context, { law, left: new LeftSide(model, plan), codec });
}

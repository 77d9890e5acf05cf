import type { CausalTail } from '../diffusion/causalTail';
import type { Manifest } from '../model/manifest';
import { streamTokens } from '../model/specialTokens';
import type { Plan } from './plan';

/** What left-to-right mode writes after the stream for holes of these lengths. */
export function causalTailOf(
  { tokenizer }: Pick<Manifest, 'tokenizer'>,
  plan: Plan,
  lengths: readonly number[],
): CausalTail {
  const { end, holes: sentinels } = streamTokens(tokenizer);
  const last = plan.tokens.length - 1;
  const tokens: number[] = [];
  const positions: number[] = [];
  const rows: number[] = [];
  for (const [hole, length] of lengths.entries()) {
    const { begin } = plan.holes[hole]!;
    for (let i = 0; i < length; i++) rows.push(tokens.length + i);
    const opening = hole === 0 ? plan.tokens[last]! : sentinels[hole]!;
    tokens.push(opening, ...new Array<number>(length).fill(end), end);
    positions.push(hole === 0 ? plan.positions[last]! : begin - 1);
    for (let i = 0; i <= length; i++) positions.push(begin + i);
  }
  return {
    tokens: Int32Array.from(tokens),
    positions: Int32Array.from(positions),
    rows: Int32Array.from(rows),
  };
}
